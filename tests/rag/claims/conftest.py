"""Quotes of small articles, each a sentence with its short answer."""

from datetime import date

from pullquote.corpus import Span
from pullquote.index import Passage
from pullquote.rag import Quote
from pullquote.rag.claims.dating import Dated, dated
from tests.conftest import article


def said(
    text: str,
    short: str = "",
    *,
    day: str = "",
    outlet: str = "Post",
    score: float = 0.0,
    name: str = "",
) -> Quote:
    """A quote of the first sentence of an article, which ends with the first point."""
    end = text.index(".", text.index(short) + len(short)) + 1 if "." in text else len(text)
    start = text.rfind(". ", 0, text.index(short)) + 2 if ". " in text[: text.index(short)] else 0
    made = article(
        name or f"{outlet}-{day}-{text[:9]}", text, publisher=outlet, published=date.fromisoformat(day) if day else None
    )
    at = text.index(short)
    focus = Span(at, at + len(short)) if short else None
    return Quote(Passage(made, 0, len(text), (Span(start, end),)), start, end, score, focus)


def when(text: str, short: str, day: str = "2019-06-04") -> Dated:
    return dated(said(text, short, day=day))
