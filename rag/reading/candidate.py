"""A sentence that may answer, and by how much."""

from dataclasses import dataclass

from pullquote.corpus import Span
from pullquote.index import Hit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit's passage (characters of the article), the best short answer in it, and how far it answers:
    the higher, the better, alike for all candidates of a question."""

    hit: Hit
    sentence: Span
    score: float
    short: Span | None = None

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.hit.passage.article.text[slice(*self.sentence)]

    @property
    def answer(self) -> str:
        """The short answer; the sentence where there is none."""
        return self.hit.passage.article.text[slice(*(self.short or self.sentence))]
