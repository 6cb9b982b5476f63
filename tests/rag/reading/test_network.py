"""How an answer is taken out of logits."""

import math
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.corpus import Span
from pullquote.rag import best_span


@settings(max_examples=100, deadline=None)
@given(
    logits=st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=12),
    longest=st.integers(1, 5),
    bounds=st.tuples(st.integers(0, 12), st.integers(0, 12)),
)
def test_the_best_span_is_the_best_of_all_pairs(
    logits: list[tuple[int, int]], longest: int, bounds: tuple[int, int]
) -> None:
    start, end = np.array(logits, np.float32).T
    n, (low, high) = len(logits), sorted(bounds)
    offsets = np.column_stack([np.arange(n), np.arange(n) + 1])  # every token is one character
    score, span = best_span(offsets, [True] * n, start, end, Span(low, high), longest)
    every = [
        (start[i] + end[j], -i, -j) for i, j in product(range(low, min(high, n)), repeat=2) if 0 <= j - i < longest
    ]
    if not every:
        assert (score, span) == (-math.inf, None)
    else:
        best, i, j = max(every)
        assert (score, span) == (best, Span(-i, -j + 1))


def test_a_span_grows_to_whole_words() -> None:
    offsets = np.array([[0, 3], [3, 6], [7, 9], [9, 12]])  # two words of two tokens each
    start, end = np.array([0, 9, 0, 0], np.float32), np.array([0, 0, 9, 0], np.float32)
    assert best_span(offsets, [True, False, True, False], start, end, Span(0, 12), 4) == (18, Span(0, 12))
