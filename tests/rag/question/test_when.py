"""The time that a question names: relative ones are written out, impossible ones said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.rag.question.days import Days, month, months, year
from pullquote.rag.question.when import when


@pytest.mark.parametrize(
    ("question", "text", "days"),
    [
        ("Who was mayor in 2012?", "Who was mayor in 2012?", (year(2012),)),
        ("What was the deposit last month?", "What was the deposit in May 2023?", (month(2023, 5),)),
        ("Who led it two years ago?", "Who led it in 2021?", (year(2021),)),
        ("Did it rise last summer?", "Did it rise from June 2022 to August 2022?", (months(2022, 6, 3),)),
        ("Did it open last Monday?", "Did it open on 19 June 2023?", (Days(date(2023, 6, 19), date(2023, 6, 19)),)),
        ("Is it free on a Saturday?", "Is it free on a Saturday?", ()),
        ("How many came to the Friday game?", "How many came to the Friday game?", ()),
        ("Who came to the spring talks?", "Who came to the spring talks?", ()),
        ("Who came in the spring?", "Who came from March 2023 to May 2023?", (months(2023, 3, 3),)),
        (
            "Who came in the spring and who left?",
            "Who came from March 2023 to May 2023 and who left?",
            (months(2023, 3, 3),),
        ),
        ("What did the paper of 3 May say?", "What did the paper of 3 May 2023 say?", (Days(*[date(2023, 5, 3)] * 2),)),
        ("Who is mayor now?", "Who is mayor?", ()),
        ("Who is the current mayor?", "Who is the mayor?", ()),
        ("Is it now shut?", "Is it now shut?", ()),
        ("Who was shut in for two days?", "Who was shut in for two days?", ()),
        ("Who is mayor?", "Who is mayor?", ()),
    ],
)
def test_a_question_is_asked_of_the_times_that_it_names(question: str, text: str, days: tuple[Days, ...]) -> None:
    found = when(question, lambda: [date(2023, 6, 20)])
    assert (found.text, found.days, found.mistake) == (text, days, "")


@pytest.mark.parametrize(
    ("question", "timeless"),
    [
        ("Who was mayor in 2012?", "Who was mayor?"),
        ("What was the deposit last month?", "What was the deposit?"),
        ("On which day of July 2021 did the works burn?", "On which day did the works burn?"),
        ("What was the turnout in the 2020 election?", "What was the turnout in the election?"),
        ("In 2012, who was mayor, and who was in 2014?", "who was mayor, and who was?"),
        ("Is it free on a Saturday?", "Is it free on a Saturday?"),
    ],
)
def test_a_question_without_its_times_still_asks(question: str, timeless: str) -> None:
    assert when(question, lambda: [date(2023, 6, 20)]).timeless == timeless


def test_without_a_day_to_count_from_relative_times_are_left_as_they_are() -> None:
    found = when("Who was mayor last year, and who in 2012?", list)
    assert (found.text, found.days) == ("Who was mayor last year, and who in 2012?", (year(2012),))


def test_the_day_is_asked_for_only_where_something_counts_from_it() -> None:
    def never() -> list[date]:
        raise AssertionError

    assert when("Who was mayor in 2012?", never).days == (year(2012),)


def test_a_time_that_ends_before_it_begins_is_a_mistake_in_a_sentence() -> None:
    mistake = when("Who was mayor between 2020 and 2017?", list).mistake
    assert mistake == "This time ends before it begins: 2020 to 2017. Swap the two."


def test_a_day_without_a_year_is_of_the_last_year_of_which_there_are_articles() -> None:
    days = [date(2020, 6, 26), date(2017, 8, 18), date(2017, 3, 26)]
    for question, text in (
        ("How many did it fire on March 6?", "How many did it fire on 6 March 2017?"),
        ("Who came in June?", "Who came in June 2020?"),
        ("Who came in July?", "Who came in July 2017?"),  # told of in August
        ("Who has come since July?", "Who has come from 1 July 2019 to 26 June 2020?"),
        ("Who is there from July?", "Who is there since July 2019?"),
        ("Who came on 29 February?", "Who came on 29 February 2020?"),  # nothing is told of it in any year
        ("Who was mayor last year?", "Who was mayor in 2019?"),
    ):
        assert when(question, lambda: days).text == text


PARTS = (
    "in on since until before after during between from to and the last next early late of for ago , ? talks who was"
    " march 6 29 february friday summer christmas 2017 9999 1 now yesterday three weeks years today half 2019/20 1990s"
).split()


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=8), st.lists(st.dates(), max_size=3))
def test_whatever_is_asked_has_a_time_or_none(asked: list[str], days: list[date]) -> None:
    question = " ".join(asked)
    found = when(question, lambda: sorted(days, reverse=True))
    assert found.mistake or all(one.first <= one.last for one in found.days)
