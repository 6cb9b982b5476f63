"""The exported default model gives the vectors of its original."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pullquote.corpus import StoppedError, stopping_when
from pullquote.index import make_embedder, minilm_folder
from pullquote.index.embedding.maker import best_precision
from pullquote.index.embedding.sentence_transformers import load_sentence_transformer

TEXTS = [
    "Who signed the treaty?",
    "The harbour bridge was shut for a year, and ferries ran instead.",
    "naïve — 価格 12.5 % \u200f مرحبا 😀",
    "x" * 300,
    "?!…",
    "\x00 \x01",
    "one two three " * 200,
    "a",
]


def cosines(one: Any, other: Any) -> list[float]:
    return np.sum(np.asarray(one) * np.asarray(other), axis=1).tolist()  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def original() -> Any:
    return load_sentence_transformer(minilm_folder())


@pytest.mark.model
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("precision", ["f32", "bf16"])
def test_exported_vectors_are_those_of_sentence_transformers(original: Any, precision: str) -> None:
    if precision == "bf16" and best_precision() != "bf16":
        pytest.skip("this processor does not compute in bf16")
    true = original.encode(TEXTS, normalize_embeddings=True)
    embedder = make_embedder("minilm", precision)
    assert (embedder.name, embedder.precision, embedder.dim, embedder.window) == ("minilm", precision, 384, 254)
    least = 0.99999 if precision == "f32" else 0.999
    for rows in (embedder.encode_passages(TEXTS), embedder.encode_questions(TEXTS)):
        assert min(cosines(rows, true)) > least
        assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1] * len(TEXTS), abs=1e-5)


@pytest.mark.model
def test_many_texts_come_back_in_their_order_with_progress() -> None:
    embedder = make_embedder()
    texts = [f"{'word ' * (n % 40)} ferry {n}" for n in range(150)]
    done: list[int] = []
    rows = embedder.encode_passages(texts, done.append)
    assert sum(done) == 150
    alone = np.vstack([embedder.encode_passages([texts[n]]) for n in range(0, 150, 30)])
    assert min(cosines(rows[::30], alone)) > 0.995


@pytest.mark.model
def test_what_nobody_waits_for_ends_between_batches_and_the_next_texts_come_as_ever() -> None:
    embedder = make_embedder("minilm")
    expected = embedder.encode_passages(TEXTS)
    done: list[int] = []
    with stopping_when(lambda: "gone" if done else ""), pytest.raises(StoppedError, match="gone"):
        embedder.encode_passages(TEXTS * 100, done.append)
    assert 0 < sum(done) < 100 * len(TEXTS)
    assert np.array_equal(embedder.encode_passages(TEXTS), expected)


@pytest.mark.model
def test_tokens_are_counted_without_the_special_ones_and_without_a_limit() -> None:
    embedder = make_embedder()
    assert embedder.count(["", "ferry", "ferry boat", "word " * 1000, "\x00"]) == [0, 1, 2, 1000, 0]
    assert embedder.count([]) == []


@pytest.mark.model
def test_half_a_character_is_embedded_as_a_question_mark() -> None:
    embedder = make_embedder()
    assert np.array_equal(embedder.encode_questions(["ferry \udcff"]), embedder.encode_questions(["ferry ?"]))
    assert embedder.count(["\udcff"]) == [1]


@pytest.mark.model
def test_searching_with_the_default_model_imports_no_torch_and_ends_well(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ferry sank off the point.")
    make_embedder()
    script = """
import sys
from pullquote.index import build
index = build([sys.argv[1]], sys.argv[2]).index
assert index.search("Which boat went down?")[0].dense > 0.3
unwanted = {"torch", "transformers", "sentence_transformers"} & set(sys.modules)
print(sorted(unwanted), sys.modules.get("openvino_telemetry"))
"""
    for n in range(6):  # freeing the model at the end of the process once aborted three times in four
        command = [sys.executable, "-c", script, str(tmp_path / "a.txt"), str(tmp_path / f"i{n}")]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (found.returncode, found.stdout, found.stderr) == (0, "[] None\n", "")
