"""The reader's side of the bargain: what it is given, what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pullquote.index import Hit, Passage
from pullquote.rag.answer import Quote


@dataclass(frozen=True, slots=True)
class Reading:
    """Quotes best first, no two alike; the passages in the reader's order; the signals (name to number) that tell
    whether the first quote answers at all. Nothing found is no quotes."""

    quotes: tuple[Quote, ...] = ()
    ranking: tuple[Passage, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)


class Reader(Protocol):
    """Reads the retrieved passages with the question in mind."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading: ...
