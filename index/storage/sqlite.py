"""The truth of an index: one SQLite file in which articles, passages, vectors and terms change together."""

import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import Article, DamagedError, Source, Span
from pullquote.index.passage import Matrix, Passage
from pullquote.index.storage.database import REBUILD, Database, explained, in_short

Keys = NDArray[np.int64]
FILE = "articles.sqlite"
CACHE = "vectors.faiss"
FORMAT = 2  # also raised when passages are cut otherwise: old and new ones must not mix

# Keys are AUTOINCREMENT: none is ever given out twice. An article whose text changes gets a new key, so what a key
# stands for never changes. Blobs have tables of their own: a scan of the passages must not read through vectors.
# `passage.vectors` is the checksum of the passage's row of `vector`. `lexical` holds terms that are stemmed already;
# the ascii tokenizer leaves them as they are.
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
  fingerprint TEXT NOT NULL UNIQUE, loader TEXT NOT NULL, debris TEXT NOT NULL, text BLOB NOT NULL);
CREATE TABLE source (id TEXT PRIMARY KEY, article INTEGER NOT NULL REFERENCES article(key), rank INTEGER NOT NULL,
  file TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL, author TEXT NOT NULL, published TEXT,
  url TEXT NOT NULL, note TEXT NOT NULL, origin TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE INDEX source_article ON source(article);
CREATE TABLE passage (key INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES article(key),
  start INTEGER NOT NULL, end INTEGER NOT NULL, length INTEGER NOT NULL, sentences TEXT NOT NULL,
  vectors INTEGER NOT NULL);
CREATE INDEX passage_article ON passage(article);
CREATE TABLE vector (passage INTEGER PRIMARY KEY REFERENCES passage(key), dense BLOB NOT NULL, sentences BLOB NOT NULL);
CREATE VIRTUAL TABLE lexical USING fts5(terms, tokenize = "ascii tokenchars '._'");
CREATE VIRTUAL TABLE posting USING fts5vocab(lexical, 'instance');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(lexical, 'row');
"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built with; another embedder or chunking needs another index."""

    embedder: str
    precision: str
    dim: int
    least: int
    most: int
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Rows:
    """All passages at one change: keys ascending, the article's key and the number of terms of each."""

    change: int
    keys: Keys
    articles: Keys
    lengths: Keys


class Store:
    """Reads and writes one index file. Threads may share it; a process forked from this one may not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = Database(folder / FILE)
        self.reading = self._database.reading
        self.writing = self._database.writing
        self.close = self._database.close
        with self.reading() as db:
            found = db.execute("SELECT value FROM meta WHERE name = 'manifest'").fetchone()
        self.manifest = _manifest(found[0] if found else "", folder)

    @classmethod
    def create(cls, folder: Path, manifest: Manifest) -> "Store":
        """A new, empty index in `folder`: made beside and renamed, so that it is there whole or not at all.

        What an earlier index left there is deleted first: its log would be read as the new one's.
        """
        building = folder / f"{FILE}.new"
        for leftover in [*folder.glob(f"{FILE}*"), folder / CACHE]:
            leftover.unlink(missing_ok=True)
        with explained(folder):
            db = sqlite3.connect(building, isolation_level=None)
            try:
                db.executescript(SCHEMA)
                db.execute("INSERT INTO meta VALUES ('manifest', ?), ('change', '0')", [json.dumps(asdict(manifest))])
                _set_seal(db)
                db.execute("PRAGMA journal_mode = WAL")
            finally:
                db.close()
        building.rename(folder / FILE)
        return cls(folder)

    # -- reading

    def change(self) -> int:
        """A number that stands for this state and no other: what has read this one need not read again."""
        with self.reading() as db, self._whole("the number of the last change"):
            return int(db.execute("SELECT value FROM meta WHERE name = 'change'").fetchone()[0])

    def verify(self) -> None:
        """Raises PullquoteError unless all rows but those of blobs and terms are as the last change left them; blobs
        have checksums in these rows and are checked when they are read."""
        with self.reading() as db, self._whole("the seal"):
            (kept,) = db.execute("SELECT value FROM meta WHERE name = 'seal'").fetchone()
            if kept != _seal(db):
                raise DamagedError(f"the index in {self.folder} is damaged (rows were changed); {REBUILD}")

    def rows(self) -> Rows:
        with self.reading() as db, self._whole("a passage"):
            found = db.execute("SELECT key, article, length FROM passage ORDER BY key").fetchall()
            table = np.array(found, np.int64).reshape(-1, 3)
            return Rows(self.change(), table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())

    def sources(self) -> dict[int, list[Source]]:
        """The sources of every article by the article's key, the first one first."""
        with self.reading() as db, self._whole("a source"):
            found: dict[int, list[Source]] = {}
            for row in db.execute(f"SELECT article, {_SOURCE} FROM source ORDER BY article, rank, id"):
                found.setdefault(row[0], []).append(_source(row[1:]))
            return found

    def made(self) -> dict[int, tuple[str, tuple[str, str, str]]]:
        """By the article's key its fingerprint and what its passages were made from: sha256, loader and debris."""
        with self.reading() as db, self._whole("an article"):
            rows = db.execute("SELECT key, fingerprint, sha256, loader, debris FROM article ORDER BY key").fetchall()
            return {
                key: (fingerprint, (sha, loader, repr([tuple(span) for span in json.loads(debris)])))
                for key, fingerprint, sha, loader, debris in rows
            }

    def article(self, key: int) -> Article:
        """Raises PullquoteError when the text is not the one that was stored."""
        with self.reading() as db, self._whole("an article"):
            id, sha256, loader, debris, text = db.execute(
                "SELECT id, sha256, loader, debris, text FROM article WHERE key = ?", [key]
            ).fetchone()
            rows = db.execute(f"SELECT {_SOURCE} FROM source WHERE article = ? ORDER BY rank, id", [key]).fetchall()
            first, *also = map(_source, rows)
            article = Article(first, text.decode("utf-8", "replace"), (), tuple(also), loader)
            if article.sha256 != sha256:
                raise DamagedError(f"the text of {id} is damaged in {self.folder}; {REBUILD}")
            return Article(first, article.text, tuple(Span(a, b) for a, b in json.loads(debris)), tuple(also), loader)

    def passages(self, key: int, article: Article) -> list[Passage]:
        """The passages of the article with this key, in order."""
        with self.reading() as db:
            query = "SELECT key FROM passage WHERE article = ? ORDER BY start"
            return [self.passage(passage, article) for (passage,) in db.execute(query, [key]).fetchall()]

    def passage(self, key: int, article: Article) -> Passage:
        with self.reading() as db, self._whole("a passage"):
            row = db.execute("SELECT start, end, sentences FROM passage WHERE key = ?", [key]).fetchone()
            return _passage(article, key, *row)

    def evidence(self, keys: Sequence[int], article: Callable[[int], Article]) -> Iterator[tuple[Passage, Matrix]]:
        """Each passage with its sentences' vectors (sentences, dim), in the order of the keys."""
        query = """SELECT p.key, p.article, p.start, p.end, p.sentences, p.vectors, v.dense, v.sentences FROM passage p
          JOIN vector v ON v.passage = p.key WHERE p.key IN (SELECT value FROM json_each(?))"""
        with self.reading() as db, self._whole("a passage"):
            found = {row[0]: row[1:] for row in db.execute(query, [json.dumps(keys)])}
            for key in keys:
                of, start, end, spans, check, *vectors = found[key]
                if check != _checksum(*vectors):
                    raise ValueError("its vectors")
                rows = np.frombuffer(vectors[1], np.float16).reshape(-1, self.manifest.dim).astype(np.float32)
                yield _passage(article(of), key, start, end, spans), rows

    def vectors(self) -> Matrix:
        """The vectors of all passages in the order of their keys."""
        with self.reading() as db, self._whole("a vector"):
            blobs = []
            query = (
                "SELECT p.vectors, v.dense, v.sentences FROM passage p JOIN vector v ON v.passage = p.key ORDER BY key"
            )
            for check, *vectors in db.execute(query):
                if check != _checksum(*vectors):
                    raise ValueError("its checksum is another")
                blobs.append(vectors[0])
            return np.frombuffer(b"".join(blobs), np.float32).reshape(-1, self.manifest.dim)

    def postings(self, term: str) -> Keys:
        """Rows (passage key, occurrences) of the passages that hold the term, by key."""
        with self.reading() as db, self._whole("a term"):
            query = "SELECT doc, COUNT(*) FROM posting WHERE term = ? GROUP BY doc ORDER BY doc"
            return np.array(db.execute(query, [term]).fetchall(), np.int64).reshape(-1, 2)

    def vocabulary(self) -> dict[str, int]:
        """Every term with the number of passages that hold it."""
        with self.reading() as db:
            return dict(db.execute("SELECT term, doc FROM vocabulary"))

    @contextmanager
    def _whole(self, what: str) -> Iterator[None]:
        """What a row with other contents than were written raises, as the one line that a person can act on."""
        try:
            yield
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            raise DamagedError(f"{what} in {self.folder} is damaged ({in_short(error)}); {REBUILD}") from None

    # -- writing, inside `writing()`

    def insert(self, db: sqlite3.Connection, article: Article, passages: Iterable["Built"]) -> None:
        debris = json.dumps([list(span) for span in article.debris])
        row = [article.id, article.sha256, article.fingerprint, article.loader, debris, article.text.encode("utf-8")]
        key = db.execute(
            "INSERT INTO article (id, sha256, fingerprint, loader, debris, text) VALUES (?, ?, ?, ?, ?, ?)", row
        ).lastrowid
        assert key is not None
        self.set_sources(db, {key: (article.source, *article.also)})
        for built in passages:
            place = built.passage
            spans = json.dumps([list(span) for span in place.sentences])
            blobs = [built.dense.astype(np.float32).tobytes(), built.sentences.astype(np.float16).tobytes()]
            at = db.execute(
                "INSERT INTO passage (article, start, end, length, sentences, vectors) VALUES (?, ?, ?, ?, ?, ?)",
                [key, place.start, place.end, len(built.terms), spans, _checksum(*blobs)],
            ).lastrowid
            db.execute("INSERT INTO vector VALUES (?, ?, ?)", [at, *blobs])
            db.execute("INSERT INTO lexical (rowid, terms) VALUES (?, ?)", [at, " ".join(built.terms)])

    def set_sources(self, db: sqlite3.Connection, sources: Mapping[int, Sequence[Source]]) -> None:
        """Give articles other sources; all of them lose theirs first, so that sources may change places."""
        for key in sources:
            db.execute("DELETE FROM source WHERE article = ?", [key])
            db.execute("UPDATE article SET id = char(0) || key WHERE key = ?", [key])
        for key, found in sources.items():
            for rank, source in enumerate(found):
                values = [f"{v.isoformat()[:10]}" if isinstance(v, date) else v for v in astuple(source)]
                marks = ", ".join("?" * len(values))
                db.execute(
                    f"INSERT INTO source (article, rank, {_SOURCE}) VALUES (?, ?, {marks})", [key, rank, *values]
                )
            db.execute("UPDATE article SET id = ? WHERE key = ?", [found[0].id, key])

    def delete(self, db: sqlite3.Connection, key: int) -> None:
        for table, column in (("lexical", "rowid"), ("vector", "passage"), ("passage", "key")):
            db.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT key FROM passage WHERE article = ?)", [key])
        db.execute("DELETE FROM source WHERE article = ?", [key])
        db.execute("DELETE FROM article WHERE key = ?", [key])

    def finish(self, db: sqlite3.Connection) -> None:
        """Make the transaction's changes one change. Its number comes from the clock: a counter would give two
        states the same one where an older file is put back, and the cache of one would pass for that of the other."""
        number = max(time.time_ns(), self.change() + 1)
        db.execute("UPDATE meta SET value = ? WHERE name = 'change'", [str(number)])
        _set_seal(db)


