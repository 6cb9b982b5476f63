"""The pieces of a quote that faces show in different type."""

from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import Span
from pullquote.index import Passage
from pullquote.rag import Quote
from pullquote.ui.quote_parts import QuoteParts, quote_parts
from tests.ui.conftest import SIGNED, STORY, quote

TEXT = STORY.text


@given(st.lists(st.integers(0, len(TEXT)), min_size=4, max_size=4, unique=True), st.booleans())
def test_the_pieces_together_are_the_context_and_the_middle_ones_the_quote(edges: list[int], with_focus: bool) -> None:
    start, first, last, end = sorted(edges)
    whole = Quote(Passage(STORY, start, end), start, end, 1.0, Span(first, last))
    parts = quote_parts(whole, with_focus=with_focus)
    around = whole.context
    assert "".join(parts) == TEXT[min(around.start, start) : max(around.end, end)]
    assert parts.before + parts.focus + parts.after == whole.text
    assert parts.focus == (whole.short if with_focus else "")


def test_a_focus_that_is_the_whole_quote_is_not_marked() -> None:
    assert quote_parts(quote(SIGNED, SIGNED))[1:4] == ("", "", SIGNED)


def test_where_nothing_stands_around_a_quote_its_context_is_empty() -> None:
    whole = Quote(Passage(STORY, 0, len(TEXT)), 0, len(TEXT), 1.0)
    assert quote_parts(whole) == QuoteParts("", "", "", TEXT, "")
