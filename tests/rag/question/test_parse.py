"""How questions are taken: kinds, names, days, slips of the pen, follow-ups."""

from collections.abc import Collection, Sequence
from typing import ClassVar

import pytest

from pullquote.rag import Turn
from pullquote.rag.question.followup import completed
from pullquote.rag.question.parse import Question
from pullquote.rag.question.spelling import corrected, nearest
from pullquote.rag.reading.focus import focus


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


LAST = [Turn("Who was Japan's defense minister in 2017?", "Itsunori Onodera")]


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("and in 2020?", "Who was Japan's defense minister in 2020?"),
        ("And in March 2017?", "Who was Japan's defense minister in March 2017?"),
        ("who replaced him?", "Who replaced Itsunori Onodera?"),
        ("What about the foreign minister?", "Who was Japan's foreign minister in 2017?"),
        ("And Poland?", "Who was Poland's defense minister in 2017?"),
        ("what did he say about Guam?", "What did Itsunori Onodera say about Guam?"),
        ("what was his plan?", "What was Itsunori Onodera's plan?"),
        ("Is Aegis Ashore deployed in Romania?", "Is Aegis Ashore deployed in Romania?"),
    ],
)
def test_a_follow_up_is_completed_by_rule(said: str, understood: str) -> None:
    assert completed(said, LAST) == understood


def test_it_is_the_name_last_asked_about() -> None:
    turns = [Turn("Why did Japan give up Aegis Ashore?")]
    assert completed("how much did it cost?", turns) == "How much did Aegis Ashore cost?"


def test_without_history_a_question_stays_as_it_is() -> None:
    assert completed("and in 2020?", []) == "and in 2020?"


class Words:
    """A vocabulary of four stems that counts how often all of it is looked through."""

    stems: ClassVar = {"minist": "minister", "onodera": "Onodera", "missil": "missile", "defens": "defense"}

    def __init__(self, *ordinary: str) -> None:
        self._ordinary = ordinary
        self.looked = 0

    def holds(self, stem: str) -> bool:
        return stem in self.stems

    def words(self) -> Collection[str]:
        self.looked += 1
        return self.stems

    def idf(self, stem: str) -> float:
        return 1.0

    def written(self, stem: str) -> str:
        return self.stems[stem]

    def ordinary(self, word: str) -> bool:
        return word in self._ordinary

    def closest(self, name: str, others: Sequence[str]) -> int:
        return 0


def test_an_unknown_word_becomes_the_nearest_of_the_articles() -> None:
    assert corrected("what did onedera say of misiles?", Words()) == "what did Onodera say of missile?"


def test_an_ordinary_word_that_is_only_absent_stays() -> None:
    assert corrected("was the misile plan missive?", Words("missive")) == "was the missile plan missive?"


def test_after_twenty_unknown_words_no_more_are_looked_up() -> None:
    words = Words()
    corrected(" ".join(f"unknown{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"), words)
    assert words.looked == 20


def test_two_equally_near_words_leave_a_slip_alone() -> None:
    assert nearest("bazt", ["bart", "bast"]) == ""


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("When did it land?", "The probe landed on Aug. 17, 2017, in Utah.", "Aug. 17, 2017"),
        ("How much did it cost?", "The radar cost 178.7 billion yen in all.", "178.7 billion yen"),
        ("Who opened the bridge?", "The bridge was opened by Anna Lindqvist in Lund.", "Anna Lindqvist"),
        ("Where was the bridge opened?", "The bridge was opened by Anna Lindqvist in Lund.", "Lund"),
    ],
)
def test_the_short_answer_has_the_shape_that_is_asked_for(question: str, sentence: str, short: str) -> None:
    found = focus(Question(question), sentence, 0, len(sentence))
    assert found is not None and sentence[slice(*found)] == short


def test_a_question_for_no_shape_has_no_focus() -> None:
    assert focus(Question("Why was it dropped?"), "It was dropped for its cost.", 0, 28) is None
