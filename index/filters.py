"""Which passages a question may be answered from, by what is known of their articles."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import PullquoteError, Source
from pullquote.index.storage.sqlite import Rows


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty fields let everything pass. An article passes when one of its sources does."""

    publisher: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    articles: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        publisher: str | Sequence[str] = (),
        author: str | Sequence[str] = (),
        after: date | None = None,
        before: date | None = None,
        articles: Sequence[str] = (),
    ) -> "Filters":
        after, before = _day(after), _day(before)
        if after and before and after > before:
            raise PullquoteError(f"after is {after}, before is {before}: no day is both; swap them")
        return cls(_folded(publisher), _folded(author), after, before, tuple(map(_composed, articles)))

    def __bool__(self) -> bool:
        return self != Filters()

    def passes(self, source: Source) -> bool:
        """Publisher and author match any part of the name without case; both days are included."""
        day = source.published
        return (
            (not self.publisher or any(name in _fold(source.publisher) for name in self.publisher))
            and (not self.author or any(name in _fold(source.author) for name in self.author))
            and (self.after is None or (day is not None and day >= self.after))
            and (self.before is None or (day is not None and day <= self.before))
            and (not self.articles or _composed(source.id) in self.articles)
        )

    def mask(self, rows: Rows, sources: dict[int, list[Source]]) -> NDArray[np.bool_] | None:
        """For each passage whether it may be found; None when all may."""
        if not self:
            return None
        passing = [key for key, found in sources.items() if any(map(self.passes, found))]
        return np.isin(rows.articles, np.array(passing, np.int64))


def _folded(names: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(_fold(n) for n in ([names] if isinstance(names, str) else names) if n)


def _fold(name: str) -> str:
    return _composed(name.casefold())


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _day(day: date | None) -> date | None:
    """A datetime is a date to Python's types and not to its comparisons."""
    return day.date() if isinstance(day, datetime) else day
