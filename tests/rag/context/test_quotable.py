"""A place that a quote can have is one that widening a sentence gives, and nothing else is."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, Span, bundled_folder, load_articles
from pullquote.rag.context.quotable import quotable, splitter_version
from pullquote.rag.context.widen import widened
from tests.rag.context.conftest import articles, sentences_of

# The sha256 of all places of the bundled articles, and what they were cut by. Who changes where quotes are cut raises
# CUTTING and writes both here; who changes the articles or takes a newer sentencex, the second.
CUT_BY = "1, sentencex 1.0.32"
PLACES = "38c87049f4850e609ec853e580d767bb6166aabf35e877bc18920ce2d583ed8d"


def places(article: Article) -> set[Span]:
    return {widened(article, one) for one in sentences_of(article)}


@settings(deadline=None)
@given(article=articles(), data=st.data())
def test_a_place_is_quotable_just_when_it_is_a_widened_sentence(article: Article, data: st.DataObject) -> None:
    found = places(article)
    start = data.draw(st.integers(0, len(article.text) - 1))
    drawn = Span(start, data.draw(st.integers(start + 1, len(article.text))))
    shorter = [Span(start, end - 1) for start, end in found if end - start > 1]
    for place in (drawn, *found, *shorter):
        assert quotable(article, place) == (place in found)


@pytest.mark.skipif(splitter_version() != CUT_BY, reason="cut by another version, which receipts name")
def test_the_same_version_cuts_at_the_same_places() -> None:
    read = sorted(load_articles(bundled_folder()).articles, key=lambda one: one.id)
    told = [[article.source.file, *sorted(places(article))] for article in read]
    assert hashlib.sha256(repr(told).encode()).hexdigest() == PLACES
