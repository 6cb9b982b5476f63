"""Of what time a value is: its sentence's own time outweighs the article's, and some words make it an earlier one."""

from datetime import date

import pytest

from pullquote.rag.claims.dating import RECENT, dated
from pullquote.rag.question.days import Days, year
from tests.rag.claims.conftest import said, when

DAY = date(2019, 6, 4)


def test_without_a_time_of_its_own_a_value_is_as_old_as_its_article() -> None:
    assert when("The fare is two crowns.", "two crowns").day == DAY
    assert dated(said("The fare is two crowns.", "two crowns")).day is None


def test_an_events_own_date_outweighs_the_articles() -> None:
    found = when("A crate, which cost 14 crowns in 2010, now costs 15.50.", "14 crowns")
    assert found.of and (found.of.days, found.day) == (year(2010), date(2010, 12, 31))
    assert when("A crate, which cost 14 crowns in 2010, now costs 15.50.", "15.50").day == DAY


def test_an_undated_article_is_of_the_time_that_its_sentence_names() -> None:
    assert dated(said("In 2010 a crate cost 14 crowns.", "14 crowns")).day == date(2010, 12, 31)


def test_an_article_of_the_calendars_first_days_has_a_day() -> None:
    assert when("The previous mayor, Ada Berg, watched.", "Ada Berg", day="0001-01-10").day == date.min
    assert when("In 2010 a crate cost 14 crowns.", "14 crowns", day="0001-01-10").day == date(1, 1, 10)


def test_what_is_planned_is_as_old_as_the_article_that_says_so() -> None:
    assert when("The fare will be three crowns from 1 January.", "three crowns").day == DAY


def test_a_time_beyond_a_comma_is_of_something_else_unless_the_value_is_what_is_spoken_of() -> None:
    assert when("The mine, opened in 1961, employs 700 people.", "700 people").of is None
    held = when("It was raised under Otto Brandt, the mayor from 2010 to 2014.", "Otto Brandt").of
    assert held and held.days == Days(date(2010, 1, 1), date(2014, 12, 31))
    for opening in ("In 2010", "In the course of 2010", "During a fair in 2010"):
        ahead = when(f"{opening}, the mine employed 900 people.", "900 people").of
        assert ahead and ahead.days == year(2010)


def test_a_time_that_the_value_is_compared_with_does_not_date_it() -> None:
    found = when("The fare is lower than in 2010, two crowns.", "two crowns")
    assert (found.of, found.said, found.day) == (None, (), DAY)


def test_a_time_that_is_the_answer_does_not_date_it() -> None:
    assert when("The hall opened in 2012.", "2012").of is None


@pytest.mark.parametrize(
    "text",
    [
        "The previous mayor, Ada Berg, watched.",
        "She follows Ada Berg.",
        "His predecessor Ada Berg has left.",
        "He took over from Ada Berg.",
        "The former minister Ada Berg was there.",
    ],
)
def test_what_is_called_an_earlier_value_is_older_than_its_article(text: str) -> None:
    found = when(text, "Ada Berg")
    assert found.past and found.day == DAY - RECENT


def test_a_price_goes_from_the_earlier_to_the_later_one() -> None:
    assert when("It rises from 2.00 to 2.40 crowns.", "2.00").past
    assert not when("It rises from 2.00 to 2.40 crowns.", "2.40 crowns").past
