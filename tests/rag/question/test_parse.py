"""How questions are taken: kinds, names, days."""

import pytest

from pullquote.rag import Question


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who is the minister?", "person"),
        ("When did it start?", "date"),
        ("In what year was it built?", "date"),
        ("How many ships are there?", "number"),
        ("where is the radar", "place"),
        ("Why was it dropped?", "reason"),
        ("How does it work?", "manner"),
        ("What is THAAD?", "thing"),
    ],
)
def test_the_kind_of_a_question_is_told_by_its_words(text: str, kind: str) -> None:
    assert Question(text).kind == kind


def test_names_are_capitalised_words_that_do_not_open_the_question() -> None:
    assert Question("Did the Pentagon and Jim Mattis meet in March?").names == ("pentagon", "jim", "matti")
    assert Question("Which ships?").names == ()


def test_a_month_counts_beside_a_number_only() -> None:
    assert Question("What may happen in 2020?").months == frozenset()
    assert Question("What happened in May 2020?").months == {5}
    assert Question("on 3 june").months == {6}
