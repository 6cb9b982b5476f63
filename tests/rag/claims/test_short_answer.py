"""A short answer is of the kind that was asked for, or there is none."""

import pytest

from pullquote.rag import Question, Reading
from pullquote.rag.claims.dating import WITHIN
from pullquote.rag.claims.short_answer import ends, fits, fitting, with_short_answers
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
    assert fits(Question(question), short, f"It is {short}.") is fit


def test_whether_something_is_so_has_no_short_answer() -> None:
    quote = said("The government is set to go ahead.", "set to go ahead")
    assert fitting(Question("Is Japan going ahead?"), quote).focus is None


def test_for_a_person_the_nearest_name_takes_the_place_of_none() -> None:
    quote = said("Ada Berg, the head of the school, told councillors so in Lund.", "councillors")
    assert fitting(Question("Who spoke of the school in Lund?"), quote).short == "Ada Berg"
    nobody = said("The head of the school told councillors so.", "councillors")
    assert fitting(Question("Who spoke of the school?"), nobody).focus is None


@pytest.mark.parametrize(
    ("text", "short", "found"),
    [
        ("It rises from 2.00 to 2.40 crowns.", "2.00 to 2.40 crowns", ["2.40 crowns", "2.00"]),
        ("It fell from eleven months to six.", "six", ["six", "eleven months"]),
        ("Costs rise by 24 million to 234 million crowns.", "24 million to 234 million crowns", ["234 million crowns"]),
        ("It costs 2.40 crowns.", "2.40 crowns", ["2.40 crowns"]),
        ("Trains run from 6 to 11 and cost 2.40 crowns.", "2.40 crowns", ["2.40 crowns"]),
    ],
)
def test_what_goes_from_one_number_to_another_has_both_the_later_first(text: str, short: str, found: list[str]) -> None:
    assert [quote.short for quote in ends(said(text, short))] == found


def test_a_judge_is_told_whether_the_first_quote_has_a_short_answer_that_fits() -> None:
    none = said("The leader spoke.", "leader", score=1.0)
    ada = said("Ada Berg spoke.", "Ada Berg", score=0.5)
    far = said("Otto Brandt spoke.", "Otto Brandt", score=0.9 - WITHIN)
    who = with_short_answers(Question("Who spoke?"), Reading((none, ada, far), signals={"margin": 0.5}))
    assert [quote.short for quote in who.quotes] == ["The leader spoke.", "Ada Berg"]
    assert who.signals == {"margin": 0.5, "fits": 0.0, "names": 1.0}
    whether = with_short_answers(Question("Did she speak?"), Reading((none, ada)))
    assert whether.signals == {"fits": 1.0, "names": 1.0}


def test_the_names_of_the_question_are_looked_for_in_the_quote_and_around_it() -> None:
    reading = Reading((said("The dam broke. Nine died in Lund.", "Nine"),))
    signals = with_short_answers(Question("How many died in Lund and in Oslo?"), reading).signals
    assert signals["names"] == 0.5
    assert with_short_answers(Question("How many died?"), Reading()).signals == {}


def test_a_word_that_is_capital_only_where_a_sentence_begins_is_no_name() -> None:
    who = Question("Who will be minister?")
    assert not fits(who, "Ask", "Will you stay? Ask the prime minister. Do not ask me.")
    assert fits(who, "Pellew", "Pellew spoke. It was raised by Jon Pellew.")
