"""Articles put together in any way out of pieces that headings, lists and quotations are made of."""

from hypothesis import strategies as st

from pullquote.corpus import Article, Span
from pullquote.index import paragraphs, sentences
from tests.conftest import article

PIECES = (
    "Ada Berg ran the mill at Lund for thirty years.",
    "She sold it in 1931.",
    "However, nobody paid.",
    "It is unlikely that the Lund mill will turn again.",
    "“The wheel is broken. The pond is dry,” she said.",
    "“Nobody came.",
    "The village would keep its well.",
    "That has not been confirmed.",
    "The bill would:",
    "- close the lock",
    "2. raise the toll",
    "# The mill",
    "The end of the mill",
    "Both were fined 1.5 million.",
    "Share this article with your friends",
    "…",
    "\u200fשלום.",
    "word " * 90 + "end.",
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Pieces with any gaps between them, one of them perhaps debris."""
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
    gaps = draw(st.lists(st.sampled_from([" ", "\n", "\n\n"]), min_size=len(pieces), max_size=len(pieces)))
    at = draw(st.integers(0, len(pieces)))
    start = sum(len(piece) + len(gap) for piece, gap in zip(pieces[:at], gaps[:at], strict=True))
    text = "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=True))
    return article("a", text, debris=((start, start + len(pieces[at])),) if at < len(pieces) else ())


def sentences_of(article: Article) -> list[Span]:
    return [one for block in paragraphs(article.text, article.debris) for one in sentences(article.text, block)]


def place_of(article: Article, words: str) -> Span:
    """Where words stand in an article."""
    at = article.text.index(words)
    return Span(at, at + len(words))
