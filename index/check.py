"""Whether an index is what it says: every promise of its file looked at, one by one, without changing anything."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pullquote.corpus import DamagedError, NotFoundError, PullquoteError
from pullquote.index.checks import rows, searched, vectors
from pullquote.index.checks.contents import UNREADABLE, Contents
from pullquote.index.checks.milvus_checks import MILVUS_CHECKS, MilvusContents
from pullquote.index.storage.milvus.milvus_store import MilvusStore
from pullquote.index.storage.place import MilvusPlace, Place, place_of
from pullquote.index.storage.sqlite import SqliteStore

CHECKS: dict[str, Callable[[Contents], Iterator[str]]] = {
    "rows and vectors have the checksums that were stored with them": rows.seals,
    "passages, vectors and lexical rows are as many, and no key can be given out twice": rows.counts,
    "every article's text has its checksum": rows.texts,
    "passages and sentences lie inside their texts, outside debris, and leave out no word": rows.offsets,
    "the lexical index has each passage's words": rows.terms_of_passages,
    "every vector is finite and of length 1": vectors.lengths,
    "the segments have the database's passages, vectors and words": searched.segments,
    "a sample of vectors is that of the text": vectors.meaning,
}


class Checked(NamedTuple):
    """What was looked at, what is wrong there, and whether that proves the database damaged: a cache that is made again
    by itself, a full disk or a missing model prove nothing."""

    what: str
    problems: list[str]
    damaged: bool


def check_index(folder: str | Place) -> list[str]:
    """Everything that is wrong with the index in `folder`, a line each; empty when all is well."""
    return [problem for checked in inspect_index(folder) for problem in checked.problems]


def inspect_index(folder: str | Place) -> Iterator[Checked]:
    """One check after the other; the first that stops the rest is the last.

    An index that another process changes meanwhile is checked as it was at the beginning.
    """
    place = place_of(folder)
    if isinstance(place, MilvusPlace):
        yield from _inspect_milvus(place)
        return
    try:
        store = SqliteStore(place)
    except UNREADABLE as error:
        yield _stopped("the database can be opened", error)
        return
    try:
        with store.reading() as db:
            broken = list(_database(db))
            yield Checked("the database is whole", broken, bool(broken))
            if not broken:
                contents = Contents(store, db)
                for what, look in CHECKS.items():
                    yield _checked(what, look, contents)
    except PullquoteError as error:
        yield _stopped("the database can be read", error)
    finally:
        store.close()


def _inspect_milvus(place: MilvusPlace) -> Iterator[Checked]:
    """Raises NotFoundError where there is no index."""
    try:
        store = MilvusStore(place)
    except NotFoundError:
        raise
    except UNREADABLE as error:
        yield _stopped("the index in Milvus can be opened", error)
        return
    try:
        with store.reading():
            contents = MilvusContents(store, store.snapshot())
            for what, look in MILVUS_CHECKS.items():
                yield _checked(what, look, contents)
    except PullquoteError as error:
        yield _stopped("the index in Milvus can be read", error)
    finally:
        store.close()


def _checked(what: str, look: Callable[[Any], Iterator[str]], contents: Any) -> Checked:
    try:
        problems = list(look(contents))
    except vectors.NoModelError as error:
        return Checked(what, [f"vectors cannot be compared with the text: {error}"], damaged=False)
    if look is searched.segments and not problems:
        what = f"{what}, {searched.how_searched(contents)}"
    return Checked(what, problems, damaged=bool(problems) and look is not searched.segments)


def _stopped(what: str, error: Exception) -> Checked:
    other = isinstance(error, PullquoteError) and not isinstance(error, DamagedError)
    return Checked(what, [str(error)], damaged=not other)


def _database(db: sqlite3.Connection) -> Iterator[str]:
    try:
        yield from (line for (line,) in db.execute("PRAGMA quick_check(10)") if line != "ok")
        yield from (f"a row of {row[0]} belongs to nothing" for row in db.execute("PRAGMA foreign_key_check"))
    except sqlite3.DatabaseError as error:
        yield str(error)
