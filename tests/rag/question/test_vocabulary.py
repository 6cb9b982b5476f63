"""The vocabulary of an index: its own words, and its embedder's knowledge of others."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pullquote.index import Filters, Index, stem
from pullquote.rag import IndexVocabulary
from tests.conftest import article, index_of


@pytest.fixture
def vocabulary(tmp_path: Path) -> Iterator[IndexVocabulary]:
    index: Index = index_of(
        tmp_path / "index",
        article("a", "The Millers of Lund milled rye. Rye is milled.", publisher="Post", published=date(2017, 3, 1)),
        article("b", "The defense minister of Oslo wrote a program.", publisher="Herald", published=date(2020, 6, 1)),
        article("c", "Nobody knows when this was written."),
    )
    yield IndexVocabulary(index)
    index.close()


def test_it_has_the_stems_of_the_articles_and_a_word_for_each(vocabulary: IndexVocabulary) -> None:
    assert vocabulary.holds(stem("milled")) and not vocabulary.holds(stem("barley"))
    assert set(vocabulary.words()) >= {stem("milled"), "lund", "rye"}
    assert vocabulary.written("lund") == "Lund"
    assert vocabulary.written("barley") == "barley"


def test_what_no_article_has_is_rarest(vocabulary: IndexVocabulary) -> None:
    assert vocabulary.idf("barley") > vocabulary.idf("rye")


def test_an_ordinary_word_is_one_token_of_the_embedder(vocabulary: IndexVocabulary) -> None:
    # the hashing embedder's tokens are words between blanks
    assert vocabulary.ordinary("barley") and not vocabulary.ordinary("rye bread")


def test_the_closest_name_shares_most_with_it_and_of_equal_ones_is_the_first(vocabulary: IndexVocabulary) -> None:
    assert vocabulary.closest("New York", ["Lund", "York"]) == 1
    assert vocabulary.closest("Oslo", ["Oslo", "Oslo"]) == 0
    assert vocabulary.closest("Oslo", ["Lund"]) == 0


def test_words_stand_side_by_side_in_either_order_and_spelling(vocabulary: IndexVocabulary) -> None:
    assert vocabulary.beside("defence", "minister") and vocabulary.beside("minister", "defense")
    assert not vocabulary.beside("minister", "program")


def test_the_days_are_those_of_the_articles_that_pass(vocabulary: IndexVocabulary) -> None:
    assert vocabulary.days(Filters()) == [date(2020, 6, 1), date(2017, 3, 1)]
    assert vocabulary.days(Filters.of(publisher="Post")) == [date(2017, 3, 1)]
    assert vocabulary.days(Filters.of(publisher="Nobody")) == []
