"""Vectors of an interrupted build survive it."""

from pathlib import Path

import numpy as np
import pytest

from pullquote.corpus import PullquoteError
from pullquote.index.storage.staging import FILE, Staging

TEXTS = ["one", "two", "three", "four"]


def kept(folder: Path, embedder: str = "hash f32") -> dict[str, list[float]]:
    """What a later build finds."""
    staging = Staging(folder, embedder, 2)
    there = {text: at for text, at in zip(TEXTS, staging.records(TEXTS), strict=True) if at >= 0}
    return {text: staging.read(np.array([at]))[0].tolist() for text, at in there.items()}


def test_staged_vectors_survive_a_torn_end_and_damage_and_belong_to_their_embedder(tmp_path: Path) -> None:
    rows = np.array([[1, 0], [0, 1], [0.5, 0.5]], np.float32)
    assert Staging(tmp_path, "hash f32", 2).keep(TEXTS[:3], rows) == 0
    path = tmp_path / FILE
    data = path.read_bytes()
    assert kept(tmp_path) == {"one": [1, 0], "two": [0, 1], "three": [0.5, 0.5]}
    assert kept(tmp_path, "other f32") == {}
    path.write_bytes(data[:-3])
    assert kept(tmp_path) == {"one": [1, 0], "two": [0, 1]}
    assert Staging(tmp_path, "hash f32", 2).keep(["four"], rows[:1]) == 2
    assert kept(tmp_path) == {"one": [1, 0], "two": [0, 1], "four": [1, 0]}
    path.write_bytes(data[:35] + b"!" + data[36:])
    assert kept(tmp_path) == {"two": [0, 1], "three": [0.5, 0.5]}
    Staging(tmp_path, "hash f32", 2).clear()
    assert kept(tmp_path) == {}


def test_a_record_changed_while_it_is_used_is_refused(tmp_path: Path) -> None:
    staging = Staging(tmp_path, "hash f32", 2)
    staging.keep(["one"], np.array([[1, 0]], np.float32))
    data = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(data[:-6] + b"!" + data[-5:])
    with pytest.raises(
        PullquoteError, match="was changed while it was read; the index keeps its last state; run again"
    ):
        staging.read(np.array([0]))
