"""A damaged compiled model is made again; a network that nobody waits for stops."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from pullquote.corpus import StoppedError, stopping_when
from pullquote.index.embedding.cache import read_export
from pullquote.index.embedding.compile import CACHE, CHECKSUMS, infer
from pullquote.index.embedding.export import exported
from pullquote.index.embedding.maker import best_precision
from pullquote.index.embedding.openvino_embedder import OpenVinoEmbedder


class Request:
    """A request that has its result at the nth look."""

    def __init__(self, looks: int) -> None:
        self.left, self.done = looks, list[object]()

    def start_async(self, inputs: object) -> None:
        self.done.append(inputs)

    def wait_for(self, _milliseconds: int) -> bool:
        self.left -= 1
        return self.left < 0

    def cancel(self) -> None:
        self.done.append("cancelled")

    def wait(self) -> None:
        self.done.append("waited for")
        raise RuntimeError("Infer Request was canceled")


def test_a_request_is_looked_after_until_its_result_is_there() -> None:
    request = Request(3)
    infer(request, {"a": 1})
    assert (request.left, request.done) == (-1, [{"a": 1}])


def test_a_request_whose_result_nobody_wants_is_cancelled_and_has_ended_when_that_is_said() -> None:
    request = Request(1000)
    with stopping_when(lambda: "gone"), pytest.raises(StoppedError, match="gone"):
        infer(request, {"a": 1}, begun=True)
    assert request.done == ["cancelled", "waited for"]


class FailsAtFirst(Request):
    """A request that fails so many times before its result is there."""

    def __init__(self, times: int) -> None:
        super().__init__(0)
        self.times = times

    def wait_for(self, milliseconds: int) -> bool:
        self.times -= 1
        if self.times >= 0:
            raise RuntimeError("Shape inference of Add failed")
        return super().wait_for(milliseconds)


@pytest.mark.parametrize("begun", [False, True])
def test_a_request_that_fails_is_run_once_more_and_not_twice(begun: bool) -> None:
    request = FailsAtFirst(1)
    infer(request, {"a": 1}, begun=begun)
    assert request.done == [{"a": 1}] * (1 if begun else 2)
    with pytest.raises(RuntimeError, match="Shape inference"):
        infer(FailsAtFirst(2), {"a": 1}, begun=begun)


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
