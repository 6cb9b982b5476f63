"""Which passages a question may be answered from, by what is known of their articles."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from pullquote.corpus import BadInputError, Source, check_whole, first_day, last_day


@dataclass(frozen=True, slots=True)
class Filters:
    """What an article must have for its passages to be found. Empty fields let everything pass.

    An article passes when one of its sources does. `publisher` and `author` match any part of the name, without case;
    of several names one is enough. `after` and `before` include their day and leave out articles without a date.
    `articles` are ids. Raises BadInputError for a field of another type and where no day is both.
    """

    publisher: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    articles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, settle in _SETTLE.items():
            object.__setattr__(self, name, settle(name, getattr(self, name)))
        if self.after and self.before and self.after > self.before:
            raise BadInputError(f"after is {self.after}, before is {self.before}: no day is both; swap them")

    @classmethod
    def of(
        cls,
        publisher: str | Iterable[str] | None = None,
        author: str | Iterable[str] | None = None,
        after: date | str | None = None,
        before: date | str | None = None,
        articles: str | Iterable[str] | None = None,
    ) -> "Filters":
        """Filters as callers write them: one name or several, days also as text, None or empty for no filter.

        `2020-06` and `2020` stand for their first day in `after` and their last in `before`. Raises BadInputError for
        what cannot be understood.
        """
        return cls(publisher, author, after, before, articles)  # type: ignore[arg-type]  # settled when made

    @classmethod
    def of_mapping(cls, where: "Filters | Mapping[str, object]") -> "Filters":
        """The filters that a mapping names; ones that are made already are given back.

        Raises BadInputError for a name that no filter has.
        """
        if isinstance(where, Filters):
            return where
        known = [field.name for field in fields(cls)]
        if not isinstance(where, Mapping):
            raise BadInputError(f"filters are a mapping of {', '.join(known)}, not {type(where).__name__}")
        if unknown := [name for name in where if name not in known]:
            raise BadInputError(f"no filter {unknown[0]!r}; known: {', '.join(known)}")
        return cls.of(**where)  # type: ignore[arg-type]  # settled when made

    def merged(self, other: "Filters") -> "Filters":
        """What passes both. Raises BadInputError for a filter that both have."""
        if twice := [name for name in _SETTLE if getattr(self, name) and getattr(other, name)]:
            raise BadInputError(f"the filter {twice[0]!r} is given twice: in where, and by its name; give it once")
        return Filters(
            self.publisher or other.publisher,
            self.author or other.author,
            self.after or other.after,
            self.before or other.before,
            self.articles or other.articles,
        )

    def until(self, day: date | None) -> "Filters":
        """These filters with all that is later than a day, `as_of`, left out as well. Raises BadInputError where that
        leaves none."""
        if day is None or (self.before and self.before <= day):
            return self
        if self.after and self.after > day:
            raise BadInputError(f"after is {self.after}, as_of is {day}: no day is both; swap them")
        return replace(self, before=day)

    def __bool__(self) -> bool:
        """Whether anything is filtered."""
        return self != Filters()

    def passes(self, source: Source) -> bool:
        """Whether a source has all that is asked for."""
        day = source.published
        return (
            _among(self.publisher, source.publisher)
            and _among(self.author, source.author)
            and (self.after is None or (day is not None and day >= self.after))
            and (self.before is None or (day is not None and day <= self.before))
            and (not self.articles or composed(source.id) in map(composed, self.articles))
        )


def composed(name: str) -> str:
    """Letters composed: macOS hands out names of files with the accents split off."""
    return unicodedata.normalize("NFC", name)


def _among(names: tuple[str, ...], whole: str) -> bool:
    return not names or any(_folded(name) in _folded(whole) for name in names)


def _folded(name: str) -> str:
    return composed(name.casefold())


def _names(field: str, value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list | tuple | set | frozenset) or not all(isinstance(name, str) for name in names):
        raise BadInputError(f"{field} is {value!r}; needed: a name as text, or a list of names")
    for name in names:
        check_whole(f"filter {field}", name)
    return tuple(name for name in names if name)


def read_day(field: str, value: object, read: Callable[[str], date] = last_day) -> date | None:
    """The day that a caller writes in a field, None for none; of a month or year, the day that `read` takes. Raises
    BadInputError for what is no day."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, datetime):  # a date to Python's types and not to its comparisons
        return value.date()
    if not isinstance(value, date | str):
        raise BadInputError(f"{field} is {value!r}; needed: a date, or text such as 2020-06-26, 2020-06 or 2020")
    return value if isinstance(value, date) else read(value)


_SETTLE: dict[str, Callable[[str, object], object]] = {
    "publisher": _names,
    "author": _names,
    "after": lambda field, value: read_day(field, value, first_day),
    "before": read_day,
    "articles": _names,
}
