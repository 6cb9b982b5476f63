"""Filters as an expression that Milvus tests before it cuts anything.

A passage's row has the number of its article's publisher, of its author and of its own metadata as a whole, and its
day. What a filter names is looked up among these few values here, by the very rule that every other store follows, so
the expression compares numbers only. It needs no `not`, which milvus-lite does not have.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date

from pullquote.corpus import Source
from pullquote.index.filtering.filters import Filters
from pullquote.index.storage.milvus.connection import EVERYTHING, NOTHING, one_of
from pullquote.index.storage.milvus.values import AUTHOR, OWN, PUBLISHER, Values

UNKNOWN = 0  # the day of an article without a date

KeysOf = Callable[[tuple[str, ...]], list[int]]  # the articles with one source that have one of these ids


def number_of_day(day: date | None) -> int:
    """A day as rows have it."""
    return day.toordinal() if day else UNKNOWN


def expression(filters: Filters, values: Values, keys_of: KeysOf, *, negated: bool = False) -> str:
    """What a passage's row must be for its article, which has one source, to pass (or, negated, not to pass)."""
    parts = [*_leaves(filters, values, keys_of, negated)]
    parts += [expression(inner, values, keys_of, negated=negated) for inner in filters.every]
    if filters.some:
        some = [expression(inner, values, keys_of, negated=negated) for inner in filters.some]
        parts.append(_joined(some, every=negated))
    parts += [expression(inner, values, keys_of, negated=not negated) for inner in filters.none]
    return _joined(parts, every=not negated)


def _leaves(filters: Filters, values: Values, keys_of: KeysOf, negated: bool) -> Iterable[str]:
    if filters.publisher:
        named = Filters(publisher=filters.publisher)
        numbers = values.numbers(PUBLISHER, lambda text: named.passes(Source("", "", "", publisher=text)))
        yield one_of("publisher", numbers, negated=negated)
    if filters.author:
        written = Filters(author=filters.author)
        numbers = values.numbers(AUTHOR, lambda text: written.passes(Source("", "", "", author=text)))
        yield one_of("author", numbers, negated=negated)
    for condition in filters.fields:
        numbers = values.numbers(OWN, lambda text, one=condition: one.passes(_fields(text)))  # type: ignore[misc]
        yield one_of("own", numbers, negated=negated)
    if filters.after:
        day = number_of_day(filters.after)
        yield f"day < {day}" if negated else f"day >= {day}"
    if filters.before:
        day = number_of_day(filters.before)
        yield f"(day > {day} or day == {UNKNOWN})" if negated else f"(day <= {day} and day > {UNKNOWN})"
    if filters.articles:
        yield one_of("article", keys_of(filters.articles), negated=negated)


def _fields(text: str) -> dict[str, str | tuple[str, ...]]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()}


def _joined(parts: list[str], *, every: bool) -> str:
    if not parts:
        return EVERYTHING if every else NOTHING
    return f"({(' and ' if every else ' or ').join(parts)})" if len(parts) > 1 else parts[0]
