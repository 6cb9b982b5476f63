"""Whether the segments, which are what is searched, hold what the database does."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import PullquoteError
from pullquote.index.checks.contents import Contents
from pullquote.index.storage.parts import DamagedPartsError
from pullquote.index.storage.postings import inverted
from pullquote.index.storage.schema import CACHE
from pullquote.index.storage.segments import OtherVersionError, Segment, listed_names, read_segment, wanted_search

Table = tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]


def segments(contents: Contents) -> Iterator[str]:
    """Each is whole and has the passages, vectors and terms of the database. One that is missing, of another state or
    of another version is no fault: it is made when it is first needed."""
    folder, history = contents.store.folder / CACHE, contents.store.history()
    for name in listed_names(contents.store.folder):
        path = folder / name
        if not path.is_file():
            continue
        try:
            segment = read_segment(path)
            segment.check()
        except OtherVersionError:
            continue
        except DamagedPartsError:
            yield f"{path} is damaged; delete it, it is made again"
            continue
        try:
            if segment.change in history and not _holds(contents, segment):
                yield f"{path} has other contents than the database; delete it, it is made again"
        except PullquoteError:
            return  # the database itself is damaged: said elsewhere


def how_searched(contents: Contents) -> str:
    """In what way vectors are searched, and with what recall where that is not exact, and of what: no questions are
    known where a segment is made."""
    found = []
    for name in listed_names(contents.store.folder):
        try:
            found.append(read_segment(contents.store.folder / CACHE / name).parts.about)
        except DamagedPartsError:
            continue
    celled = [said for said in found if said["cells"] > 1]
    if not celled or wanted_search() == "exact":
        return "searched exactly"
    recall = min(said["recall"] for said in celled)
    return (
        f"{len(celled)} of {len(found)} segments searched approximately, recall at 10 of {recall:.3f} or more for"
        " points between their own passages; of questions, which lie farther off, it is lower"
    )


def _holds(contents: Contents, segment: Segment) -> bool:
    store, parts = contents.store, segment.parts
    dead = segment.dead(store.gone(segment.change))
    alive = np.flatnonzero(~dead) if dead is not None else np.arange(parts.size("keys"))
    columns = store.columns(segment.first, segment.last)
    kept = np.stack([parts[name][alive].astype(np.int64) for name in ("keys", "articles", "lengths", "checks")], axis=1)
    if not np.array_equal(columns, kept):
        return False
    off = np.linalg.norm(segment.codes.decoded()[alive] - store.vectors(segment.first, segment.last), axis=1)
    true = inverted(store.terms(segment.first, segment.last))
    here = _table(parts["hashes"], parts["at"], parts["rows"], parts["counts"])
    mine = np.isin(here[1], alive)
    expected = _table(true["hashes"], true["at"], alive[true["rows"]], true["counts"])
    same = all(np.array_equal(a[mine], b) for a, b in zip(here, expected, strict=True))
    return same and bool((off <= segment.codes.off).all())


def _table(
    hashes: NDArray[np.uint64], at: NDArray[np.int64], rows: NDArray[np.int64], counts: NDArray[np.int64]
) -> Table:
    """Term, row and count of every posting, in one order."""
    return np.repeat(hashes, np.diff(at)), rows.astype(np.int64), counts.astype(np.int64)
