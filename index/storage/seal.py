"""Checksums over what the store holds, so that a row that was changed from outside is never answered from.

Each article has two, which are looked at when it is read: over its sources, and over itself with them and its passages.
The sum of the latter is the seal of all: a change works out only those of the articles that it touches.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from typing import Any

from pullquote.index.storage.schema import SOURCE_COLUMNS

PASSAGE_COLUMNS = "key, article, start, end, length, sentences, vector, terms"
ARTICLE_COLUMNS = "key, id, sha256, fingerprint, loader, debris, sources"
_MODULUS = 1 << 256


def sources_seal(rows: Iterable[tuple[Any, ...]]) -> bytes:
    """Of an article's sources as their rows have them (article, rank and SOURCE_COLUMNS, by rank and id)."""
    return _digest(rows)


def article_seal(db: sqlite3.Connection, key: int) -> bytes:
    """Of an article's row and those of its passages; that of its sources is in the row."""
    own = db.execute(f"SELECT {ARTICLE_COLUMNS} FROM article WHERE key = ?", [key])
    passages = db.execute(f"SELECT {PASSAGE_COLUMNS} FROM passage WHERE article = ? ORDER BY key", [key])
    return _digest([*own, *passages])


def sources_rows(db: sqlite3.Connection, key: int) -> list[tuple[Any, ...]]:
    """The rows that `sources_seal` is over."""
    query = f"SELECT article, rank, {SOURCE_COLUMNS} FROM source WHERE article = ? ORDER BY rank, id"
    return db.execute(query, [key]).fetchall()


def seal_of(db: sqlite3.Connection) -> str:
    """The sum of all articles' seals as they are kept; that each is right is looked at when it is read."""
    total = sum(int.from_bytes(seal, "little") for (seal,) in db.execute("SELECT seal FROM article"))
    return f"{total % _MODULUS:064x}"


def set_seals(db: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Seal the articles with these keys as their rows are now, as far as they are there, and with them all."""
    for key in keys:
        db.execute("UPDATE article SET sources = ? WHERE key = ?", [sources_seal(sources_rows(db, key)), key])
        db.execute("UPDATE article SET seal = ? WHERE key = ?", [article_seal(db, key), key])
    db.execute("INSERT OR REPLACE INTO meta VALUES ('seal', ?)", [seal_of(db)])


def _digest(rows: Iterable[tuple[Any, ...]]) -> bytes:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row).encode())
    return digest.digest()
