"""A time that is set by an event is the one that the articles give for the event, or none."""

from datetime import date

import pytest

from pullquote.rag import Claim, Quote
from pullquote.rag.claims.event import Event, day_of, event
from pullquote.rag.question.days import Days, month, one
from tests.rag.claims.conftest import said

VOTE = date(2021, 6, 27)
TOLD = said("They will vote on Sunday.", "Sunday", day="2021-06-22")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who was mayor before the vote?", Event("before", "the vote", "Who was mayor?")),
        ("After the Hollin referendum, who left?", Event("after", "the Hollin referendum", "who left?")),
        ("Who was minister during the war of words?", Event("during", "the war of words", "Who was minister?")),
        ("Where did they play before the Lund Arena?", None),
        ("Who was director before Petra Noll?", None),
        ("Who was found the day after the fire?", None),
        ("Who was mayor before the 2020 election?", None),
        ("before the vote", None),
        ("Who voted?", None),
    ],
)
def test_an_event_is_a_thing_and_no_name(question: str, found: Event | None) -> None:
    assert event(question) == found


def test_its_day_is_what_all_articles_give() -> None:
    claim = Claim((TOLD,), 1, (), None, None, "", "only")
    assert day_of([claim]) == one(VOTE)
    assert day_of([]) is None
    assert day_of([claim, claim]) is None


@pytest.mark.parametrize("quote", [said("Nobody voted."), said("They voted by post.", "by post", day="2021-06-22")])
def test_what_is_no_time_gives_no_day(quote: Quote) -> None:
    assert day_of([Claim((quote,), 1, (), None, None, "", "only")]) is None


@pytest.mark.parametrize(
    ("relation", "days"),
    [
        ("before", Days(date.min, VOTE)),
        ("until", Days(date.min, VOTE)),
        ("after", Days(VOTE, date.max)),
        ("since", Days(VOTE, date.max)),
        ("during", one(VOTE)),
    ],
)
def test_the_question_is_then_of_the_time_that_the_event_sets(relation: str, days: Days) -> None:
    found = Event(relation, "the vote", "Who was mayor?")
    assert found.days(one(VOTE)) == days
    assert found.dated(f"Who was mayor {relation} the vote?", one(VOTE)) == (
        f"Who was mayor {relation} the vote (27 June 2021)?"
    )


def test_an_event_of_a_month_sets_the_time_by_the_month() -> None:
    assert Event("before", "the vote", "Who?").days(month(2021, 6)) == Days(date.min, date(2021, 6, 30))
