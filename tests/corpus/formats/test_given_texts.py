"""Texts that a program hands in become articles with what is known of each."""

from datetime import date
from typing import Any

import pytest

from pullquote.corpus import BadInputError, texts_as_articles
from tests.corpus.formats.conftest import BRIDGE, TOLL


def test_each_text_is_an_article_with_what_is_known_of_it() -> None:
    first, second = texts_as_articles(
        [f"{BRIDGE}\r\n", TOLL],
        {
            "ids": ["b", "t"],
            "titles": ["The bridge", ""],
            "published": ["12 March 2020", None],
            "fields": [{"section": "news"}, {}],
        },
    )
    assert (first.id, first.text, first.source.title) == ("b", f"{BRIDGE}\n", "The bridge")
    assert (first.source.published, first.source.fields) == (date(2020, 3, 12), {"section": "news"})
    assert (second.id, second.source.published, second.source.fields) == ("t", None, {})


def test_without_an_id_the_same_text_is_the_same_article() -> None:
    one, other, same = texts_as_articles([BRIDGE, TOLL, BRIDGE], {})
    assert one.id == same.id != other.id and one.id.startswith("text-")


@pytest.mark.parametrize(
    ("texts", "known", "said"),
    [
        ([" "], {}, "text 1 is ' '; needed: text that is not empty"),
        ([BRIDGE, 5], {}, "text 2 is 5; needed: text"),
        ([BRIDGE], {"titles": ["a", "b"]}, "titles is 2 for 1 texts; needed: a list with one for each"),
        ([BRIDGE], {"titles": "A"}, "titles is 'A' for 1 texts"),
        ([BRIDGE], {"title": ["A"]}, "nothing is called 'title' of a text; known: ids, titles"),
        ([BRIDGE], {"published": ["soon"]}, "date 'soon' is not a full date"),
        ([BRIDGE + "\ud800"], {}, "the text 1 has half a character"),
    ],
)
def test_what_is_no_text_or_not_as_many_is_refused(texts: Any, known: Any, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        texts_as_articles(texts, known)
