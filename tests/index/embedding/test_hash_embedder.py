"""The same words give the same vector."""

from typing import Any

import numpy as np
import pytest

from pullquote.index.embedding.hash_embedder import HashEmbedder


def cosines(one: Any, other: Any) -> list[float]:
    return np.sum(np.asarray(one) * np.asarray(other), axis=1).tolist()  # type: ignore[no-any-return]


def test_hashed_vectors_have_length_one_and_follow_the_words() -> None:
    embedder = HashEmbedder()
    rows = embedder.encode_passages(["The ferry sank.", "ferries SANK", "Cheese is dear.", "?!"])
    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1, 1, 1, 0])
    assert cosines(rows[:1], rows[1:2]) == pytest.approx([1])
    assert abs(cosines(rows[:1], rows[2:3])[0]) < 0.5
    assert (str(rows.dtype), rows.shape) == ("float32", (4, 256))
    assert embedder.encode_questions([]).shape == (0, 256)
