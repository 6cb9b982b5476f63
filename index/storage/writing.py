"""What one change writes into the store, inside one transaction."""

import json
import sqlite3
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import date

import numpy as np

from pullquote.corpus import Article, Source
from pullquote.index.storage.schema import WRITE_SOURCE
from pullquote.index.storage.seal import set_seals
from pullquote.index.storage.store import NewPassage


class EmbeddedWriting:
    """What one transaction writes: see Writing."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.touched: set[int] = set()  # keys of articles
        self.deleted: set[int] = set()

    def delete(self, article: int) -> None:
        """Take out an article with all that belongs to it."""
        delete_article(self._db, article)
        self.deleted.add(article)

    def set_sources(self, sources: Mapping[int, Sequence[Source]]) -> None:
        """Give articles other sources."""
        set_sources(self._db, sources)
        self.touched.update(sources)

    def insert(self, article: Article, passages: Iterable[NewPassage]) -> None:
        """Store an article with its sources and passages."""
        self.touched.add(insert_article(self._db, article, passages))


def insert_article(db: sqlite3.Connection, article: Article, passages: Iterable[NewPassage]) -> int:
    """Store an article with its sources and passages, under keys that were never given out before; its own key."""
    debris = json.dumps([list(span) for span in article.debris])
    row = [article.id, article.sha256, article.fingerprint, article.loader, debris, article.text.encode("utf-8")]
    key = db.execute(
        "INSERT INTO article (id, sha256, fingerprint, loader, debris, text) VALUES (?, ?, ?, ?, ?, ?)", row
    ).lastrowid
    assert key is not None  # noqa: S101  # a row was inserted
    set_sources(db, {key: (article.source, *article.also)})
    for new in passages:
        passage = new.passage
        spans = json.dumps([list(span) for span in passage.sentences])
        vector = new.dense.astype(np.float32).tobytes()
        terms = " ".join(new.terms)
        at = db.execute(
            "INSERT INTO passage (article, start, end, length, sentences, vector, terms) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [key, passage.start, passage.end, len(new.terms), spans, zlib.crc32(vector), zlib.crc32(terms.encode())],
        ).lastrowid
        db.execute("INSERT INTO vector VALUES (?, ?)", [at, vector])
        db.execute("INSERT INTO lexical VALUES (?, ?)", [at, terms])
    return key


def set_sources(db: sqlite3.Connection, sources: Mapping[int, Sequence[Source]]) -> None:
    """Give articles other sources; all of them lose theirs first, so that sources may change places."""
    for key in sources:
        db.execute("DELETE FROM source WHERE article = ?", [key])
        db.execute("UPDATE article SET id = char(0) || key WHERE key = ?", [key])
    for key, found in sources.items():
        for rank, source in enumerate(found):
            db.execute(WRITE_SOURCE, [key, rank, *map(_stored, astuple(source))])
        db.execute("UPDATE article SET id = ? WHERE key = ?", [found[0].id, key])


def _stored(value: object) -> object:
    """A field of a source as its column has it."""
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value.isoformat() if isinstance(value, date) else value


def delete_article(db: sqlite3.Connection, key: int) -> None:
    """Take out an article with all that belongs to it."""
    db.execute("DELETE FROM lexical WHERE passage IN (SELECT key FROM passage WHERE article = ?)", [key])
    db.execute("DELETE FROM vector WHERE passage IN (SELECT key FROM passage WHERE article = ?)", [key])
    db.execute("DELETE FROM passage WHERE article = ?", [key])
    db.execute("DELETE FROM source WHERE article = ?", [key])
    db.execute("DELETE FROM article WHERE key = ?", [key])


def number_change(db: sqlite3.Connection, last: int, touched: Iterable[int], deleted: Iterable[int]) -> None:
    """Make what the transaction has written one change, and seal the articles that it touched. `last` is the number of
    the change before, `deleted` are articles that are gone.

    The number comes from the clock: a counter would give two states the same one where an older file is put back, and
    the cache of one would pass for that of the other.
    """
    number = max(time.time_ns(), last + 1)
    db.execute("UPDATE meta SET value = ? WHERE name = 'change'", [str(number)])
    db.execute(
        "INSERT INTO history SELECT ?, COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'passage'", [number]
    )
    db.executemany("INSERT INTO gone VALUES (?, ?)", ((key, number) for key in sorted(deleted)))
    set_seals(db, sorted(touched))
