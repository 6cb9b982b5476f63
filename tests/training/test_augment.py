"""A changed question or text no longer answers."""

import random

import pytest

from tests.training.conftest import TEXT
from training.augment import edited, exchanged, polar, rival, without_answer, without_detail


def test_a_text_without_its_answer_says_it_nowhere() -> None:
    rest = without_answer(TEXT, ["peru"])
    assert rest and "Peru" not in rest and "1542" in rest
    assert without_answer(TEXT, ["kilometres", "Peru", "1542"]) is None  # nothing is left
    assert without_answer(TEXT, ["Bolivia"]) is None  # nothing was taken out


def test_an_edit_swaps_a_part_for_one_that_the_text_lacks() -> None:
    changed = edited("Who sailed there in 1542?", "In 1542 Orellana sailed.", [], ["It was in 1638."], random.Random(0))
    assert changed == "Who sailed there in 1638?"


def test_an_edit_swaps_a_name_for_another_of_the_text_that_is_not_the_answer() -> None:
    text = "In the spring Orellana wrote to Pizarro, and Carvajal answered Gonzalo Pizarro, a Pizarroist."
    changed = {
        edited("Who wrote to Pizarro?", text, ["Orellana"], ["Once Teixeira came."], random.Random(seed))
        for seed in range(40)
    }
    assert changed == {"Who wrote to Carvajal?", "Who wrote to Teixeira?"}


@pytest.mark.parametrize(
    ("text", "answer", "rest"),
    [
        ("He sailed there in 1542, and stayed.", "1542", "He sailed there, and stayed."),
        ("In 1542, he sailed there.", "1542", "He sailed there."),
        ("It rained. Because of the flood, he left.", "the flood", "It rained. He left."),
        ("The book was written by Orellana", "Orellana", "The book was written"),
        ("He came (in 1542) and stayed.", "1542", "He came and stayed."),
        ("He came, according to his brother, and stayed.", "brother", "He came and stayed."),
        ("Orellana came in 1542.", "Orellana", None),  # no sentence is left without its subject
        ("The capital of Peru, where he was.", "Peru", None),
        ("In 1542 he came; he left in 1542.", "1542", None),  # it is said twice
        ("He stayed in 1542 tents.", "1542", None),  # the phrase goes on
        ("They fight plain Peru.", "Peru", None),  # "in" ends a longer word
    ],
)
def test_a_text_without_its_detail_says_the_rest(text: str, answer: str, rest: str | None) -> None:
    at = text.index(answer)
    found = without_detail(text, [(at, at + len(answer))], [answer])
    assert (found and found[0]) == rest
    assert found is None or 0 <= found[1] < len(found[0])


def test_two_names_change_places_where_that_asks_another_thing() -> None:
    text = "Orellana wrote to Pizarro. Carvajal and Pizarro met in Peru."
    assert exchanged("When did Orellana write to Pizarro?", text) == "When did Pizarro write to Orellana?"
    assert exchanged("Where did Carvajal and Pizarro meet?", text) is None
    assert exchanged("What lay between Carvajal and his friend Pizarro?", text) is None
    assert exchanged("When did Teixeira write to Pizarro?", text) is None  # the text has one of them


@pytest.mark.parametrize(
    ("question", "answer", "asked"),
    [
        ("When was Orellana born?", "1511", {"Was Orellana born?", "Was Orellana born in 1511?"}),
        ("Where did he sail?", "near Peru", {"Did he sail near Peru?"}),
        ("why did he leave", "the flood", {"Did he leave?"}),
        ("Who was mayor of Lima?", "Pizarro", {"Was Pizarro mayor of Lima?"}),
        ("Where did he sail?", "", {None}),  # "Did he sail?" asks another thing
        ("What is the name of the river?", "Napo", {None}),
        ("Which river is it?", "Napo", {None}),
    ],
)
def test_a_question_becomes_one_for_yes_or_no(question: str, answer: str, asked: set[str | None]) -> None:
    assert {polar(question, answer, random.Random(seed)) for seed in range(20)} == asked


def test_a_rival_is_of_the_answers_kind_and_another() -> None:
    text = "In 1542 Orellana met Pizarro. He was 31, and 1638 came."
    assert rival("1542", text, random.Random(0)) == "1638"
    assert rival("Pizarro", text, random.Random(0)) == "Orellana"
    assert rival("the flood", text, random.Random(0)) is None
