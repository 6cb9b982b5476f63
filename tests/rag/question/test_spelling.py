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
    assert corrected("the baste", FixedVocabulary({"basta": "basta", "bastu": "bastu"})) == "the baste"


MINISTERS = {"minist": "minister", "ministeri": "ministerial", "defens": "defense"}


def test_of_several_words_within_reach_the_one_that_stands_beside_a_neighbour_is_meant() -> None:
    assert (
        corrected("who is the defence minster", FixedVocabulary(MINISTERS, ordinary={"defence"}))
        == "who is the defence minister"
    )
    beside = FixedVocabulary(MINISTERS, pairs={("talks", "ministerial")}, ordinary={"talks"})
    assert corrected("the ministerail talks", beside) == "the ministerial talks"


def test_a_word_is_mended_in_its_own_form_where_the_articles_have_another() -> None:
    assert corrected("the minster", FixedVocabulary({"minist": "ministers"})) == "the minister"


def test_the_words_within_reach_have_one_slip_and_long_ones_two() -> None:
    # one letter dropped of seven: a slip; two of five: another word
    assert nearest("misiles", FixedVocabulary(STEMS)) == {"missile": 1}
    assert nearest("misle", FixedVocabulary(STEMS)) == {}
    assert nearest("onodrea", FixedVocabulary(STEMS)) == {"Onodera": 1}


def test_a_word_that_an_ordinary_one_is_as_near_to_stays() -> None:
    words = FixedVocabulary({"readi": "ready"}, ordinary={"really"})
    assert corrected("not realy shocked", words) == "not realy shocked"
    assert corrected("not raedy now", words) == "not ready now"
    beside = FixedVocabulary({"readi": "ready"}, ordinary={"really"}, pairs={("get", "ready")})
    assert corrected("to get realy", beside) == "to get ready"


def test_a_letter_left_out_is_likelier_than_one_taken_for_another() -> None:
    words = FixedVocabulary({"deadlin": "deadline"}, ordinary={"decline"})
    assert corrected("the dedline", words) == "the deadline"


def test_stems_that_are_near_do_not_make_their_words_so() -> None:
    words = FixedVocabulary({"south": "South", "phase": "Phases"})
    assert corrected("somthing was pased", words) == "somthing was pased"


def test_one_of_the_smallest_words_is_mended_without_the_articles() -> None:
    words = FixedVocabulary(STEMS, ordinary={"wat"})
    assert corrected("Waht did teh minister say?", words) == "What did the minister say?"
    assert corrected("wich minister is it", words) == "which minister is it"
    # who or how; an ordinary word; a name; nothing that stands a letter away; who is, and not whose
    assert corrected("hwo wat said Ont xqz whos", words) == "hwo wat said Ont xqz whos"
