"""Vectors of an interrupted build survive it."""

from pathlib import Path

import numpy as np

from pullquote.index.storage.staging import FILE, Staging


def test_staged_vectors_survive_a_torn_end_and_damage_and_belong_to_their_embedder(tmp_path: Path) -> None:
    staging = Staging(tmp_path, "hash f32", 2)
    rows = np.array([[1, 0], [0, 1], [0.5, 0.5]], np.float32)
    staging.keep(["one", "two", "three"], rows)
    path = tmp_path / FILE
    data = path.read_bytes()
    assert {n: v.tolist() for n, v in staging.kept().items()} == {
        staging.name("one"): [1, 0],
        staging.name("two"): [0, 1],
        staging.name("three"): [0.5, 0.5],
    }
    path.write_bytes(data[:-3])
    assert list(staging.kept()) == [staging.name("one"), staging.name("two")]
    staging.keep(["four"], rows[:1])
    assert list(staging.kept()) == [staging.name("one"), staging.name("two"), staging.name("four")]
    path.write_bytes(data[:35] + b"!" + data[36:])
    assert list(staging.kept()) == [staging.name("two"), staging.name("three")]
    assert staging.name("one") != Staging(tmp_path, "other f32", 2).name("one")
    staging.clear()
    assert staging.kept() == {}
