"""The source pane: the cited articles whole, every quote marked where it stands, its context in a lighter mark."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pullquote.corpus import Article
from pullquote.rag import Quote
from pullquote.ui.page.cards import reflowed, render
from pullquote.ui.page.front_matter import front_matter_end

_WORDS = re.compile(r"\s*")
WIDEST = 150_000  # characters shown around the quotes; a book would choke the browser
NumberedQuote = tuple[int, Quote]  # its place among the quotes of the answer, from 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text. `kind` is its class in the style sheet, empty for plain text; `quotes` are the numbers of
    the quotes that it is part of."""

    text: str
    kind: str = ""
    quotes: tuple[int, ...] = ()


CUT = Piece("[ the article goes on; only the part around the quotes is shown ]", "pq-cut")


def source_pane(
    quotes: Sequence[Quote] = (),
    *,
    key: str = "",
    current: int = 0,
    refused: bool = False,
    article: Article | None = None,
) -> Markup:
    """The articles that `quotes` stand in; the script shows the one with quote `current` and scrolls to it. Or an
    `article` from its beginning, to be read.

    `key` names the answer. `refused`: the quotes are a refusal's nearest passage and are marked as no answer. Without
    a quote and an article it says what the pane is for.
    """
    numbered = list(enumerate(quotes))
    articles = [
        (article, pieces(article, [(n, q) for n, q in numbered if q.article.id == article.id], refused=refused))
        for article in {quote.article.id: quote.article for quote in quotes}.values()
    ]
    if article:
        articles = [(article, pieces(article, ()))]
    return render("source_pane.html", articles=articles, key=key, current=current, total=len(quotes), refused=refused)


def pieces(article: Article, quotes: Sequence[NumberedQuote], *, refused: bool = False) -> list[Piece]:
    """The canonical text without its front matter and the blank lines before it begins, each character once; of a book
    the part around the quotes, and a note where it is cut. Line ends of a page are spaces."""
    first = max(0, min((q.start for _, q in quotes), default=0) - WIDEST // 2)
    last = min(len(article.text), max((q.end for _, q in quotes), default=0) + WIDEST // 2)
    text = reflowed(article)
    begin = _WORDS.match(text, front_matter_end(article)).end()  # type: ignore[union-attr]  # nothing, at the least
    edges = {first, last, begin, *(edge for span in article.debris for edge in span)}
    for _, quote in quotes:
        edges |= {quote.start, quote.end, *quote.context, *((not refused and quote.focus) or ())}
    inside = sorted(edge for edge in edges if first <= edge <= last)
    found = [
        _piece(article, text[a:b], a, quotes, refused=refused)
        for a, b in zip(inside, inside[1:], strict=False)
        if a >= begin
    ]
    return [*([CUT] if first else []), *found, *([CUT] if last < len(article.text) else [])]


def _piece(article: Article, text: str, start: int, quotes: Sequence[NumberedQuote], *, refused: bool) -> Piece:
    """`text`, the characters from `start` on, which no edge of a quote, focus, context or debris parts."""
    here = [(n, q) for n, q in quotes if q.start <= start < q.end]
    if here:
        focus = any(q.focus and q.focus.start <= start < q.focus.end for _, q in here)
        kind = "pq-nearest" if refused else "pq-focus" if focus else ""
        return Piece(text, f"pq-mark {kind}".strip(), tuple(n for n, _ in here))
    if any(span.start <= start < span.end for span in article.debris):
        return Piece(text, "pq-debris")
    return Piece(text, "pq-around" if any(q.context.start <= start < q.context.end for _, q in quotes) else "")
