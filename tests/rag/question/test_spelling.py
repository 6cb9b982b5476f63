"""Slips of the pen: what the articles leave no doubt of is mended, and nothing else."""

from pullquote.rag.question.spelling import corrected, nearest
from tests.rag.conftest import FixedVocabulary

STEMS = {"minist": "minister", "onodera": "Onodera", "missil": "missile", "defens": "defense"}


def test_an_unknown_word_becomes_the_nearest_of_the_articles() -> None:
    found = corrected("what did onedera say of misiles?", FixedVocabulary(STEMS))
    assert found == "what did Onodera say of missile?"


def test_an_ordinary_word_that_is_only_absent_stays() -> None:
    words = FixedVocabulary(STEMS, ordinary={"missive"})
    assert corrected("was the misile plan missive?", words) == "was the missile plan missive?"


def test_a_word_that_the_articles_have_is_not_looked_up() -> None:
    words = FixedVocabulary(STEMS)
    assert corrected("Onodera, minister of defense?", words) == "Onodera, minister of defense?"
    assert words.looked == 0


def test_after_twenty_unknown_words_no_more_are_looked_up() -> None:
    words = FixedVocabulary(STEMS)
    corrected(" ".join(f"unknown{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"), words)
    assert words.looked == 20


def test_two_equally_near_words_leave_a_slip_alone() -> None:
    assert nearest("bazt", ["bart", "bast"]) == ""


def test_the_one_within_reach_is_nearest() -> None:
    # one letter dropped of seven: a slip; two of five: another word
    assert nearest("misile", ["missil", "minist"]) == ""
    assert nearest("misil", ["missil", "minist"]) == "missil"
    assert nearest("mil", ["missil"]) == ""
