"""The benchmark questions that the shipped numbers are fitted on, each with its index and what answers it."""

from dataclasses import dataclass
from pathlib import Path

from pullquote.corpus import Article
from pullquote.evals.example import Example, Place, Suite
from pullquote.evals.fitting.splits import held_out
from pullquote.evals.metrics.overlap import overlap
from pullquote.evals.suites import clapnq, squad
from pullquote.index import Hit, Index
from pullquote.rag import REACH, spread

CLAPNQ = ("clapnq-answerable-visible.jsonl", "clapnq-unanswerable-visible.jsonl")


@dataclass(frozen=True, slots=True)
class IndexedExample:
    """An example of SQuAD, or else of CLAPNQ, and the index that it is asked of. A `group` (an article's file, a
    passage's id) is never split between fitting and checking."""

    example: Example
    index: Index
    group: str
    squad: bool

    def hits(self, passages: int) -> list[Hit]:
        """The passages of it that a reader is given, so many, as a bot gives them."""
        return spread(self.index.search(self.example.question, REACH * passages), passages)

    def answered_by(self, article: Article, start: int, end: int) -> bool:
        """Whether characters of an article answer: they touch the evidence, or they are of the right paragraph and
        hold a gold answer."""
        place, given = Place(article.id, start, end), self.example.given
        if self.example.evidence:
            return any(overlap(place, entry) > 0 for entry in self.example.evidence)
        if given is None or place.article != given.article or not given.start <= start < end <= given.end:
            return False
        return any(answer in article.text[start:end] for answer in self.example.answers)


def squad_folder(data: Path) -> Path:
    """The articles that the questions of SQuAD are asked of."""
    return data / "squad-articles" / "dev"


def squad_questions(data: Path, file: str, index: Index) -> list[IndexedExample]:
    """The questions of one of SQuAD's files, in its order."""
    suite = squad.load([data / file], squad_folder(data))
    return [IndexedExample(one, index, f"{one.article}.txt", True) for one in suite.examples]


def clapnq_suite(data: Path) -> Suite:
    """The questions of CLAPNQ with their passages."""
    return clapnq.load([data / file for file in CLAPNQ], None)


def clapnq_questions(suite: Suite, index: Index) -> list[IndexedExample]:
    """The questions of CLAPNQ, in the order of the files."""
    return [IndexedExample(one, index, one.id, False) for one in suite.examples]


def calibrating(data: Path, file: str, index: Index) -> list[IndexedExample]:
    """Those questions of a training file of SQuAD whose articles no shipped network was trained or chosen on."""
    return [one for one in squad_questions(data, file, index) if not held_out(str(one.example.article))]
