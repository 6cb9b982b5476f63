"""Which passages a question may be answered from, by what is known of their articles."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pullquote.corpus import BadInputError, Source, check_whole, first_day
from pullquote.index.filtering.conditions import Condition, composed, folded, read_day

FILTER_NAMES = ("publisher", "author", "after", "before", "articles")
_DEEPEST = 10  # filters inside filters
_INNER = {"and": "every", "or": "some", "not": "none"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What an article must have for its passages to be found. Empty fields let everything pass.

    An article passes when one of its sources does. `publisher` and `author` match any part of the name, without case;
    of several names one is enough. `after` and `before` include their day and leave out articles without a date.
    `articles` are ids. `fields` are conditions on the articles' own metadata, or a mapping that makes them (see
    `Condition.of`). Of further filters a source must pass `every` one, `some` where there are any, and `none` of those.
    Raises BadInputError for a field of another type and where no day is both.
    """

    publisher: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    articles: tuple[str, ...] = ()
    fields: tuple[Condition, ...] = ()
    every: tuple["Filters", ...] = ()
    some: tuple["Filters", ...] = ()
    none: tuple["Filters", ...] = ()

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
        fields: Mapping[str, object] | None = None,
    ) -> "Filters":
        """Filters as callers write them: one name or several, days also as text, None or empty for no filter.

        `2020-06` and `2020` stand for their first day in `after` and their last in `before`. Raises BadInputError for
        what cannot be understood.
        """
        return cls(publisher, author, after, before, articles, fields)  # type: ignore[arg-type]  # settled when made

    @classmethod
    def of_mapping(cls, where: "Filters | Mapping[str, object]") -> "Filters":
        """The filters that a mapping names; ones that are made already are given back.

        A name that no filter has is one of the articles' own fields. `and` and `or` have a list of mappings, `not` has
        one; a field called as a filter is goes into a mapping `fields`.

        {"publisher": "Herald", "section": ["sport", "news"], "not": {"tags": "retold"}, "event": {"after": "2020"}}

        Raises BadInputError for what cannot be understood.
        """
        return where if isinstance(where, Filters) else _read(where)

    def merged(self, other: "Filters") -> "Filters":
        """These with the five of `other` that have names. Raises BadInputError for a filter that both have."""
        if twice := [name for name in FILTER_NAMES if getattr(self, name) and getattr(other, name)]:
            raise BadInputError(f"the filter {twice[0]!r} is given twice: in where, and by its name; give it once")
        return replace(self, **{name: getattr(other, name) for name in FILTER_NAMES if getattr(other, name)})

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
            and all(condition.passes(source.fields) for condition in self.fields)
            and all(filters.passes(source) for filters in self.every)
            and (not self.some or any(filters.passes(source) for filters in self.some))
            and not any(filters.passes(source) for filters in self.none)
        )

    @property
    def own_names(self) -> set[str]:
        """The articles' own fields that are asked for, at any depth."""
        inner = (filters.own_names for filters in (*self.every, *self.some, *self.none))
        return {condition.name for condition in self.fields}.union(*inner)

    def unmatched(self, sources: Sequence[Source]) -> list[tuple[str, str]]:
        """Names that none of the sources has, each with what it is the name of: an outlet, an author, an article, or
        an own field."""
        found = [("outlet", name) for name in self.publisher if not any(_among((name,), s.publisher) for s in sources)]
        found += [("author", name) for name in self.author if not any(_among((name,), s.author) for s in sources)]
        ids = {composed(source.id) for source in sources}
        found += [("article", id) for id in self.articles if composed(id) not in ids]
        for name, text in ((one.name, text) for one in self.fields for text in one.among):
            if not any(Condition(name, (text,)).passes(source.fields) for source in sources):
                found.append((name, text))
        return found + [pair for filters in (*self.every, *self.some) for pair in filters.unmatched(sources)]

    def missing(self, sources: Sequence[Source]) -> str:
        """In a sentence what is named and none of the sources has; empty where each name is somebody's."""
        found = [f"no {what} {name!r}" for what, name in self.unmatched(sources)]
        return f"There is {' and '.join(found)} here." if found else ""

    def to_dict(self) -> dict[str, object]:
        """What `of_mapping` reads, as JSON has it; what does not filter is left out."""
        named = {name: getattr(self, name) for name in FILTER_NAMES}
        found = {name: _plain(value) for name, value in named.items() if value}
        more = {
            "fields": {condition.name: condition.to_dict() for condition in self.fields},
            "and": [filters.to_dict() for filters in self.every],
            "or": [filters.to_dict() for filters in self.some],
            "not": [filters.to_dict() for filters in self.none],
        }
        return found | {name: value for name, value in more.items() if value}


def _plain(value: date | tuple[str, ...]) -> str | list[str]:
    return value.isoformat() if isinstance(value, date) else list(value)


def _read(where: object, depth: int = 0) -> Filters:
    """The filters of a mapping."""
    if not isinstance(where, Mapping):
        raise BadInputError(
            f"filters are a mapping of {', '.join(FILTER_NAMES)} and own fields, not {type(where).__name__}"
        )
    if depth > _DEEPEST:
        raise BadInputError(f"filters stand more than {_DEEPEST} deep in one another; write them flatter")
    settled: dict[str, object] = {name: settle(name, where.get(name)) for name, settle in _SETTLE.items()}
    own = {name: value for name, value in where.items() if name not in (*_SETTLE, *_INNER)}
    settled["fields"] = _conditions("fields", (*settled["fields"], *_conditions("fields", own)))  # type: ignore[misc]
    return Filters(**settled, **{name: _inner(word, where, depth) for word, name in _INNER.items()})  # type: ignore[arg-type]


def _inner(word: str, where: Mapping[object, object], depth: int) -> tuple[Filters, ...]:
    """The filters that stand in others."""
    given = where.get(word, ())
    several = tuple(given) if isinstance(given, list | tuple) else (given,)
    found = tuple(one if isinstance(one, Filters) else _read(one, depth + 1) for one in several)
    if word in where and not (found and all(found)):
        raise BadInputError(f"{word!r} is {given!r:.60}; needed: filters, none of them empty")
    return found


def _among(names: tuple[str, ...], whole: str) -> bool:
    if not names:
        return True
    within = folded(whole)
    return any(folded(name) in within for name in names)


def _names(field: str, value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list | tuple | set | frozenset) or not all(isinstance(name, str) for name in names):
        raise BadInputError(f"{field} is {value!r}; needed: a name as text, or a list of names")
    for name in names:
        check_whole(f"filter {field}", name)
    return tuple(name for name in names if name)


def _conditions(_field: str, value: object) -> tuple[Condition, ...]:
    if isinstance(value, tuple) and all(isinstance(one, Condition) for one in value):
        if twice := [name for name, count in Counter(one.name for one in value).items() if count > 1]:
            raise BadInputError(f"the field {twice[0]!r} is given twice; put one of them into 'and'")
        return value
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise BadInputError(f"fields is {value!r:.60}; needed: a mapping of an article's own fields")
    return tuple(Condition.of(name, asked) for name, asked in value.items() if asked not in (None, "", [], (), {}))


_SETTLE: dict[str, Callable[[str, object], object]] = {
    "publisher": _names,
    "author": _names,
    "after": lambda field, value: read_day(field, value, first_day),
    "before": read_day,
    "articles": _names,
    "fields": _conditions,
}
