"""Votes as questions of the evaluation."""

from dataclasses import replace
from datetime import date

from pullquote.ui.page.feedback import example
from pullquote.ui.page.links import FilterForm
from tests.ui.conftest import answer, place, quote, refusal


def test_an_answer_voted_right_is_gold() -> None:
    voted = example(answer(quote(focus="May 1997")), [], FilterForm(), True, "")
    (gold,) = voted["answers"]
    assert (gold["text"], gold["start"]) == ("May 1997", place("May 1997").start)
    assert (voted["type"], voted["answerable"]) == ("feedback-confirmed", True)


def test_an_answer_voted_wrong_is_for_a_person_to_check() -> None:
    voted = example(answer(quote()), [], FilterForm(), False, "")
    assert (voted["type"], voted["answerable"], voted["evidence"]) == ("feedback-to-check", False, [])
    assert voted["shown"]["quotes"][0]["text"] == quote().text


def test_a_refusal_voted_right_is_a_question_without_an_answer() -> None:
    voted = example(refusal(quote()), [answer(quote())], FilterForm(), True, "")
    assert (voted["type"], voted["answerable"], voted["shown"]["refusal"]) == (
        "feedback-confirmed",
        False,
        "not_stated",
    )
    assert voted["history"] == [{"question": "When was it signed?", "answer": quote().text}]


def test_a_vote_keeps_the_day_of_which_it_was_asked_what_was_known() -> None:
    dated = replace(answer(quote()), as_of=date(2017, 12, 31))
    assert example(dated, [], FilterForm(), True, "")["as_of"] == "2017-12-31"