@dataclass(frozen=True, slots=True)
class Built:
    """A passage ready to be stored: its terms, its vector (dim,) and those of its sentences (sentences, dim)."""

    passage: Passage
    terms: list[str]
    dense: Matrix
    sentences: Matrix


_SOURCE = ", ".join(field.name for field in fields(Source))
_SOURCE = ", ".join(field.name for field in fields(Source))


_SEALED = {
    "passage": "key, article, start, end, length, sentences, vectors",
    "source": f"article, rank, {_SOURCE}",
    "article": "key, id, sha256, fingerprint, loader, debris",
}


def _seal(db: sqlite3.Connection) -> str:
    """One checksum over the tables' rows, put together by SQLite: ten times as fast as row by row."""
    digest = hashlib.sha256()
    for table, columns in _SEALED.items():
        line = " || ' ' || ".join(f"quote({column.strip()})" for column in columns.split(","))
        query = f"SELECT group_concat(line, char(10)) FROM (SELECT {line} AS line FROM {table} ORDER BY 1)"
        digest.update((db.execute(query).fetchone()[0] or "").encode())
    return digest.hexdigest()


def _set_seal(db: sqlite3.Connection) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES ('seal', ?)", [_seal(db)])


def _checksum(dense: bytes, sentences: bytes) -> int:
    return zlib.crc32(sentences, zlib.crc32(dense))


def _source(row: Sequence[Any]) -> Source:
    values = dict(zip([field.name for field in fields(Source)], row, strict=True))
    published = values.pop("published")
    return Source(**values, published=date.fromisoformat(published) if published else None)


def _passage(article: Article, key: int, start: int, end: int, stored: str) -> Passage:
    spans = tuple(Span(a, b) for a, b in json.loads(stored))
    if not 0 <= start == spans[0].start < spans[-1].end == end <= len(article.text):
        raise ValueError(f"characters {start} to {end} of {article.id}")
    return Passage(article, start, end, spans, key)


def _manifest(stored: str, folder: Path) -> Manifest:
    try:
        values = json.loads(stored)
        if values["format"] == FORMAT:
            return Manifest(**values)
    except (ValueError, TypeError, KeyError):
        raise DamagedError(f"the index in {folder} is damaged (its manifest); {REBUILD}") from None
    raise DamagedError(f"the index in {folder} has format {values['format']!r}, this version reads {FORMAT}; {REBUILD}")
