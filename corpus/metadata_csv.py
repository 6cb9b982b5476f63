"""metadata.csv: title, publisher, author, published, url, note and more of the files beside and beneath it."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path, PurePosixPath

from pullquote.corpus.decoding import decode
from pullquote.corpus.errors import BadInputError, PullquoteError
from pullquote.corpus.formats.draft import MAX_RECORDS, Fault, read_bytes
from pullquote.corpus.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Table:
    """What a metadata.csv says of each file, and what is wrong with it; `unknown` are rows about no file."""

    rows: dict[Path, Metadata]
    faults: tuple[Fault, ...] = ()
    unknown: tuple[Fault, ...] = ()


def read_table(path: Path, files: Iterable[Path]) -> Table:
    """Each row is for one of `files`: by its path from the table's folder, or by its bare name where one has it.

    Columns may stand in any order, parted by commas, semicolons or tabs; those of other names are the articles' own
    fields. Of two rows for one file the first counts.
    """
    rows: dict[Path, Metadata] = {}
    faults: list[Fault] = []
    unknown: list[Fault] = []
    known = _FilesByName(path.parent, files)
    try:
        for number, (line, row) in enumerate(_rows(path)):
            if number >= MAX_RECORDS:
                faults.append(Fault(f"more than {MAX_RECORDS:,} rows: this one and the rest are left out", line))
                break
            if isinstance(row, csv.Error):
                faults.append(Fault(f"not CSV: {row}", line))
                continue
            file = str(row.pop("file")).strip() if "file" in row else ""
            targets = known.named(file)
            if len(targets) > 1:
                faults.append(Fault(f"'{file}' is the name of {len(targets)} files; write the path", line))
            elif not targets:
                if not file or not _is_there(path.parent, file):
                    unknown.append(Fault(f"no file '{file}' here" if file else "no file named", line))
            elif targets[0] in rows:
                faults.append(Fault(f"a second row for '{file}'; the first counts", line))
            else:
                rows[targets[0]], reasons = Metadata.of(row)
                faults += [Fault(reason, line) for reason in reasons]
    except PullquoteError as error:
        faults.append(Fault(str(error)))
    return Table(rows, tuple(faults), tuple(unknown))


def _is_there(folder: Path, file: str) -> bool:
    """Whether the folder holds the file, read or not; of what lies elsewhere nothing is said."""
    inside = PurePosixPath(file)
    try:
        return not inside.is_absolute() and ".." not in inside.parts and (folder / inside).exists()
    except OSError:  # a name too long for any file
        return False


def _rows(path: Path) -> Iterator[tuple[int, dict[str, object] | csv.Error]]:
    """The line on which each row begins, and its cells by the column's name in lower case, or what is wrong with it."""
    text = decode(read_bytes(path)).text
    header = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
    line, columns = 1, list[str]()
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, error
            cells = []
        if not columns:
            columns = [cell.strip().lower() for cell in cells]
            if "file" not in columns:
                raise BadInputError(f"no column 'file' among {', '.join(map(repr, columns))[:200]}")
        elif any(map(str.strip, cells)):
            yield line, dict(zip(columns, cells, strict=False))
        line = reader.line_num + 1


class _FilesByName:
    """The files under a folder, found by path or bare name; letters are compared composed, as macOS decomposes them."""

    def __init__(self, folder: Path, files: Iterable[Path]) -> None:
        self._by_path: dict[str, Path] = {}
        self._by_name: dict[str, list[Path]] = {}
        for file in files:
            if file.is_relative_to(folder):
                inside = unicodedata.normalize("NFC", file.relative_to(folder).as_posix())
                self._by_path[inside] = file
                self._by_name.setdefault(inside.rpartition("/")[2], []).append(file)

    def named(self, file: str) -> list[Path]:
        key = unicodedata.normalize("NFC", PurePosixPath(file.strip().replace("\\", "/")).as_posix())
        return [self._by_path[key]] if key in self._by_path else self._by_name.get(key, [])
