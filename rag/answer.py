"""What comes back: quotes that are slices of their articles, or a refusal that says why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pullquote.corpus import Article, Span
from pullquote.index import Passage
from pullquote.rag.context.around import surroundings
from pullquote.rag.wire_form import WIRE_FORMAT, AnswerForm, ArticleForm, QuoteForm

RefusalKind = Literal["name_absent", "not_stated", "filtered_out", "too_weak", "not_a_question"]


def article_form(article: Article) -> ArticleForm:
    """What is known of an article, as the wire form has it."""
    source = article.source
    return {
        "id": source.id,
        "file": source.file,
        "title": source.title,
        "publisher": source.publisher,
        "author": source.author,
        "published": source.published.isoformat() if source.published else None,
        "url": source.url,
        "note": source.note,
        "sha256": article.sha256,
        "also": [{"id": s.id, "file": s.file, "publisher": s.publisher, "url": s.url} for s in article.also],
    }


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters `start` to `end` of the passage's article; `focus`, inside them, is the short answer."""

    passage: Passage
    start: int
    end: int
    score: float
    focus: Span | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(f"quote {self.start}..{self.end} is not inside 0..{len(self.article.text)}")
        if self.focus and not self.start <= self.focus.start < self.focus.end <= self.end:
            raise ValueError(f"focus {tuple(self.focus)} is not inside the quote {self.start}..{self.end}")

    @property
    def article(self) -> Article:
        """The article that is quoted."""
        return self.passage.article

    @property
    def text(self) -> str:
        """The quoted words, cut out of the article."""
        return self.article.text[self.start : self.end]

    @property
    def short(self) -> str:
        """The short answer: the focus, without one the quote."""
        return self.article.text[slice(*self.focus)] if self.focus else self.text

    @property
    def context(self) -> Span:
        """The quote with the two sentences before and after it: what it must be seen with, in lighter type."""
        return surroundings(self.article, Span(self.start, self.end))

    def to_dict(self) -> QuoteForm:
        """The quote's part of the wire form."""
        context = self.context
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "focus": {"text": self.short, "start": self.focus.start, "end": self.focus.end} if self.focus else None,
            "context": {"start": context.start, "end": context.end},
            "score": round(self.score, 6),
            "article": article_form(self.article),
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in a sentence for the reader; `nearest` is what came closest and is not an answer."""

    kind: RefusalKind
    message: str
    nearest: Quote | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes best first, or a refusal.

    `understood_as` is the question that was searched for, `confidence` (0 to 1) how likely the first quote answers it,
    `signals` the numbers that the decision was made from, `ranking` all passages that were read, best first,
    `would_refuse` whether the decision was to refuse (also in a forced answer).
    """

    question: str
    understood_as: str
    confidence: float
    quotes: tuple[Quote, ...] = ()
    refusal: Refusal | None = None
    signals: Mapping[str, float] = field(default_factory=dict)
    ranking: tuple[Passage, ...] = ()
    would_refuse: bool = False

    def __post_init__(self) -> None:
        if bool(self.quotes) == bool(self.refusal):
            raise ValueError("an answer has either quotes or a refusal")

    @property
    def answered(self) -> bool:
        """Whether there are quotes."""
        return bool(self.quotes)

    @property
    def short(self) -> str:
        """The short answer; empty for a refusal."""
        return self.quotes[0].short if self.quotes else ""

    def to_dict(self) -> AnswerForm:
        """The one wire form, for the command line, receipts and reports alike."""
        refusal = self.refusal
        return {
            "format": WIRE_FORMAT,
            "question": self.question,
            "understood_as": self.understood_as,
            "answered": self.answered,
            "confidence": round(self.confidence, 6),
            "quotes": [quote.to_dict() for quote in self.quotes],
            "refusal": {
                "kind": refusal.kind,
                "message": refusal.message,
                "nearest": refusal.nearest.to_dict() if refusal.nearest else None,
            }
            if refusal
            else None,
        }
