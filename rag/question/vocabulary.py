"""The words that the articles use: what is needed to mend a misspelt word and to miss a name."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol

from pullquote.index import Filters, Index, terms

PASSAGES = 10  # in which two words are looked for side by side
# How British spelling differs from American in what is left of a word when it is stemmed.
_BRITISH = (
    (r"our\b", "or"),
    (r"is(?=\b|at)", "iz"),
    (r"enc\b", "ens"),
    (r"tr\b", "ter"),
    (r"ogu\b", "og"),
    (r"ll\b", "l"),
)


class Vocabulary(Protocol):
    """What is known of the articles' words. Stems are those of `pullquote.index`: folded, without their endings."""

    def holds(self, stem: str) -> bool:
        """Whether any article has a word with this stem."""
        ...

    def words(self) -> Collection[str]:
        """Every stem of the articles once, in any order."""
        ...

    def idf(self, stem: str) -> float:
        """How rare a stem is; highest for one that no article has."""
        ...

    def written(self, stem: str) -> str:
        """A word with this stem as an article writes it; the stem itself where none does."""
        ...

    def ordinary(self, word: str) -> bool:
        """Whether a word is an ordinary one, and so spelt rightly even where no article has it."""
        ...

    def beside(self, one: str, other: str) -> bool:
        """Whether the two words stand side by side, in this order or the other, in an article that speaks of both."""
        ...

    def days(self, where: Filters) -> Sequence[date]:
        """The days of the articles that pass the filters, each once, the newest first."""
        ...

    def missing(self, where: Filters) -> str:
        """In a sentence what the filters name and no article has; empty where there is nothing of the kind."""
        ...

    def closest(self, name: str, others: Sequence[str]) -> int:
        """Which of the others, at least one, is most like a name in meaning; of equal ones the first."""
        ...


@dataclass(frozen=True, slots=True)
class IndexVocabulary:
    """The vocabulary of an index. Its embedder tells which words are ordinary and what is alike in meaning."""

    index: Index

    def holds(self, stem: str) -> bool:
        """Whether any passage has the term."""
        return self.index.holds(stem)

    def words(self) -> Collection[str]:
        """Every term of the index."""
        return self.index.vocabulary()

    def idf(self, stem: str) -> float:
        """The term's inverse document frequency over passages."""
        return self.index.idf(stem)

    def written(self, stem: str) -> str:
        """A word of the articles that has this stem."""
        return self.index.surface(stem)

    def ordinary(self, word: str) -> bool:
        """A word that is one token of the embedder: its tokens were chosen by how often they are written."""
        return self.index.embedder.count([word])[0] <= 1

    def beside(self, one: str, other: str) -> bool:
        """Looked for in the passages that a search for both finds. British and American spellings are one."""
        pair = {_spelt(word) for word in terms(f"{one} {other}")}
        for hit in self.index.search(f"{one} {other}", PASSAGES):
            found = [_spelt(word) for word in terms(f"{hit.passage.article.source.title} {hit.passage.text}")]
            if any({first, second} == pair for first, second in pairwise(found)):
                return True
        return False

    def days(self, where: Filters) -> Sequence[date]:
        """Of all sources."""
        days = {source.published for source in self.index.sources(every=True) if where.passes(source)}
        return sorted(filter(None, days), reverse=True)

    def missing(self, where: Filters) -> str:
        """Of all sources."""
        return self.index.missing(where)

    def closest(self, name: str, others: Sequence[str]) -> int:
        """The one whose vector is nearest to the name's; the first of equal ones."""
        if len(others) == 1:
            return 0
        rows = self.index.embedder.encode_questions([name, *others])
        return int((rows[1:] @ rows[0]).argmax())


@dataclass(frozen=True, slots=True)
class AsTyped(IndexVocabulary):
    """A vocabulary by which every word is spelt rightly, so that none is mended."""

    def ordinary(self, word: str) -> bool:  # noqa: ARG002  # of the protocol
        """All of them are."""
        return True


def _spelt(stem: str) -> str:
    """A stem in American spelling."""
    for british, american in _BRITISH:
        stem = re.sub(british, american, stem)
    return stem
