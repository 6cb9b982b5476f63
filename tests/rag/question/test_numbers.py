"""Numbers in figures and in words are worth the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.rag.question.numbers import numbers


@given(st.integers(0, 10**9))
def test_a_number_in_figures_is_worth_itself_with_and_without_commas(number: int) -> None:
    assert numbers(f"some {number:,} of {number}.") == [number, number]


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("Fourteen people", [14]),
        ("twenty-one seats", [21]),
        ("two hundred and ten thousand", [210_000]),  # (2 * 100 + 10) * 1000
        ("Five thousand six hundred", [5_600]),
        ("178.7 billion yen", [178_700_000_000]),
        ("half a million", [500_000]),
        ("a dozen", [12]),
        ("one in three", [1, 3]),
        ("2.40 crowns, up from 2.00.", [2.4, 2]),
        ("nobody, often", []),
    ],
)
def test_a_number_in_words_is_worth_what_it_says(text: str, worth: list[float]) -> None:
    assert numbers(text) == worth
