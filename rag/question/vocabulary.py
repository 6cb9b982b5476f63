"""The words that the articles use: what is needed to mend a misspelt word and to miss a name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from pullquote.index import Index


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

    def closest(self, name: str, others: Sequence[str]) -> int:
        """The one whose vector is nearest to the name's; the first of equal ones."""
        if len(others) == 1:
            return 0
        rows = self.index.embedder.encode_questions([name, *others])
        return int((rows[1:] @ rows[0]).argmax())
