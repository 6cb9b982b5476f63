"""A question with all that its answer is measured against, and the suite that it belongs to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pullquote.corpus import Article
from pullquote.evals.metrics.ranges import Place
from pullquote.index import Hit, Index, Passage
from pullquote.rag import Answer, Quote, Turn


@dataclass(frozen=True, slots=True)
class Example:
    """A question and its gold, in characters of the articles' text.

    `answers` are the acceptable short answers; empty where the short answer is not measured. One entry of `evidence`
    is enough, unless `all_required`. `given` is the text that the question was written for (a paragraph, a passage).
    `relevant` grades documents for suites that know no characters. `gold` is shown in reports as it is.
    """

    id: str
    question: str
    type: str = ""
    article: str = ""  # its file: what a sample is spread over and figures are split by
    answerable: bool = True
    answers: tuple[str, ...] = ()
    evidence: tuple[Place, ...] = ()
    all_required: bool = False
    given: Place | None = None
    relevant: Mapping[str, int] = field(default_factory=dict)
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    refusal_kinds: tuple[str, ...] = ()  # those that are right; empty when the data does not say
    gold: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What came back: the answer that a user gets, the same without the threshold, and what was retrieved."""

    answer: Answer
    forced: Answer
    hits: tuple[Hit, ...]

    @property
    def modes(self) -> tuple[tuple[str, Answer], ...]:
        return ("as_shipped", self.answer), ("forced", self.forced)


@dataclass(frozen=True, slots=True)
class Scorer:
    """How a suite measures one question over one index.

    `documents` names what a passage counts for in its rankings; `relevant` grades those; `right` says whether quotes,
    best first, answer; `figures` are further figures of an answer by name, one value a question.
    """

    documents: Callable[[Passage], Sequence[str]]
    relevant: Callable[[Example], Mapping[str, int]]
    right: Callable[[Example, Sequence[Quote]], bool]
    figures: Callable[[Example, Seen], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Suite:
    """Questions over articles. `name` stands before each of its figures; `closed` reads only what is `given`.

    `of_means` are figures made of the means of others: a measure and the names of the figures that it takes. `unread`
    names files of the corpus that are not among the articles, with the reason.
    """

    name: str
    articles: tuple[Article, ...]
    examples: tuple[Example, ...]
    scorer: Callable[[Index], Scorer]
    closed: bool = False
    of_means: Mapping[str, tuple[Callable[..., float], tuple[str, ...]]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def places(quotes: Sequence[Quote]) -> list[Place]:
    return [Place(quote.article.id, quote.start, quote.end) for quote in quotes]


def label(passage: Passage) -> str:
    """A passage as a document of its own."""
    return f"{passage.article.id}:{passage.start}-{passage.end}"
