"""What is found by vectors is what every true vector's cosine, worked out one by one, would find: scores and order."""

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.index.embedding.protocol import Matrix, unit_rows
from pullquote.index.storage.codes import CELL, Codes, coded
from pullquote.index.storage.dense import Rows, Vectors
from pullquote.index.storage.parts import Parts
from pullquote.index.storage.segments import Segment

DIM = 8


def over(vectors: Matrix, edges: list[int], celled: bool = False) -> Vectors:
    """A search over segments that end at these rows."""
    segments = []
    for start, end in zip([0, *edges], [*edges, len(vectors)], strict=True):
        arrays, said = coded(np.ascontiguousarray(vectors[start:end]), celled)
        parts = Parts({"keys": np.arange(end - start), **arrays}, said)
        segments.append(cast(Segment, SimpleNamespace(parts=parts, codes=Codes(parts))))
    return Vectors(segments, lambda rows: vectors[rows])


def brute(vectors: Matrix, question: Matrix, k: int, allowed: Rows) -> list[tuple[int, float]]:
    """The k best of the allowed rows by (cosine, row), by row."""
    scores = np.array([np.einsum("ij,j->i", vectors[at : at + 1], question)[0] for at in allowed], np.float32)
    best = sorted(zip(allowed.tolist(), scores.tolist(), strict=True), key=lambda one: (-one[1], one[0]))[:k]
    return sorted(best)


def found(search: Vectors, question: Matrix, k: int, mask: np.ndarray | None) -> list[tuple[int, float]]:
    rows, cosines = search.nearest(question[None], k, mask)
    return list(zip(rows.tolist(), cosines.tolist(), strict=True))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 999),
    count=st.integers(1, 80),
    kinds=st.integers(1, 80),
    k=st.integers(1, 30),
    cuts=st.sets(st.integers(1, 79), max_size=3),
    barred=st.sets(st.integers(0, 79), max_size=40),
)
def test_one_cell_is_searched_exactly_with_ties_and_filters_however_it_is_cut_into_segments(
    seed: int, count: int, kinds: int, k: int, cuts: set[int], barred: set[int]
) -> None:
    chance = np.random.default_rng(seed)
    different = unit_rows(chance.standard_normal((kinds, DIM)).astype(np.float32))
    vectors = different[chance.integers(0, kinds, count)]  # fewer kinds than rows: many are alike
    search = over(vectors, sorted(cut for cut in cuts if cut < count))
    question = unit_rows(chance.standard_normal((1, DIM)).astype(np.float32))[0]
    mask = ~np.isin(np.arange(count), list(barred))
    assert found(search, question, k, None) == brute(vectors, question, k, np.arange(count))
    assert found(search, question, k, mask) == brute(vectors, question, k, np.flatnonzero(mask))


def test_what_codes_cannot_tell_apart_is_told_apart_by_true_vectors() -> None:
    chance = np.random.default_rng(1)
    vectors = unit_rows(np.ones((400, DIM)) + 1e-4 * chance.standard_normal((400, DIM)).astype(np.float32))
    vectors[::100] = unit_rows(np.eye(4, DIM, dtype=np.float32) - 0.5)  # for their range codes are coarse
    search = over(vectors, [300])
    assert len(np.unique(search._segments[0].codes.decoded(), axis=0)) < 50
    for question in vectors[5:14]:
        assert found(search, question, 3, None) == brute(vectors, question, 3, np.arange(400))


def test_a_score_does_not_depend_on_how_many_rows_are_searched() -> None:
    vectors = unit_rows(np.random.default_rng(2).standard_normal((500, DIM)).astype(np.float32))
    question = vectors[3]
    whole, some = over(vectors, []), over(vectors[:37], [])
    scores = dict(found(whole, question, 500, None))
    assert all(scores[row] == score for row, score in found(some, question, 9, None))
    assert all(scores[row] == score for row, score in found(whole, question, 9, np.arange(500) % 3 == 0))


def test_with_cells_a_search_for_exactness_finds_what_brute_force_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_SEARCH", "exact")
    vectors = unit_rows(np.random.default_rng(3).standard_normal((4 * CELL, DIM)).astype(np.float32))
    search = over(vectors, [], celled=True)
    assert search._segments[0].codes.cells == 4
    mask = np.arange(len(vectors)) % 5 > 0
    for question in vectors[:5]:
        assert found(search, question, 10, None) == brute(vectors, question, 10, np.arange(len(vectors)))
        assert found(search, question, 10, mask) == brute(vectors, question, 10, np.flatnonzero(mask))
