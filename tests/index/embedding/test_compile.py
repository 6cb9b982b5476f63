"""A damaged compiled model is made again."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from pullquote.index.embedding.cache import read_export
from pullquote.index.embedding.compile import CACHE, CHECKSUMS
from pullquote.index.embedding.export import exported
from pullquote.index.embedding.maker import best_precision
from pullquote.index.embedding.openvino_embedder import OpenVinoEmbedder

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


@pytest.mark.model
def test_a_damaged_compiled_model_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(exported("minilm", best_precision()).folder, folder, ignore=shutil.ignore_patterns(CACHE))
    expected = OpenVinoEmbedder(read_export(folder)).encode_questions(TEXTS)
    (blob,) = (folder / CACHE).glob("*.blob")
    good = blob.read_bytes()
    blob.chmod(0o600)
    for damaged in (good[:1000], good[:5000] + bytes(5000) + good[10000:], b""):
        blob.write_bytes(damaged)
        assert np.array_equal(OpenVinoEmbedder(read_export(folder)).encode_questions(TEXTS), expected)
        sums = json.loads((folder / CACHE / CHECKSUMS).read_text())
        assert sums == {blob.name: hashlib.sha256(blob.read_bytes()).hexdigest()}
        blob.chmod(0o600)
    assert sorted(p.name for p in folder.iterdir()) == [
        CACHE,
        "export.json",
        "model.bin",
        "model.xml",
        "tokenizer.json",
    ]
