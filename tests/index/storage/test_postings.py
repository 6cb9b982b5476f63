"""The lists of a term are those of the lines, however they are counted."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pullquote.index.storage.parts import Parts
from pullquote.index.storage.postings import Postings, inverted

LINES = st.lists(
    st.lists(st.sampled_from(["a", "b", "ferri", "sank", "é", "語"]), max_size=8).map(" ".join), max_size=9
)


@given(LINES)
def test_a_term_s_rows_and_counts_are_those_of_the_lines(lines: list[str]) -> None:
    found = Postings(Parts(inverted(lines), {}))
    counted = [Counter(line.split()) for line in lines]
    for term in ("a", "b", "ferri", "sank", "é", "語", "nowhere", ""):
        rows, counts = found.of(term)
        expected = [(row, count[term]) for row, count in enumerate(counted) if count[term]]
        assert list(zip(rows.tolist(), counts.tolist(), strict=True)) == expected


@given(LINES, st.sets(st.integers(0, 8)))
def test_the_vocabulary_counts_the_rows_that_are_not_dead(lines: list[str], gone: set[int]) -> None:
    dead = np.isin(np.arange(len(lines)), list(gone)) if gone else None
    alive = Counter(t for row, line in enumerate(lines) for t in set(line.split()) if row not in gone)
    assert dict(Postings(Parts(inverted(lines), {})).counted(dead)) == alive


def test_a_term_that_stands_more_often_than_a_byte_counts_is_counted() -> None:
    found = Postings(Parts(inverted(["x " * 69_999 + "x", "x"]), {}))
    assert found.of("x")[1].tolist() == [70_000, 1]
