"""Citations as blocks of text with `char_location`, the form in which a model's API cites documents of plain text."""

from collections.abc import Sequence
from typing import Literal, TypedDict

from pullquote.corpus import Article
from pullquote.rag import Answer, Quote


class CharLocation(TypedDict):
    """Characters `start_char_index` to `end_char_index` (exclusive) of a document, and their words."""

    type: Literal["char_location"]
    cited_text: str
    document_index: int
    document_title: str | None
    start_char_index: int
    end_char_index: int


class TextBlock(TypedDict):
    """A piece of an answer with what it is cited from."""

    type: Literal["text"]
    text: str
    citations: list[CharLocation]


class TextSource(TypedDict):
    """A document's text."""

    type: Literal["text"]
    media_type: Literal["text/plain"]
    data: str


class DocumentBlock(TypedDict):
    """A document that is cited."""

    type: Literal["document"]
    source: TextSource
    title: str | None
    context: str
    citations: dict[str, bool]


def cited_articles(answer: Answer) -> list[Article]:
    """The articles of an answer's quotes, each once, in the order in which they are first quoted."""
    return list({quote.article.id: quote.article for quote in answer.quotes}.values())


def documents(articles: Sequence[Article]) -> list[DocumentBlock]:
    """The articles as documents; `document_index` of a citation counts them from 0."""
    return [
        {
            "type": "document",
            "source": {"type": "text", "media_type": "text/plain", "data": article.text},
            "title": article.source.title or None,
            "context": str(article.source),
            "citations": {"enabled": True},
        }
        for article in articles
    ]


def content(answer: Answer) -> list[TextBlock]:
    """The answer as blocks: each quote with where it stands in one of `cited_articles`; a refusal's sentence cites
    nothing."""
    if answer.refusal:
        return [{"type": "text", "text": answer.refusal.message, "citations": []}]
    numbers = {article.id: number for number, article in enumerate(cited_articles(answer))}
    return [
        {"type": "text", "text": quote.text, "citations": [_location(quote, numbers[quote.article.id])]}
        for quote in answer.quotes
    ]


def _location(quote: Quote, number: int) -> CharLocation:
    return {
        "type": "char_location",
        "cited_text": quote.text,
        "document_index": number,
        "document_title": quote.article.source.title or None,
        "start_char_index": quote.start,
        "end_char_index": quote.end,
    }
