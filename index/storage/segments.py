"""What searching needs of the passages, in files that are only a cache of the database: segments, each for a range of
keys, and a list of those that together hold one state.

A segment is never changed. New passages get one of their own, which takes in the small ones before it, so that there
are few; what is removed stays in its segment and is passed over, until more than half of it is.
"""

import errno
import json
import logging
import os
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import BadInputError
from pullquote.index.storage.codes import Codes, coded
from pullquote.index.storage.parts import DamagedPartsError, Parts
from pullquote.index.storage.postings import Postings, inverted
from pullquote.index.storage.schema import CACHE
from pullquote.index.storage.sqlite import SqliteStore

LIST = "segments.json"
SUFFIX = ".segment"
SEARCHES = ("auto", "exact", "approximate")
VERSION = 2  # of what a segment holds
LARGEST = 1 << 17  # passages of a segment: making one takes some hundred MB
# Up to so many passages a segment is looked through whole: 3.7 ms at 65,536 and 5 at 100,000, where cells take 0.8
# (`python -m tests.tools.near_vectors`).
EXACT = 1 << 16
TAKEN_IN = 2  # times as many passages as are new: so large a segment before them is made anew together with them
READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)  # a folder that is meant not to be written
LEFT_BEHIND = 600  # seconds in which any writer has finished its file

_log = logging.getLogger(__name__)  # without a handler of somebody's own a line on standard error


class OtherVersionError(DamagedPartsError):
    """The file is whole, and of another version of this program."""


