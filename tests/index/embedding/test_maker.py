"""Embedders are made by name and precision, or refused in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from pullquote.corpus import BadInputError, NotFoundError
from pullquote.index import make_embedder


@pytest.mark.parametrize("name", ["minilm", "hash"])
def test_an_unknown_precision_is_refused(name: str) -> None:
    with pytest.raises(BadInputError, match="no precision 'f8'; known: auto, bf16, f32"):
        make_embedder(name, "f8")


def test_searching_imports_neither_model_nor_torch() -> None:
    script = """
import sys, tempfile
from pullquote.corpus import Article, Source
from pullquote.index import Index
index = Index.create(tempfile.mkdtemp() + "/i", embedder="hash")
index.add([Article(Source("a", "a", "a"), "The ferry sank.")])
assert index.search("ferry")
print(sorted({"torch", "transformers", "sentence_transformers", "openvino", "tokenizers"} & set(sys.modules)))
"""
    found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_a_name_that_is_no_model_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_CACHE", str(tmp_path))
    (tmp_path / "no-model").mkdir()
    with pytest.raises(
        NotFoundError, match=r"no embedder '.*no-model' .*known: minilm, hash, any sentence-transf"
    ) as e:
        make_embedder(str(tmp_path / "no-model"))
    assert "\n" not in str(e.value)


@pytest.mark.model
def test_each_file_of_the_model_is_hashed_once_at_a_start() -> None:
    make_embedder()
    script = """
import hashlib, collections
read = hashlib.file_digest
hashed = collections.Counter()
hashlib.file_digest = lambda file, name: (hashed.update([file.name.rpartition("/")[2]]), read(file, name))[1]
from pullquote.index import make_embedder
make_embedder()
print(dict(sorted(hashed.items())))
"""
    found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "{'model.bin': 1, 'model.xml': 1, 'tokenizer.json': 1}"
