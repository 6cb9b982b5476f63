"""The truth of an index: one SQLite file in which articles, passages, vectors and terms change together."""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any, Self

import numpy as np

from pullquote.corpus import Article, DamagedError, Source, Span
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.passage import Passage
from pullquote.index.storage.database import REBUILD, Database, one_line_errors, short_reason
from pullquote.index.storage.schema import CACHE, FILE, SCHEMA, SOURCE_COLUMNS, Manifest, read_manifest
from pullquote.index.storage.seal import article_seal, seal_of, set_seals, sources_rows, sources_seal
from pullquote.index.storage.store import Keys

LAST = (1 << 63) - 1  # the highest key that there can be


class SqliteStore:
    """Reads one index file; what is written goes through `writing()` and writing.py.

    Threads may share it; a process forked from this one may not. Every method sees one state of the file, and those
    that are called inside `reading()` see the same one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = Database(folder / FILE)
        self.reading = self._database.reading
        self.writing = self._database.writing
        self.close = self._database.close
        with self.reading() as db:
            found = db.execute("SELECT value FROM meta WHERE name = 'manifest'").fetchone()
        self.manifest = read_manifest(found[0] if found else "", folder)

    @property
    def place(self) -> Path:
        """Where it is: its folder."""
        return self.folder

    @property
    def closed(self) -> bool:
        """Whether it was closed: then it reads nothing more."""
        return self._database.closed

    @classmethod
    def create(cls, folder: Path, manifest: Manifest) -> Self:
        """A new, empty store in `folder`: made beside and renamed, so that it is there whole or not at all.

        What an earlier index left there is deleted first: its log would be read as the new one's.
        """
        building = folder / f"{FILE}.new"
        for leftover in [*folder.glob(f"{FILE}*"), *folder.glob(f"{CACHE}/*")]:
            leftover.unlink(missing_ok=True)
        with one_line_errors(folder):
            db = sqlite3.connect(building, isolation_level=None)
            try:
                db.executescript(SCHEMA)
                db.execute("INSERT INTO meta VALUES ('manifest', ?), ('change', '0')", [json.dumps(asdict(manifest))])
                db.execute("INSERT INTO history VALUES (0, 0)")
                set_seals(db, ())
                db.execute("PRAGMA journal_mode = WAL")
            finally:
                db.close()
        building.rename(folder / FILE)
        return cls(folder)

    def change(self) -> int:
        """A number that stands for this state and no other: what has read this one need not read again."""
        with self.reading() as db, self._undamaged("the number of the last change"):
            return int(db.execute("SELECT value FROM meta WHERE name = 'change'").fetchone()[0])

    def verify(self) -> None:
        """Raises DamagedError unless the articles are those that the last change left. Whether each is as it was stored
        is looked at when it is read, and so are vectors and terms."""
        with self.reading() as db, self._undamaged("the seal"):
            (kept,) = db.execute("SELECT value FROM meta WHERE name = 'seal'").fetchone()
            if kept != seal_of(db):
                raise self._altered()

    def sources(self) -> dict[int, list[Source]]:
        """The sources of every article by the article's key, the first one first."""
        with self.reading() as db, self._undamaged("a source"):
            rows: dict[int, list[tuple[Any, ...]]] = {}
            for row in db.execute(f"SELECT article, rank, {SOURCE_COLUMNS} FROM source ORDER BY article, rank, id"):
                rows.setdefault(row[0], []).append(row)
            seals = dict(db.execute("SELECT key, sources FROM article"))
            if any(sources_seal(rows.get(key, ())) != seal for key, seal in seals.items()) or len(seals) != len(rows):
                raise self._altered()
            return {key: [_source(row[2:]) for row in found] for key, found in rows.items()}

    def text_versions(self) -> dict[int, tuple[str, tuple[str, str, str]]]:
        """By the article's key its fingerprint and what its passages were cut from: sha256, loader and debris."""
        with self.reading() as db, self._undamaged("an article"):
            rows = db.execute("SELECT key, fingerprint, sha256, loader, debris FROM article ORDER BY key").fetchall()
            return {
                key: (fingerprint, (sha, loader, repr([tuple(span) for span in json.loads(debris)])))
                for key, fingerprint, sha, loader, debris in rows
            }

    def article(self, key: int) -> Article:
        """The article with this key. Raises DamagedError when it, its text, a source or a passage is not the one that
        was stored."""
        with self.reading() as db, self._undamaged("an article"):
            seals = db.execute("SELECT sources, seal FROM article WHERE key = ?", [key]).fetchone()
            if seals != (sources_seal(sources_rows(db, key)), article_seal(db, key)):
                raise self._altered()
            return self.unsealed(key)

    def unsealed(self, key: int) -> Article:
        """The article with this key, of which only the text is looked at: for telling what is wrong with it."""
        with self.reading() as db, self._undamaged("an article"):
            id, sha256, loader, debris, text = db.execute(
                "SELECT id, sha256, loader, debris, text FROM article WHERE key = ?", [key]
            ).fetchone()
            first, *also = (_source(row[2:]) for row in sources_rows(db, key))
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
        """The passage with this key, which is one of the article's."""
        with self.reading() as db, self._undamaged("a passage"):
            row = db.execute("SELECT start, end, sentences FROM passage WHERE key = ?", [key]).fetchone()
            return _passage(article, key, *row)

    def history(self) -> dict[int, int]:
        """The number of every change, with the highest key of a passage that was given out by then."""
        with self.reading() as db:
            return dict(db.execute("SELECT change, last FROM history"))

    def last_key(self) -> int:
        """The highest key of a passage that was ever given out."""
        with self.reading() as db, self._undamaged("the number of the last change"):
            return int(db.execute("SELECT MAX(last) FROM history").fetchone()[0])

    def gone(self, change: int) -> Keys:
        """Keys of the articles that are no more since a change after that one, ascending."""
        with self.reading() as db:
            rows = db.execute("SELECT article FROM gone WHERE change > ? ORDER BY article", [change]).fetchall()
            return np.array(rows, np.int64).reshape(-1)

    def count(self, first: int, last: int) -> int:
        """How many passages have a key from `first` to `last`."""
        with self.reading() as db:
            query = "SELECT COUNT(*) FROM passage WHERE key BETWEEN ? AND ?"
            return int(db.execute(query, [first, last]).fetchone()[0])

    def key_after(self, first: int, skipped: int) -> int:
        """The key of the passage that comes so many after the first one with a key of `first` or more."""
        with self.reading() as db:
            query = "SELECT key FROM passage WHERE key >= ? ORDER BY key LIMIT 1 OFFSET ?"
            return int(db.execute(query, [first, skipped]).fetchone()[0])

    def columns(self, first: int, last: int) -> Keys:
        """Of the passages in a range of keys: key, article, number of terms and the vector's checksum, by key."""
        with self.reading() as db, self._undamaged("a passage"):
            query = "SELECT key, article, length, vector FROM passage WHERE key BETWEEN ? AND ? ORDER BY key"
            return np.array(db.execute(query, [first, last]).fetchall(), np.int64).reshape(-1, 4)

    def vectors(self, first: int = 1, last: int = LAST) -> Matrix:
        """The vectors of the passages in a range of keys, by key."""
        with self.reading() as db, self._undamaged("a vector"):
            rows = self.count(first, last)
            found, at = np.empty((rows, self.manifest.dim), np.float32), 0
            query = "SELECT p.vector, v.dense FROM passage p JOIN vector v ON v.passage = p.key"
            for check, dense in db.execute(f"{query} WHERE p.key BETWEEN ? AND ? ORDER BY p.key", [first, last]):
                found[at] = self._vector(check, dense)
                at += 1
            if at < rows:
                raise DamagedError(f"the index in {self.folder} is damaged ({rows} passages, {at} vectors); {REBUILD}")
            return found

    def vectors_of(self, keys: Sequence[int], checks: Sequence[int]) -> Matrix:
        """The vectors of these passages, in their order. `checks` are the checksums that they have to have."""
        with self.reading() as db, self._undamaged("a vector"):
            found = np.empty((len(keys), self.manifest.dim), np.float32)
            read = db.execute
            for at, (key, check) in enumerate(zip(keys, checks, strict=True)):
                found[at] = self._vector(check, read("SELECT dense FROM vector WHERE passage = ?", [key]).fetchone()[0])
            return found

    def _vector(self, check: int, dense: bytes) -> Matrix:
        if check != zlib.crc32(dense):
            raise ValueError("its checksum is another")
        return np.frombuffer(dense, np.float32)

    def terms(self, first: int, last: int) -> Iterator[str]:
        """The terms of the passages in a range of keys, by key, those of each in a line."""
        with self.reading() as db, self._undamaged("a term"):
            rows = 0
            query = "SELECT p.terms, l.terms FROM passage p JOIN lexical l ON l.passage = p.key"
            for check, line in db.execute(f"{query} WHERE p.key BETWEEN ? AND ? ORDER BY p.key", [first, last]):
                if check != zlib.crc32(line.encode()):
                    raise ValueError("their checksum is another")
                rows += 1
                yield line
            if rows != self.count(first, last):
                raise ValueError(f"{rows} rows of them for {self.count(first, last)} passages")

    def _altered(self) -> DamagedError:
        return DamagedError(f"the index in {self.folder} is damaged (rows were changed); {REBUILD}")

    @contextmanager
    def _undamaged(self, what: str) -> Iterator[None]:
        """Raises DamagedError in place of what a row with other contents than were written makes Python raise."""
        try:
            yield
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            raise DamagedError(f"{what} in {self.folder} is damaged ({short_reason(error)}); {REBUILD}") from None


def _source(row: Sequence[Any]) -> Source:
    values = dict(zip([field.name for field in fields(Source)], row, strict=True))
    published = values.pop("published")
    own = json.loads(values.pop("fields"))
    return Source(**values, published=date.fromisoformat(published) if published else None, fields=own)


def _passage(article: Article, key: int, start: int, end: int, stored: str) -> Passage:
    spans = tuple(Span(a, b) for a, b in json.loads(stored))
    if not 0 <= start == spans[0].start < spans[-1].end == end <= len(article.text):
        raise ValueError(f"characters {start} to {end} of {article.id}")
    return Passage(article, start, end, spans, key)