@dataclass(slots=True)
class Segment:
    """A range of keys: `first` to `last`, of which it holds those that were there at a `change`."""

    parts: Parts
    name: str
    first: int
    last: int
    change: int
    codes: Codes
    postings: Postings

    @classmethod
    def of(cls, parts: Parts, name: str) -> "Segment":
        """From its parts. Raises OtherVersionError."""
        said = parts.about
        if said.get("version") != VERSION:
            raise OtherVersionError(name)
        return cls(parts, name, said["first"], said["last"], said["change"], Codes(parts), Postings(parts))

    def check(self) -> None:
        """Look at everything. Raises DamagedPartsError."""
        self.parts.check()
        self.codes.check()

    @property
    def keys(self) -> NDArray[np.int64]:
        """The keys of its passages, ascending."""
        return self.parts["keys"]

    def dead(self, gone: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        """Which of its passages belong to these articles (keys, ascending); None where none does."""
        articles = self.parts["articles"]
        starts, ends = np.searchsorted(articles, gone, "left"), np.searchsorted(articles, gone, "right")
        if not (ends > starts).any():
            return None
        found = np.zeros(len(articles), np.bool_)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            found[start:end] = True
        return found


def segments_of(store: SqliteStore, *, anew: bool = False) -> list[Segment]:
    """Those of the state being read, by their keys: from the files as far as they hold it, the rest made from the
    database and, where the folder can be written, kept. `anew` looks at every byte of the files first."""
    listed = listed_names(store.folder)
    found = _readable(store, listed, anew)
    if len(found) < len(listed) and (again := listed_names(store.folder)) != listed:
        listed, found = again, _readable(store, again, anew)  # another process has put others in their place
    made: list[Segment] = []
    failed: OSError | None = None
    for part in _planned(store, found):
        made.append(part if isinstance(part, Segment) else _made(store, *part))
        if made[-1] is not part:
            try:
                made[-1] = _written(store, made[-1])
            except OSError as error:
                failed = error
    try:
        if [one.name for one in made] != listed:
            _list(store.folder, [one.name for one in made], listed)
    except OSError as error:
        failed = error
    if failed:
        _tell(store.folder, failed)
    return made


def listed_names(folder: Path) -> list[str]:
    """The files of segments that the list names; none where there is no list, or it is damaged."""
    try:
        said = json.loads((folder / CACHE / LIST).read_bytes())
        names = said["segments"]
        whole = said["check"] == zlib.crc32(json.dumps(names).encode())
    except (OSError, ValueError, TypeError, LookupError):
        return []
    return names if whole else []


def read_segment(path: Path) -> Segment:
    """The segment in a file. Raises DamagedPartsError, and of these OtherVersionError for one of another version."""
    return Segment.of(Parts.read(path), path.name)


def _readable(store: SqliteStore, names: Sequence[str], anew: bool) -> list[Segment]:
    """Those that are whole and of this database: not of a copy that went another way, or of a state taken back."""
    found: list[Segment] = []
    history = store.history()
    for name in names:
        with suppress(DamagedPartsError):
            segment = read_segment(store.folder / CACHE / name)
            if anew:
                segment.check()
            if segment.change in history and not (found and found[-1].last >= segment.first):
                found.append(segment)
    return found


def _planned(store: SqliteStore, found: Sequence[Segment]) -> Iterator[Segment | tuple[int, int]]:
    """The segments that stay, and the ranges of keys of those to be made, in their order."""
    staying = [one for one in found if 2 * _alive(store, one) >= one.parts.size("keys")]
    top = store.last_key()
    new = store.count(staying[-1].last + 1 if staying else 1, top)
    while new and staying and (size := _alive(store, staying[-1])) <= TAKEN_IN * new and size + new <= LARGEST:
        staying.pop()
        new += size
    at = 1
    for one in staying:
        yield from _ranges(store, at, one.first - 1)
        yield one
        at = one.last + 1
    yield from _ranges(store, at, top)


def _alive(store: SqliteStore, segment: Segment) -> int:
    dead = segment.dead(store.gone(segment.change))
    return segment.parts.size("keys") - (0 if dead is None else int(dead.sum()))


def _ranges(store: SqliteStore, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The range in even parts of at most LARGEST passages; none where it has no passage."""
    rows = store.count(first, last)
    share = -(-rows // -(-rows // LARGEST)) if rows else 0
    while rows > 0:
        end = store.key_after(first, share - 1) if rows > share else last
        yield first, end
        first, rows = end + 1, rows - share


def _made(store: SqliteStore, first: int, last: int) -> Segment:
    columns = store.columns(first, last)
    celled = wanted_search() == "approximate" or len(columns) > EXACT
    vectors = store.vectors(first, last)
    codes, said = coded(vectors, celled)
    del vectors
    arrays: dict[str, NDArray[Any]] = {
        "keys": columns[:, 0].copy(),
        "articles": columns[:, 1].copy(),
        "lengths": columns[:, 2].astype(np.int32),
        "checks": columns[:, 3].astype(np.uint32),
        **codes,
        **inverted(store.terms(first, last)),
    }
    change = store.change()
    about = {"version": VERSION, "first": first, "last": last, "change": change, **said}
    return Segment.of(Parts(arrays, about), f"{first:012}-{last:012}-{change}{SUFFIX}")


def wanted_search() -> str:
    """How vectors are searched: PULLQUOTE_SEARCH, which is "exact", "approximate" (wherever a segment has cells, or is
    made now) or, as without it, "auto"."""
    found = os.environ.get("PULLQUOTE_SEARCH", "auto")
    if found not in SEARCHES:
        raise BadInputError(f"PULLQUOTE_SEARCH is {found!r:.60}; allowed: {', '.join(SEARCHES)}")
    return found


def _written(store: SqliteStore, made: Segment) -> Segment:
    """The segment out of its file, which takes no memory. Raises OSError for a folder that cannot be written, or is
    full."""
    place = store.folder / CACHE
    place.mkdir(exist_ok=True)
    made.parts.write(place / made.name)
    try:
        return read_segment(place / made.name)
    except DamagedPartsError:
        return made


def _list(folder: Path, names: Sequence[str], listed: Sequence[str]) -> None:
    """Name the segments in the list, as far as they all have files, and delete the ones that they replace. Raises
    OSError."""
    place = folder / CACHE
    building = place / f"{LIST}.{os.getpid()}-{threading.get_ident()}"
    try:
        if all((place / name).exists() for name in names):
            building.write_text(json.dumps({"segments": names, "check": zlib.crc32(json.dumps(names).encode())}))
            building.replace(place / LIST)
            _delete_others(place, names, listed)
    except OSError:
        with suppress(OSError):
            building.unlink(missing_ok=True)
        raise


def _tell(folder: Path, error: OSError) -> None:
    """Say that what is searched could not be kept, unless the folder is meant not to be written."""
    if error.errno not in READ_ONLY:
        _log.warning(
            "the disk of %s is full or fails (%s): nothing is lost, but what is searched is made anew at each opening;"
            " make room and run again",
            folder,
            error.strerror,
        )


def _delete_others(place: Path, names: Sequence[str], replaced: Sequence[str]) -> None:
    """What is replaced, and what processes that were killed have left behind."""
    for path in place.iterdir():
        with suppress(FileNotFoundError):  # another process has swapped it in, or deleted it
            old = path.name in replaced or time.time() - path.stat().st_mtime > LEFT_BEHIND
            if old and path.name not in (*names, LIST):
                path.unlink()
