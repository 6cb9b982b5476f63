"""What an article's own metadata must be for its passages to be found."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Self

from pullquote.corpus import BadInputError, Fields, check_whole, first_day, last_day, own_fields

_TESTS = ("in", "not", "after", "before")


@dataclass(frozen=True, slots=True)
class Condition:
    """One of an article's own fields: one of its texts is among these (any is, where there are none), none of them is
    excluded, and one is a day from `after` on and up to `before`. Case does not count.

    A field that an article does not have is among nothing, excluded by nothing, and no day.
    """

    name: str
    among: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None

    @classmethod
    def of(cls, name: str, asked: object) -> Self:
        """As callers write it: a text, number or truth value, a list of them, or a mapping of `in`, `not`, `after` and
        `before`. Raises BadInputError for anything else, and for nothing."""
        wanted: Mapping[object, object] = asked if isinstance(asked, Mapping) else {"in": asked}
        if unknown := [test for test in wanted if test not in _TESTS]:
            raise BadInputError(f"{name} has no test {unknown[0]!r:.60}; known: {', '.join(_TESTS)}")
        after = read_day(f"after of {name}", wanted.get("after"), first_day)
        before = read_day(f"before of {name}", wanted.get("before"))
        if after and before and after > before:
            raise BadInputError(f"{name} is after {after} and before {before}: no day is both; swap them")
        among, excluded = (_texts(name, test, wanted) for test in ("in", "not"))
        if not (among or excluded or after or before):
            raise BadInputError(
                f"{name} is {asked!r:.60}; needed: a text, several, or a mapping of {', '.join(_TESTS)}"
            )
        return cls(next(iter(own_fields({name: "x"}))), among, excluded, after, before)

    def passes(self, fields: Fields) -> bool:
        """Whether an article with these fields has what is asked for."""
        texts = _several(fields.get(self.name, ()))
        if (self.after or self.before) and not any(map(self._holds, map(_days, texts))):
            return False
        written = set(map(folded, texts))
        wanted, unwanted = map(folded, self.among), map(folded, self.excluded)
        return (not self.among or not written.isdisjoint(wanted)) and written.isdisjoint(unwanted)

    def _holds(self, days: tuple[date, date] | None) -> bool:
        """Whether all of a day, month or year lies within."""
        if days is None:
            return False
        return (self.after is None or self.after <= days[0]) and (self.before is None or days[1] <= self.before)

    def to_dict(self) -> dict[str, object]:
        """What `of` reads, as JSON has it."""
        texts = {"in": list(self.among), "not": list(self.excluded)}
        days = {"after": self.after and self.after.isoformat(), "before": self.before and self.before.isoformat()}
        return {test: value for test, value in (*texts.items(), *days.items()) if value}


def composed(name: str) -> str:
    """Letters composed: macOS hands out names of files with the accents split off."""
    return unicodedata.normalize("NFC", name)


def folded(name: str) -> str:
    """A name as it is compared: letters composed, without case."""
    return composed(name.casefold())


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


def _texts(name: str, test: str, wanted: Mapping[object, object]) -> tuple[str, ...]:
    value = wanted.get(test)
    if isinstance(value, Mapping):
        raise BadInputError(f"{test} of {name} is {value!r:.60}; needed: a text, or several")
    several = list(value) if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    for text in several:
        check_whole(f"filter {name}", text if isinstance(text, str) else "")
    # One by one: a field may not be longer than so much, a list of what is asked for may.
    kept = (held for text in several for held in own_fields({name: text}).values())
    return tuple(text for held in kept for text in _several(held))


def _several(held: str | tuple[str, ...]) -> tuple[str, ...]:
    return (held,) if isinstance(held, str) else held


@lru_cache(maxsize=4_096)  # a few days stand in many articles
def _days(text: str) -> tuple[date, date] | None:
    """The first and the last day of what a text names; None where it names none."""
    try:
        return first_day(text), last_day(text)
    except BadInputError:
        return None
