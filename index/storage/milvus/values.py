"""Every term of an index and everything that filters name, each with a number and how often it is there."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pullquote.corpus import Source
from pullquote.index.storage.milvus.connection import Row
from pullquote.index.storage.milvus.layout import PIECE, row

TERM, PUBLISHER, AUTHOR, OWN = "term", "publisher", "author", "own"
KINDS = (TERM, PUBLISHER, AUTHOR, OWN)


@dataclass(frozen=True, slots=True)
class Value:
    """`count` passages hold the term, or sources have the value; `born` is the change that said so."""

    number: int
    count: int
    born: int


@dataclass(slots=True)
class Values:
    """By kind and text. `outdated` are the ids of rows whose count a later row corrects."""

    change: int = 0
    known: dict[str, dict[str, Value]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    outdated: list[str] = field(default_factory=list)

    def with_rows(self, rows: Iterable[Row], change: int) -> "Values":
        """These and what later rows say of them, up to a change."""
        known = {kind: dict(values) for kind, values in self.known.items()}
        outdated = list(self.outdated)
        for one in sorted(rows, key=lambda r: (int(r["born"]), int(r["key"]))):
            before = known[one["kind"]].get(one["body"])
            if before:
                outdated.append(str(row(one["kind"], before.number, before.born)["id"]))
            known[one["kind"]][one["body"]] = Value(int(one["key"]), int(one["count"]), int(one["born"]))
        return Values(change, known, outdated)

    def count(self, term: str) -> int:
        """How many passages hold the term."""
        found = self.known[TERM].get(term)
        return found.count if found else 0

    def numbers(self, kind: str, passes: Callable[[str], bool]) -> list[int]:
        """The numbers of those values of a kind that pass."""
        return [value.number for text, value in self.known[kind].items() if passes(text)]


def facets(source: Source) -> dict[str, str]:
    """What filters can name of a source but its day and its id, by kind."""
    own = json.dumps(source.fields, ensure_ascii=False, sort_keys=True)
    return {PUBLISHER: source.publisher, AUTHOR: source.author, OWN: own}


def fits(source: Source) -> bool:
    """Whether all of these have room in a field."""
    return all(len(text.encode("utf-8", "replace")) <= PIECE for text in facets(source).values())


class Counting:
    """The values as one change leaves them: numbers for new ones are given out at once, counts written at its end."""

    def __init__(self, values: Values, last: int) -> None:
        self._values = values
        self._fresh: dict[tuple[str, str], int] = {}
        self._more: dict[tuple[str, str], int] = {}
        self.last = last

    def number(self, kind: str, text: str) -> int:
        """The number of a value, the next one for one that has none yet."""
        if (known := self._values.known[kind].get(text)) is not None:
            return known.number
        if (kind, text) not in self._fresh:
            self.last += 1
            self._fresh[kind, text] = self.last
        return self._fresh[kind, text]

    def add(self, kind: str, text: str, count: int) -> None:
        """Say that a value is there so much more often, or less."""
        self._more[kind, text] = self._more.get((kind, text), 0) + count

    def rows(self, born: int) -> Iterator[Row]:
        """The new count of each value that has another."""
        for (kind, text), more in sorted(self._more.items()):
            known = self._values.known[kind].get(text)
            if more or known is None:
                yield row(kind, self.number(kind, text), born, count=(known.count if known else 0) + more, body=text)
