"""What comes back: quotes that are slices of their articles, or a refusal that says why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from textwrap import shorten
from typing import Literal

from pullquote.corpus import Article, Span
from pullquote.index import LONGEST_LINE, Passage
from pullquote.rag.context.around import surroundings
from pullquote.rag.wire_form import WIRE_FORMAT, AnswerForm, ClaimForm, QuoteForm

RefusalKind = Literal["name_absent", "not_stated", "other_time", "filtered_out", "too_weak", "not_a_question"]
Standing = Literal["only", "newest", "earlier", "disputed"]


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

    def to_dict(self, claim: int | None = None) -> QuoteForm:
        """The quote's part of the wire form; `claim` is the number of its claim."""
        context = self.context
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "focus": {"text": self.short, "start": self.focus.start, "end": self.focus.end} if self.focus else None,
            "context": {"start": context.start, "end": context.end},
            "score": round(self.score, 6),
            "claim": claim,
            "article": self.article.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that the articles say on a question, in the quotes that say it: the best of each outlet, best first.

    `independent` names those of its sources that do not repeat another, `outlets` counts them (one may have no name).
    `first` and `last` are the days on which it was first and last published, None where no article has a day; `said_of`
    is the time that its first quote itself speaks of ("2020-06"), empty where it names none.
    """

    quotes: tuple[Quote, ...]
    outlets: int = 1
    independent: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    said_of: str = ""
    standing: Standing = "only"

    def __post_init__(self) -> None:
        if not self.quotes:
            raise ValueError("a claim has quotes")

    @property
    def value(self) -> str:
        """Its short answer, as the first quote words it; empty where that has none."""
        return self.quotes[0].short if self.quotes[0].focus else ""

    def to_dict(self, numbers: Mapping[Quote, int]) -> ClaimForm:
        """The claim's part of the wire form; `numbers` are those of all quotes that are shown."""
        return {
            "short": self.value or None,
            "quotes": [numbers[quote] for quote in self.quotes],
            "outlets": self.outlets,
            "independent": list(self.independent),
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "said_of": self.said_of or None,
            "standing": self.standing,
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in a sentence for the reader; `nearest` is what came closest and is not an answer."""

    kind: RefusalKind
    message: str
    nearest: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes, those of the first claim first, or a refusal.

    `claims` are what the quotes say, each value once; further quotes belong to none. Where the articles speak of
    another time only, the claims are those of what is nearest. `as_of` is the day of which it was asked what was known.
    `understood_as` is the question that was searched for, `confidence` (0 to 1) how likely the first quote answers it,
    `signals` the numbers that the decision was made from, `ranking` all passages that were read, best first,
    `would_refuse` whether the decision was to refuse (also in a forced answer). `warning` says what may make the answer
    a bad one whatever its confidence; else it is empty.
    """

    question: str
    understood_as: str
    confidence: float
    quotes: tuple[Quote, ...] = ()
    refusal: Refusal | None = None
    signals: Mapping[str, float] = field(default_factory=dict)
    ranking: tuple[Passage, ...] = ()
    would_refuse: bool = False
    claims: tuple[Claim, ...] = ()
    as_of: date | None = None
    warning: str = ""

    def __post_init__(self) -> None:
        if bool(self.quotes) == bool(self.refusal):
            raise ValueError("an answer has either quotes or a refusal")
        if not {quote for claim in self.claims for quote in claim.quotes} <= set(self.shown):
            raise ValueError("a claim has a quote that is not shown")

    @property
    def answered(self) -> bool:
        """Whether there are quotes."""
        return bool(self.quotes)

    @property
    def shown(self) -> tuple[Quote, ...]:
        """The quotes; of a refusal what came closest."""
        return self.refusal.nearest if self.refusal else self.quotes

    @property
    def short(self) -> str:
        """The short answer; empty for a refusal."""
        return self.quotes[0].short if self.quotes else ""

    def __str__(self) -> str:
        """A line for each claim: its short answer and where it stands; or why there is none."""
        if self.refusal:
            return f"No answer: {self.refusal.message}"
        firsts = [claim.quotes[0] for claim in self.claims] or [self.quotes[0]]
        said = ((shorten(quote.short, LONGEST_LINE, placeholder=" …"), quote.article.source) for quote in firsts)
        return "\n".join(f"{short} · {source}" for short, source in said)

    def to_dict(self) -> AnswerForm:
        """The one wire form, for the command line, receipts and reports alike."""
        refusal = self.refusal
        of = {quote: number for number, claim in enumerate(self.claims) for quote in claim.quotes}
        shown = [quote.to_dict(of.get(quote)) for quote in self.shown]
        numbers = {quote: number for number, quote in enumerate(self.shown)}
        return {
            "format": WIRE_FORMAT,
            "question": self.question,
            "understood_as": self.understood_as,
            "answered": self.answered,
            "confidence": round(self.confidence, 6),
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "warning": self.warning or None,
            "quotes": [] if refusal else shown,
            "claims": [claim.to_dict(numbers) for claim in self.claims],
            "refusal": {"kind": refusal.kind, "message": refusal.message, "nearest": shown} if refusal else None,
        }
