"""A short answer is of the kind that was asked for, or there is none."""

import pytest

from pullquote.rag import Question
from pullquote.rag.claims.short_answer import fits, fitting
from tests.rag.claims.conftest import said


@pytest.mark.parametrize(
    ("question", "short", "fit"),
    [
        ("When will Poland get it?", "Romania", False),
        ("When will Poland get it?", "by 2018", True),
        ("When was it towed away?", "January", True),
        ("How many died?", "fourteen people", True),
        ("How many died?", "the sailors", False),
        ("What does it cost?", "nothing", True),
        ("Who leads the League?", "Ane Skov", True),
        ("Who leads the League?", "the leader", False),
        ("Who came before Ane Skov?", "Ane Skov", False),
        ("Where is the council?", "the council", False),
        ("Where is the council?", "the customs house", True),
        ("Why did it sink?", "a lorry", True),
    ],
)
def test_a_short_answer_is_of_the_kind_and_says_what_the_question_does_not(
    question: str, short: str, *, fit: bool
) -> None:
    assert fits(Question(question), short) is fit


def test_whether_something_is_so_has_no_short_answer() -> None:
    quote = said("The government is set to go ahead.", "set to go ahead")
    assert fitting(Question("Is Japan going ahead?"), quote).focus is None


def test_for_a_person_the_nearest_name_takes_the_place_of_none() -> None:
    quote = said("Ada Berg, the head of the school, told councillors so in Lund.", "councillors")
    assert fitting(Question("Who spoke of the school in Lund?"), quote).short == "Ada Berg"
    nobody = said("The head of the school told councillors so.", "councillors")
    assert fitting(Question("Who spoke of the school?"), nobody).focus is None
