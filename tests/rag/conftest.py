"""Parts of a bot that do what they are told: a retriever that keeps what it was asked, a reader, a judge, words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pullquote.corpus import Article, Span
from pullquote.index import Filters, Hit, Passage
from pullquote.rag import Question, Quote, Reading, Verdict


def passage(article: Article, *, id: int = 1) -> Passage:
    """The whole of an article as one passage and one sentence."""
    return Passage(article, 0, len(article.text), (Span(0, len(article.text)),), id)


@dataclass
class FixedRetriever:
    """Finds these passages, as far as the filters let them pass, and keeps what it was asked."""

    passages: Sequence[Passage] = ()
    asked: list[tuple[str, int, Filters]] = field(default_factory=list)

    def search(self, question: str, k: int, *, where: Filters = Filters()) -> list[Hit]:
        self.asked.append((question, k, where))
        found = [p for p in self.passages if where.passes(p.article.source)]
        return [Hit(p, 1.0, 1.0, 1.0) for p in found[:k]]


@dataclass
class FixedReader:
    """Quotes every passage whole, in their order, each scored less than the one before by `step`."""

    signals: Mapping[str, float] = field(default_factory=dict)
    step: float = 0.1
    asked: list[Question] = field(default_factory=list)

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        self.asked.append(question)
        found = [hit.passage for hit in hits]
        quotes = tuple(Quote(p, p.start, p.end, 3.0 - self.step * n) for n, p in enumerate(found))
        return Reading(quotes, tuple(found), self.signals)


@dataclass(frozen=True)
class FixedJudge:
    """Is always this sure, and refuses below a half."""

    confidence: float = 1.0

    def judge(self, reading: Reading) -> Verdict:
        sure = self.confidence if reading.quotes else 0.0
        return Verdict(sure, sure < 0.5)


class FixedVocabulary:
    """A vocabulary of stems, each with the word it is written as; counts how often all of it is looked through."""

    def __init__(
        self,
        stems: Mapping[str, str],
        *,
        ordinary: Collection[str] = (),
        closest: int = 0,
        pairs: Collection[tuple[str, str]] = (),
        newest: date | None = None,
    ) -> None:
        self._stems, self._ordinary, self._closest, self._pairs, self._newest = stems, ordinary, closest, pairs, newest
        self.looked = 0

    def holds(self, stem: str) -> bool:
        return stem in self._stems

    def words(self) -> Collection[str]:
        self.looked += 1
        return self._stems

    def idf(self, stem: str) -> float:
        return 1.0

    def written(self, stem: str) -> str:
        return self._stems[stem]

    def ordinary(self, word: str) -> bool:
        return word in self._ordinary

    def beside(self, one: str, other: str) -> bool:
        return (one, other) in self._pairs

    def days(self, where: Filters) -> Sequence[date]:
        return [self._newest] if self._newest else []

    def missing(self, where: Filters) -> str:
        return where.missing(())

    def closest(self, name: str, others: Sequence[str]) -> int:
        return self._closest
