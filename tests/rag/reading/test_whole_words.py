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
    assert text[slice(*whole(text, span, Span(0, len(text))))] == expected


@given(st.text(max_size=30), st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_it_holds_what_it_was_stays_in_its_sentence_and_widening_again_changes_nothing(
    text: str, edges: list[int]
) -> None:
    least, start, end, most = sorted(min(edge, len(text)) for edge in edges)
    found = whole(text, Span(start, end), Span(least, most))
    assert least <= found.start <= start <= end <= found.end <= most
    assert whole(text, found, Span(least, most)) == found


def test_a_word_that_is_cut_by_the_end_of_a_sentence_is_cut_in_the_answer_too() -> None:
    text = "The race is ranked 2.HC on the tour."  # "2." was taken for the end
    assert whole(text, Span(19, 20), Span(0, 21)) == Span(19, 21)
