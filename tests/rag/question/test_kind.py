"""The kind of answer is told by the word that asks, wherever it stands."""

import pytest

from pullquote.rag.question.kind import kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who is the minister?", "person"),
        ("When did it start?", "date"),
        ("In what year was it built?", "date"),
        ("By which deadline must the plan be handed in?", "date"),
        ("How many ships are there?", "number"),
        ("What does a ticket cost?", "number"),
        ("What was the estimated cost?", "number"),
        ("where is the radar", "place"),
        ("Why was it dropped?", "reason"),
        ("How does it work?", "manner"),
        ("What is THAAD?", "definition"),
        ("Who is Itsunori Onodera?", "definition"),
        ("Did he resign?", "yes_no"),
        ("According to Haldane, did his country pay?", "yes_no"),
        ("Was she fired or did she leave?", "yes_no"),
        ("What did he say when she left?", "thing"),
        ("Name the two ministers who signed.", "list"),
        ("Which two clubs have asked?", "list"),
        ("bottle deposit 2020", "thing"),
    ],
)
def test_the_kind_of_a_question_is_told_by_the_word_that_asks(text: str, kind: str) -> None:
    assert kind_of(text) == kind
