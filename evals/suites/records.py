"""Data files record by record: whatever is wrong in one is named by file and line."""

import csv
import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pullquote.corpus import BadInputError, NotFoundError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one line (or of one object in it) and where it stands."""

    fields: dict[str, Any]
    where: str

    def fault(self, reason: str) -> NoReturn:
        """Raises BadInputError with the place before the reason."""
        raise BadInputError(f"{self.where}: {reason}")

    def get(self, name: str, kind: type[T], default: T | None = None) -> T:
        """The field, of that type. Without a default it must be there."""
        value = self.fields.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            found = "is missing" if value is None else f"is {_kind(type(value))}, not {_kind(kind)}: {value!r:.60}"
            self.fault(f"{name!r} {found}")
        return value

    def word(self, name: str) -> str:
        """A text field that must not be blank; numbers, which some data sets use as ids, are taken as text."""
        value = self.fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        text = self.get(name, str)
        if not text.strip():
            self.fault(f"{name!r} is empty")
        return text

    def items(self, name: str, default: list[Any] | None = None) -> list["Record"]:
        """The objects in a list, each a record that knows its place."""
        found = self.get(name, list, default)
        for number, item in enumerate(found):
            if not isinstance(item, dict):
                self.fault(f"{name}[{number}] is {_kind(type(item))}, not {_kind(dict)}: {item!r:.60}")
        return [Record(item, f"{self.where}: {name}[{number}]") for number, item in enumerate(found)]

    def item(self, name: str) -> "Record":
        """The object in a field."""
        return Record(self.get(name, dict), f"{self.where}: {name}")

    def texts(self, name: str) -> list[str]:
        """The strings in a list; none where the field is missing."""
        found = self.get(name, list, [])
        wrong = next((item for item in found if not isinstance(item, str)), None)
        if wrong is not None:
            self.fault(f"{name!r} holds {wrong!r:.60}, which is not text")
        return found


def read_text(path: Path) -> str:
    """The text of a file, unpacked where its name ends in `.gz`. Raises NotFoundError for one that
    cannot be read, BadInputError for one that has none."""
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig") as file:
            text = str(file.read())
    except FileNotFoundError:
        raise NotFoundError(f"no such file: {path}") from None
    except OSError as error:
        raise NotFoundError(f"cannot read {path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadInputError(f"{path}:{line}: not UTF-8") from None
    if not text.strip():
        raise BadInputError(f"{path}:1: the file is empty")
    return text


def read_jsonl(path: Path) -> Iterator[Record]:
    """The objects of a JSON lines file; blank lines are skipped."""
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            yield _record(line, f"{path}:{number}")


def read_json(path: Path) -> tuple[Any, "Lines"]:
    """The value, and where in the file its strings stand."""
    text = read_text(path)
    try:
        return json.loads(text), Lines(text)
    except json.JSONDecodeError as error:
        raise BadInputError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None


def read_list(path: Path) -> tuple[list[Record], "Lines"]:
    """The objects of a JSON file that has a list of them, and where in the file its strings stand."""
    value, lines = read_json(path)
    if not isinstance(value, list) or not value:
        raise BadInputError(f"{path}:1: a list of objects is needed")
    return Record({"items": value}, f"{path}:1").items("items"), lines


class Lines:
    """On which line of a JSON text a string first stands; 1 where it is written in another way than expected."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._several = "\n" in text.strip()

    def of(self, value: str) -> int:
        """The number of the line, from 1."""
        if not self._several:
            return 1
        places = (self._text.find(json.dumps(value, ensure_ascii=ascii_only)) for ascii_only in (True, False))
        at = next((place for place in places if place >= 0), 0)
        return self._text.count("\n", 0, at) + 1


def read_table(path: Path, columns: tuple[str, ...], *, delimiter: str = ",") -> Iterator[Record]:
    """Rows of a CSV or TSV file, which must have these columns in its first line."""
    csv.field_size_limit(10_000_000)
    rows = csv.DictReader(read_text(path).splitlines(keepends=True), delimiter=delimiter)
    missing = [name for name in columns if name not in (rows.fieldnames or ())]
    if missing:
        raise BadInputError(f"{path}:1: no column {missing[0]!r}; there are {', '.join(rows.fieldnames or ())}")
    line = 2
    for row in rows:
        yield Record(dict(row), f"{path}:{line}")
        line = rows.line_num + 1


def unique(records: Iterable[Record], name: str = "id") -> None:
    """Raises BadInputError for an id, the field of that name, that occurs twice."""
    seen: dict[str, str] = {}
    for record in records:
        id = record.word(name)
        if id in seen:
            record.fault(f"id {id!r} again, after {seen[id]}")
        seen[id] = record.where


def _record(line: str, where: str) -> Record:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise BadInputError(f"{where}: not JSON: {error}") from None
    if not isinstance(value, dict):
        raise BadInputError(f"{where}: an object in braces is needed, not {_kind(type(value))}")
    return Record(value, where)


def _kind(kind: type) -> str:
    return {str: "text", dict: "an object", list: "a list", bool: "true or false", int: "a whole number"}.get(
        kind, kind.__name__
    )
