"""The one wire form of an answer: what `--json`, the web, receipts and reports all show.

All offsets count characters of the article's canonical text.
"""

from typing import TypedDict

WIRE_FORMAT = 1


class SpanForm(TypedDict):
    """Characters `start` to `end` (exclusive) of the article's text."""

    start: int
    end: int


class FocusForm(SpanForm):
    """The short answer inside a quote."""

    text: str


class CarrierForm(TypedDict):
    """A further source that carried the article's text."""

    id: str
    file: str
    publisher: str
    url: str


class ArticleForm(TypedDict):
    """What is known of an article; `published` is a day (YYYY-MM-DD), `sha256` that of the canonical text."""

    id: str
    file: str
    title: str
    publisher: str
    author: str
    published: str | None
    url: str
    note: str
    sha256: str
    also: list[CarrierForm]


class QuoteForm(SpanForm):
    """A quote; `context` is what is shown with it, in lighter type."""

    text: str
    focus: FocusForm | None
    context: SpanForm
    score: float
    article: ArticleForm


class RefusalForm(TypedDict):
    """Why there is no answer, with the passage that came closest."""

    kind: str
    message: str
    nearest: QuoteForm | None


class AnswerForm(TypedDict):
    """An answer: it has quotes or a refusal."""

    format: int
    question: str
    understood_as: str
    answered: bool
    confidence: float
    quotes: list[QuoteForm]
    refusal: RefusalForm | None
