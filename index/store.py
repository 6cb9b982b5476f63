"""The truth of an index: one SQLite file in which articles, passages, vectors and terms change together."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import Article, PullquoteError, Source, Span
from pullquote.index.passage import Matrix, Passage

Keys = NDArray[np.int64]
FILE = "articles.sqlite"
FORMAT = 1

# Keys are AUTOINCREMENT: none is ever given out twice. An article whose text changes gets a new key, so what a key
# stands for never changes. Blobs have tables of their own: a scan of the passages must not read through vectors.
# `lexical` holds terms that are stemmed already; the ascii tokenizer leaves them as they are.
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
  fingerprint TEXT NOT NULL UNIQUE, loader TEXT NOT NULL, debris TEXT NOT NULL, text BLOB NOT NULL);
CREATE TABLE source (id TEXT PRIMARY KEY, article INTEGER NOT NULL REFERENCES article(key), rank INTEGER NOT NULL,
  file TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL, author TEXT NOT NULL, published TEXT,
  url TEXT NOT NULL, note TEXT NOT NULL, origin TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE INDEX source_article ON source(article);
CREATE TABLE passage (key INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES article(key),
  start INTEGER NOT NULL, end INTEGER NOT NULL, length INTEGER NOT NULL, sentences TEXT NOT NULL);
CREATE INDEX passage_article ON passage(article);
CREATE TABLE vector (passage INTEGER PRIMARY KEY REFERENCES passage(key), dense BLOB NOT NULL, sentences BLOB NOT NULL);
CREATE VIRTUAL TABLE lexical USING fts5(terms, tokenize = "ascii tokenchars '._'");
CREATE VIRTUAL TABLE posting USING fts5vocab(lexical, 'instance');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(lexical, 'row');
CREATE TABLE staged (sha256 TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
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
    """Reads and writes one index file. Threads may share it: each has a connection of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / FILE
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        if not self.path.is_file():
            raise PullquoteError(f"no index in {folder}; run: pullquote build PATH --index {folder}")
        with self.reading() as db:
            found = db.execute("SELECT value FROM meta WHERE name = 'manifest'").fetchone()
        self.manifest = _manifest(json.loads(found[0]) if found else {}, folder)

    @classmethod
    def create(cls, folder: Path, manifest: Manifest) -> "Store":
        """A new, empty index in `folder`: made beside and renamed, so that it is there whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        building = folder / f"{FILE}.new"
        for leftover in folder.glob(f"{FILE}.new*"):
            leftover.unlink()
        db = sqlite3.connect(building, isolation_level=None)
        try:
            db.executescript(SCHEMA)
            values = {field.name: getattr(manifest, field.name) for field in fields(manifest)}
            db.execute("INSERT INTO meta VALUES ('manifest', ?), ('change', '0')", [json.dumps(values)])
            db.execute("PRAGMA journal_mode = WAL")
        finally:
            db.close()
        building.rename(folder / FILE)
        return cls(folder)

    # -- connections and transactions

    def _connection(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = _connect(self.path)
            self._local.db = db
            self._open.append(db)
        return db

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the index, whatever is written meanwhile. May be nested."""
        with _explained(self.folder):
            db = self._connection()
            if db.in_transaction:
                yield db
                return
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All of the changes inside, or none."""
        with _explained(self.folder):
            db = self._connection()
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        for db in self._open:
            db.close()
        self._open.clear()
        self._local = threading.local()

    # -- reading

    def change(self) -> int:
        """Counts the changes that were ever made: what has read this one need not read again."""
        with self.reading() as db:
            return int(db.execute("SELECT value FROM meta WHERE name = 'change'").fetchone()[0])

    def rows(self) -> Rows:
        with self.reading() as db:
            found = db.execute("SELECT key, article, length FROM passage ORDER BY key").fetchall()
            table = np.array(found, np.int64).reshape(-1, 3)
            return Rows(self.change(), table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())

    def sources(self) -> dict[int, list[Source]]:
        """The sources of every article by the article's key, the first one first."""
        with self.reading() as db:
            found: dict[int, list[Source]] = {}
            for row in db.execute(f"SELECT article, {_SOURCE} FROM source ORDER BY article, rank, id"):
                found.setdefault(row[0], []).append(_source(row[1:]))
            return found

    def article(self, key: int) -> Article:
        """Raises PullquoteError when the text is not the one that was stored."""
        with self.reading() as db:
            row = db.execute("SELECT sha256, loader, debris, text FROM article WHERE key = ?", [key]).fetchone()
            sources = db.execute(f"SELECT {_SOURCE} FROM source WHERE article = ? ORDER BY rank, id", [key]).fetchall()
        first, *also = [_source(source) for source in sources]
        debris = tuple(Span(a, b) for a, b in json.loads(row[2]))
        article = Article(first, row[3].decode("utf-8"), debris, tuple(also), row[1])
        if article.sha256 != row[0]:
            raise PullquoteError(f"the text of {first.id} is damaged in {self.folder}; {_REBUILD}")
        return article

    def passage(self, key: int, article: Article) -> Passage:
        with self.reading() as db:
            start, end, spans = db.execute("SELECT start, end, sentences FROM passage WHERE key = ?", [key]).fetchone()
        return Passage(article, start, end, tuple(Span(a, b) for a, b in json.loads(spans)), key)

    def sentence_vectors(self, key: int) -> Matrix:
        with self.reading() as db:
            (blob,) = db.execute("SELECT sentences FROM vector WHERE passage = ?", [key]).fetchone()
        return np.frombuffer(blob, np.float16).reshape(-1, self.manifest.dim).astype(np.float32)

    def vectors(self) -> Matrix:
        """The vectors of all passages in the order of their keys."""
        with self.reading() as db:
            blobs = [blob for (blob,) in db.execute("SELECT dense FROM vector ORDER BY passage")]
        return np.frombuffer(b"".join(blobs), np.float32).reshape(-1, self.manifest.dim)

    def postings(self, term: str) -> Keys:
        """Rows (passage key, occurrences) of the passages that hold the term, by key."""
        with self.reading() as db:
            query = "SELECT doc, COUNT(*) FROM posting WHERE term = ? GROUP BY doc ORDER BY doc"
            return np.array(db.execute(query, [term]).fetchall(), np.int64).reshape(-1, 2)

    def vocabulary(self) -> dict[str, int]:
        """Every term with the number of passages that hold it."""
        with self.reading() as db:
            return dict(db.execute("SELECT term, doc FROM vocabulary"))

    # -- writing, inside `writing()`

    def insert(self, db: sqlite3.Connection, article: Article, passages: Sequence["Built"]) -> None:
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
            at = db.execute(
                "INSERT INTO passage (article, start, end, length, sentences) VALUES (?, ?, ?, ?, ?)",
                [key, place.start, place.end, len(built.terms), spans],
            ).lastrowid
            blobs = [built.dense.astype(np.float32).tobytes(), built.sentences.astype(np.float16).tobytes()]
            db.execute("INSERT INTO vector VALUES (?, ?, ?)", [at, *blobs])
            db.execute("INSERT INTO lexical (rowid, terms) VALUES (?, ?)", [at, " ".join(built.terms)])

    def set_sources(self, db: sqlite3.Connection, sources: Mapping[int, Sequence[Source]]) -> None:
        """Give articles other sources; all of them lose theirs first, so that sources may change places."""
        for key in sources:
            db.execute("DELETE FROM source WHERE article = ?", [key])
            db.execute("UPDATE article SET id = '' || key WHERE key = ?", [key])
        for key, found in sources.items():
            for rank, source in enumerate(found):
                values = [v.isoformat() if isinstance(v, date) else v for v in astuple(source)]
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
        """Make the transaction's changes one change, and forget what was only staged for it."""
        db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'change'")
        db.execute("DELETE FROM staged")

    # -- vectors of a build that is under way: kept when it is interrupted, never searched

    def staged(self, hashes: Sequence[str]) -> dict[str, bytes]:
        with self.reading() as db:
            found: dict[str, bytes] = {}
            for at in range(0, len(hashes), 500):
                part = hashes[at : at + 500]
                query = f"SELECT sha256, vector FROM staged WHERE sha256 IN ({', '.join('?' * len(part))})"
                found.update(db.execute(query, part))
            return found

    def stage(self, vectors: dict[str, bytes]) -> None:
        with self.writing() as db:
            db.executemany("INSERT OR REPLACE INTO staged VALUES (?, ?)", vectors.items())


