"""Whether an index is what it says: every promise of its file looked at, one by one, without changing anything."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from pullquote.corpus import PullquoteError, as_path
from pullquote.index.checks import rows, vectors
from pullquote.index.checks.contents import UNREADABLE, Contents
from pullquote.index.storage.sqlite import Store

CHECKS: dict[str, Callable[[Contents], Iterator[str]]] = {
    "rows and vectors have the checksums that were stored with them": rows.seals,
    "passages, vectors and lexical rows are as many, and no key can be given out twice": rows.counts,
    "every article's text has its checksum": rows.texts,
    "passages and sentences lie inside their texts, outside debris, and leave out no word": rows.offsets,
    "the lexical index has each passage's words": rows.terms_of_passages,
    "every vector is finite and of length 1": vectors.lengths,
    "the FAISS file has the database's vectors": vectors.faiss_file,
    "a sample of vectors is that of the text": vectors.meaning,
}


def check_index(folder: str | Path) -> list[str]:
    """Everything that is wrong with the index in `folder`, a line each; empty when all is well."""
    return [problem for _, problems in inspect_index(folder) for problem in problems]


def inspect_index(folder: str | Path) -> Iterator[tuple[str, list[str]]]:
    """What is checked, and what is wrong there, one check after the other; the first that stops the rest is the last.

    An index that another process changes meanwhile is checked as it was at the beginning.
    """
    try:
        store = Store(as_path(folder))
    except UNREADABLE as error:
        yield "the database can be opened", [str(error)]
        return
    try:
        with store.reading() as db:
            broken = list(_database(db))
            yield "the database is whole", broken
            if not broken:
                contents = Contents(store, db)
                for what, look in CHECKS.items():
                    yield what, list(look(contents))
    except PullquoteError as error:
        yield "the database can be read", [str(error)]
    finally:
        store.close()


def _database(db: sqlite3.Connection) -> Iterator[str]:
    try:
        yield from (line for (line,) in db.execute("PRAGMA quick_check(10)") if line != "ok")
        yield from (f"a row of {row[0]} belongs to nothing" for row in db.execute("PRAGMA foreign_key_check"))
    except sqlite3.DatabaseError as error:
        yield str(error)
