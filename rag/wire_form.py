"""The one wire form of an answer: what `--json`, the web, receipts and reports all show.

All offsets count characters of the article's canonical text.
"""

from typing import TypedDict

from pullquote.corpus import ArticleForm

WIRE_FORMAT = 2


class SpanForm(TypedDict):
    """Characters `start` to `end` (exclusive) of the article's text."""

    start: int
    end: int


class FocusForm(SpanForm):
    """The short answer inside a quote."""

    text: str


class QuoteForm(SpanForm):
    """A quote; `context` is what is shown with it, in lighter type, `claim` the number of the claim that it is of."""

    text: str
    focus: FocusForm | None
    context: SpanForm
    score: float
    claim: int | None
    article: ArticleForm


class ClaimForm(TypedDict):
    """One thing that the articles say: `short` is its short answer, `quotes` are numbers of the answer's quotes (of
    what is nearest, in a refusal). `outlets` counts independent sources, `independent` names them. `first` and `last`
    are days of publication (YYYY-MM-DD), `said_of` the time that the first quote itself speaks of, as a year, month or
    day or two of them with a stroke between. `standing` is "only", "newest", "earlier" or "disputed"."""

    short: str | None
    quotes: list[int]
    outlets: int
    independent: list[str]
    first: str | None
    last: str | None
    said_of: str | None
    standing: str


class RefusalForm(TypedDict):
    """Why there is no answer, with the passages that came closest."""

    kind: str
    message: str
    nearest: list[QuoteForm]


class AnswerForm(TypedDict):
    """An answer: it has quotes or a refusal. `as_of` is the day (YYYY-MM-DD) of which it was asked what was known;
    `warning` says what may make the answer a bad one, such as another language."""

    format: int
    question: str
    understood_as: str
    answered: bool
    confidence: float
    as_of: str | None
    warning: str | None
    quotes: list[QuoteForm]
    claims: list[ClaimForm]
    refusal: RefusalForm | None
