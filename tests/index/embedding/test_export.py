"""Any model by path is exported, or runs as it is where that gives other vectors."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pullquote.corpus import BadInputError, PullquoteError
from pullquote.index import Index, build, make_embedder
from pullquote.index.embedding.openvino_embedder import OpenVinoEmbedder
from pullquote.index.embedding.sentence_transformers import SentenceTransformersEmbedder, load_sentence_transformer


def cosines(one: Any, other: Any) -> list[float]:
    return np.sum(np.asarray(one) * np.asarray(other), axis=1).tolist()  # type: ignore[no-any-return]


@pytest.mark.model
def test_a_cache_folder_that_cannot_be_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("PULLQUOTE_CACHE", str(tmp_path / "file"))
    with pytest.raises(PullquoteError, match=r"cannot keep the model in .*; name another folder in PULLQUOTE_CACHE"):
        make_embedder()


def small_model(folder: Path, **options: Any) -> Path:
    """A random BERT of 2 layers with the [CLS] token as its vector and a word before each question."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer  # type: ignore[import-not-found]  # an alias
    from transformers import BertConfig, BertModel, BertTokenizerFast  # type: ignore[attr-defined]  # made late

    raw = folder.with_name(folder.name + "-raw")
    raw.mkdir()
    words = "[PAD] [UNK] [CLS] [SEP] [MASK] query : the ferry sank bridge green a b c ##a ##b ##c . , ?".split()
    (raw / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(str(raw / "vocab.txt")).save_pretrained(raw)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(raw)
    transformer = Transformer(str(raw), max_seq_length=20)
    model = SentenceTransformer(modules=[transformer, Pooling(16, pooling_mode="cls", **options)], device="cpu")
    model.prompts = {"query": "query : ", "document": ""}
    model.save(str(folder))
    return folder


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_any_model_by_path_is_exported_with_its_prompts_and_pooling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = small_model(tmp_path / "small")
    monkeypatch.chdir(tmp_path)
    embedder = make_embedder("small", "f32")
    assert isinstance(embedder, OpenVinoEmbedder)
    # 20 tokens less [CLS] and [SEP] less the two of the prompt
    assert (embedder.name, embedder.dim, embedder.window) == (str(path), 16, 16)
    model = load_sentence_transformer(str(path))
    texts = ["the ferry sank", "a b green bridge c ? , . " * 5, "a b c " * 20]
    for ours, kind in ((embedder.encode_questions(texts[:2]), "query"), (embedder.encode_passages(texts), "document")):
        true = model.encode(texts[: len(ours)], prompt_name=kind, normalize_embeddings=True)
        assert min(cosines(ours, true)) > 0.9999
    (tmp_path / "a.txt").write_text("The ferry sank. " * 9 + "\n\nThe bridge, green.")
    built = build(["a.txt"], tmp_path / "index", embedder="small", precision="f32")
    assert built.index.manifest.embedder == str(path)
    assert all(embedder.count([p.text])[0] <= 12 for a in built.index.articles() for p in built.index.passages(a))
    monkeypatch.chdir("/")
    again = Index.open(tmp_path / "index")
    assert repr(again.search("which ferry sank ?")) == repr(built.index.search("which ferry sank ?"))
    with pytest.raises(BadInputError, match="was built with embedder"):
        build([tmp_path / "a.txt"], tmp_path / "index", embedder="minilm")


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_a_model_that_openvino_cannot_stand_for_runs_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    # Pooling that leaves the prompt out depends on more than the tokens, which the exported graph cannot know.
    path = small_model(tmp_path / "small", include_prompt=False)
    config = json.loads((path / "config_sentence_transformers.json").read_text())
    pooling = path / "1_Pooling" / "config.json"
    pooling.write_text(pooling.read_text().replace('"cls"', '"mean"'))
    assert config["prompts"]["query"] == "query : "
    embedder = make_embedder(str(path), "f32")
    assert isinstance(embedder, SentenceTransformersEmbedder)
    assert (embedder.name, embedder.precision, embedder.dim, embedder.window) == (str(path), "f32", 16, 16)
    model = load_sentence_transformer(str(path))
    true = model.encode(["the ferry sank"], prompt_name="query", normalize_embeddings=True)
    assert cosines(embedder.encode_questions(["the ferry sank"]), true) == pytest.approx([1])
    assert embedder.count(["the ferry", "", "the ferry sank " * 20]) == [2, 0, 60]
    assert embedder.encode_passages([]).shape == (0, 16)
    index = Index.create(tmp_path / "index", embedder=str(path))
    assert index.manifest.precision == "f32"
    assert isinstance(Index.open(tmp_path / "index").embedder, SentenceTransformersEmbedder)
