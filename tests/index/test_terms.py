"""Words that a reader takes for the same are the same term."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.index import fold, terms, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "US"),
        ("U.S", "US"),
        ("the U.S.-led force", "the US led force"),
        ("U.S.’s", "us"),
        ("1,000", "1000"),
        ("12,345,678", "12345678"),
        ("Japan's", "Japan"),
        ("Japan’s", "japan"),
        ("ministers’ talks", "minister talk"),
        ("Müller", "muller"),
        ("Mu\u0308ller", "Müller"),
        ("café", "CAFE"),
        ("ﬁve", "five"),
        ("co\u00adoperate", "cooperate"),
        ("\u200fmarked\u200e", "marked"),
        ("Straße", "strasse"),
        ("deployed", "deploying"),
        ("didn’t sail", "did sail"),
    ],
)
def test_these_are_the_same(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(("one", "other"), [("1.5", "15"), ("3.14", "3 14"), ("Ito", "Ita"), ("12 5", "125")])
def test_these_are_not(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_words_come_in_order_with_repetition_and_without_stopwords() -> None:
    assert words("The ship, the SHIP sailed on 1,250 times.") == [
        "the",
        "ship",
        "the",
        "ship",
        "sailed",
        "on",
        "1250",
        "times",
    ]
    assert terms("The ship, the SHIP sailed on 1,250 times.") == ["ship", "ship", "sail", "1250", "time"]


def test_a_question_of_stopwords_alone_keeps_them() -> None:
    assert terms("Who is he?") == ["who", "is", "he"]


@pytest.mark.parametrize("text", ["", "  ", "?!…", "\x00\x01", "😀", "\u0301"])
def test_what_has_no_word_has_no_term(text: str) -> None:
    assert terms(text) == []


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more_for_the_terms(text: str) -> None:
    assert words(fold(text)) == words(text)


@pytest.mark.parametrize("letter", ["x", "ж", "語", "𝒳", "\U00020000"])
def test_a_word_of_any_length_is_a_term_that_the_lexical_index_takes_whole(letter: str) -> None:
    (term,) = terms(letter * 100_000)
    assert len(term.encode()) <= 32_768
    assert terms(letter * 200_000) == [term]
