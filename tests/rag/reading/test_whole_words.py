"""A short answer ends where words and numbers end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import Span
from pullquote.rag.reading.whole_words import whole

CASES = [
    ("uses the AN/[SPY]-1 radar", "AN/SPY-1"),
    ("cost 178.[7 billion] yen", "178.7 billion"),
    ("cost [1]78.7 billion", "178.7"),
    ("from [1914]-1918", "1914"),
    ("the U.S.-[Japan] alliance", "Japan"),
    ("a [French]-born pilot", "French"),
    ("the F-[35]s", "F-35s"),
    ("said [Onoder]a.", "Onodera"),
    ("in [2017], he", "2017"),
]


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_it_is_widened_to_whole_words_and_numbers(marked: str, expected: str) -> None:
    span = Span(marked.index("["), marked.index("]") - 1)
    text = marked.replace("[", "").replace("]", "")
    assert text[slice(*whole(text, span))] == expected


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_it_holds_what_it_was_and_widening_again_changes_nothing(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = whole(text, Span(start, end))
    assert found.start <= start <= end <= found.end <= len(text)
    assert whole(text, found) == found
