"""A question with all that its answer is measured against, what came of it, and the suite that it belongs to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from pullquote.corpus import Article
from pullquote.index import Hit, Index, Passage
from pullquote.rag import Answer, Quote, Turn

TOP = 3  # what a user gets who asks for no other number


class Place(NamedTuple):
    """Characters `start` to `end` of the text of the article with this id; as text, the name of a document."""

    article: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.article}:{self.start}-{self.end}"


def place_of(part: Passage | Quote) -> Place:
    """Where a passage or a quote stands."""
    return Place(part.article.id, part.start, part.end)


def places_of(parts: Iterable[Passage | Quote]) -> list[Place]:
    """Where passages or quotes stand, in their order."""
    return [place_of(part) for part in parts]


@dataclass(frozen=True, slots=True)
class Example:
    """A question and its gold, in characters of the articles' text.

    `answers` are the acceptable short answers; empty where the short answer is not measured. One entry of `evidence`
    is enough, unless `all_required`. `tempting` is what a weak system quotes in its place. `given` is the text that the
    question was written for (a paragraph, a passage). `relevant` grades documents for suites that know no characters.
    `gold` is shown in reports as it is.
    """

    id: str
    question: str
    type: str = ""
    article: str = ""  # its file: what a sample is spread over and figures are split by
    answerable: bool = True
    answers: tuple[str, ...] = ()
    evidence: tuple[Place, ...] = ()
    all_required: bool = False
    tempting: tuple[Place, ...] = ()
    given: Place | None = None
    relevant: Mapping[str, int] = field(default_factory=dict)
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    refusal_kinds: tuple[str, ...] = ()  # those that are right; empty when the data does not say
    gold: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of an example: the answer that a user gets, the same without the threshold, what was retrieved."""

    answer: Answer
    forced: Answer
    hits: tuple[Hit, ...]

    @property
    def modes(self) -> tuple[tuple[str, Answer], ...]:
        """Both answers, each with the name that stands before its figures."""
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
    figures: Callable[[Example, Trial], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Suite:
    """Questions over articles. `name` stands before each of its figures; `closed` reads only what is `given`.

    `of_means` are figures made of the means of others: a measure and the names of the figures that it takes. `unread`
    names files of the corpus that are not among the articles, with the reason. `top` is how much is asked for. `parts`
    are suites over one corpus each, where every corpus is indexed and asked by itself (see `together`). `note` is what
    a reader of its figures must know of the questions.
    """

    name: str
    articles: tuple[Article, ...]
    examples: tuple[Example, ...]
    scorer: Callable[[Index], Scorer]
    closed: bool = False
    of_means: Mapping[str, tuple[Callable[..., float], tuple[str, ...]]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    top: int = TOP
    parts: tuple["Suite", ...] = ()
    note: str = ""

    def corpora(self) -> tuple["Suite", ...]:
        """A suite for each corpus, with those of its questions that are among this one's; without parts itself."""
        asked = {example.id for example in self.examples}
        kept = (replace(part, examples=tuple(e for e in part.examples if e.id in asked)) for part in self.parts)
        return tuple(part for part in kept if part.examples) if self.parts else (self,)


def together(parts: Sequence[Suite]) -> Suite:
    """Suites that are alike in all but articles and questions as one, whose corpora stay apart."""
    return replace(
        parts[0],
        articles=tuple(article for part in parts for article in part.articles),
        examples=tuple(example for part in parts for example in part.examples),
        unread=tuple(line for part in parts for line in part.unread),
        parts=tuple(parts),
    )
