"""Headings and dates above a passage."""

import random
from datetime import date

import pytest

from training.headings import Heading, dated, other_day


def test_a_heading_leaves_out_what_is_not_known() -> None:
    assert Heading("Amazon", "", date(2020, 6, 5)).text == "Amazon · 5 June 2020"
    assert Heading().text == ""


@pytest.mark.parametrize("seed", range(10))
def test_a_dated_question_names_the_year_and_another_day_is_of_another(seed: int) -> None:
    rng = random.Random(seed)
    day = date(2020, 2, 29)
    assert "2020" in dated("Who led them?", day, rng)
    assert other_day(day, rng).year != 2020
