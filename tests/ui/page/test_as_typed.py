"""A question as it was typed."""

from dataclasses import dataclass, replace

import pytest

from pullquote.rag import IndexVocabulary
from pullquote.ui.collection import Collection
from pullquote.ui.page.as_typed import taking_as_typed, was_mended
from pullquote.ui.page.links import FilterForm
from pullquote.ui.page.sessions import Sessions
from tests.conftest import always_answering

TYPED = "What is Aegis Ashorre?"
ALL = FilterForm()


@dataclass(frozen=True, slots=True)
class Strict(IndexVocabulary):
    """Only the articles' words are known."""

    def ordinary(self, word: str) -> bool:
        return False


def test_a_question_asked_as_typed_has_no_word_mended(collection: Collection) -> None:
    strict = replace(collection, bot=replace(collection.bot, vocabulary=Strict(collection.index)))
    sessions = Sessions(strict, always_answering)
    mended = sessions.get("a").ask(TYPED, ALL)
    kept = sessions.get("a").ask(TYPED, ALL, as_typed=True)
    understood = [asked.replies[0].answer.understood_as for asked in (mended, kept)]
    assert understood == ["What is Aegis Ashore?", TYPED]
    assert (mended.link.as_typed, kept.link.as_typed) == (False, True)
    sessions.close()


def test_a_bot_that_mends_nothing_stays_as_it_is(collection: Collection) -> None:
    plain = replace(collection, bot=replace(collection.bot, vocabulary=None))
    assert taking_as_typed(plain) is plain.bot


@pytest.mark.parametrize(
    ("typed", "understood", "mended"),
    [
        ("Who is the minster?", "Who is the minister?", True),
        ("Who is  the minister?", "Who is the minister?", False),
        ("and in 2020?", "Who was the minister in 2020?", False),
        ("Who won last year?", "Who won in 2019?", False),
        ("Who replaced him?", "Who replaced Kono?", False),
        ("???", "???", False),
    ],
)
def test_a_word_was_mended_where_it_differs_by_spelling_only(typed: str, understood: str, mended: bool) -> None:
    assert was_mended(typed, understood) is mended
