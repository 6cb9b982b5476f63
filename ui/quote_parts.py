"""A quote with its context, in the pieces that faces show in different type."""

from typing import NamedTuple

from pullquote.rag import Quote


class QuoteParts(NamedTuple):
    """Stretches of the article that follow one another; the middle three are the quote, and any may be empty."""

    context_before: str
    before: str
    focus: str
    after: str
    context_after: str


def quote_parts(quote: Quote, *, with_focus: bool = True) -> QuoteParts:
    """The pieces; without a focus, or where it is the whole quote, the quote is `after` alone."""
    around = quote.context
    start, end = quote.start, quote.start
    if with_focus and quote.focus and quote.focus != (quote.start, quote.end):
        start, end = quote.focus
    edges = (around.start, quote.start, start, end, quote.end, around.end)
    return QuoteParts(*(quote.article.text[a:b] for a, b in zip(edges, edges[1:], strict=False)))