@dataclass(frozen=True, slots=True)
class Built:
    """A passage ready to be stored: its terms, its vector (dim,) and those of its sentences (sentences, dim)."""

    passage: Passage
    terms: list[str]
    dense: Matrix
    sentences: Matrix


_SOURCE = ", ".join(field.name for field in fields(Source))
_REBUILD = "make it anew: delete the folder and run: pullquote build PATH --index FOLDER"


def _source(row: Sequence[Any]) -> Source:
    values = dict(zip([field.name for field in fields(Source)], row, strict=True))
    published = values.pop("published")
    return Source(**values, published=date.fromisoformat(published) if published else None)


def _connect(path: Path) -> sqlite3.Connection:
    """Writable where the folder is; in a read-only folder SQLite opens a WAL file only when told that nobody writes."""
    import os

    def opened(mode: str) -> sqlite3.Connection:
        uri = f"{path.absolute().as_uri()}?{mode}"
        db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=30)
        db.execute("PRAGMA foreign_keys = ON")
        return db

    if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK):
        return opened("mode=rw")
    log = path.with_name(path.name + "-wal")
    if log.is_file() and log.stat().st_size:
        raise PullquoteError(
            f"{path.parent} is read-only and its last change was cut short; run once where it can be written:"
            f" pullquote doctor --index {path.parent}"
        )
    return opened("immutable=1")


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """SQLite's errors as the one line that a person can act on."""
    try:
        yield
    except sqlite3.OperationalError as error:
        reason = str(error)
        if "locked" in reason:
            raise PullquoteError(f"the index in {folder} is being written by another process; try again") from None
        if "full" in reason:
            raise PullquoteError(f"the disk is full: {folder} keeps its last state; make room and run again") from None
        if "readonly" in reason or "read-only" in reason:
            raise PullquoteError(f"{folder} cannot be written; name another with --index") from None
        if "no such table" in reason or "disk I/O" in reason or "unable to open" in reason:
            raise PullquoteError(f"the index in {folder} cannot be read ({reason}); {_REBUILD}") from None
        raise
    except sqlite3.DatabaseError as error:
        raise PullquoteError(f"the index in {folder} is damaged ({error}); {_REBUILD}") from None


def _manifest(values: dict[str, Any], folder: Path) -> Manifest:
    if values.get("format") != FORMAT:
        raise PullquoteError(
            f"the index in {folder} has format {values.get('format')!r}, this version reads {FORMAT}; {_REBUILD}"
        )
    return Manifest(**values)
