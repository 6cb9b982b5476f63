"""The truth of an index: one SQLite file in which articles, passages, vectors and terms change together."""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Self

import numpy as np

from pullquote.corpus import Article, DamagedError, Source, Span
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.passage import Passage
from pullquote.index.storage.database import REBUILD, Database, one_line_errors, short_reason
from pullquote.index.storage.schema import CACHE, FILE, READ_SOURCES, SCHEMA, Manifest, read_manifest
from pullquote.index.storage.seal import seal_of, set_seal
from pullquote.index.storage.store import Keys


@dataclass(frozen=True, slots=True)
class PassageTable:
    """All passages at one change: keys ascending, the article's key and the number of terms of each, (passages,)."""

    change: int
    keys: Keys
    articles: Keys
    lengths: Keys


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
        for leftover in [*folder.glob(f"{FILE}*"), folder / CACHE]:
            leftover.unlink(missing_ok=True)
        with one_line_errors(folder):
            db = sqlite3.connect(building, isolation_level=None)
            try:
                db.executescript(SCHEMA)
                db.execute("INSERT INTO meta VALUES ('manifest', ?), ('change', '0')", [json.dumps(asdict(manifest))])
                set_seal(db)
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
        """Raises DamagedError unless all rows but those of blobs and terms are as the last change left them; blobs
        have checksums in these rows and are checked when they are read."""
        with self.reading() as db, self._undamaged("the seal"):
            (kept,) = db.execute("SELECT value FROM meta WHERE name = 'seal'").fetchone()
            if kept != seal_of(db):
                raise DamagedError(f"the index in {self.folder} is damaged (rows were changed); {REBUILD}")

    def passage_table(self) -> PassageTable:
        """All passages as they are now."""
        with self.reading() as db, self._undamaged("a passage"):
            found = db.execute("SELECT key, article, length FROM passage ORDER BY key").fetchall()
            table = np.array(found, np.int64).reshape(-1, 3)
            return PassageTable(self.change(), table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())

    def sources(self) -> dict[int, list[Source]]:
        """The sources of every article by the article's key, the first one first."""
        with self.reading() as db, self._undamaged("a source"):
            found: dict[int, list[Source]] = {}
            for row in db.execute(f"{READ_SOURCES} ORDER BY article, rank, id"):
                found.setdefault(row[0], []).append(_source(row[1:]))
            return found

    def text_versions(self) -> dict[int, tuple[str, tuple[str, str, str]]]:
        """By the article's key its fingerprint and what its passages were cut from: sha256, loader and debris."""
        with self.reading() as db, self._undamaged("an article"):
            rows = db.execute("SELECT key, fingerprint, sha256, loader, debris FROM article ORDER BY key").fetchall()
            return {
                key: (fingerprint, (sha, loader, repr([tuple(span) for span in json.loads(debris)])))
                for key, fingerprint, sha, loader, debris in rows
            }

    def article(self, key: int) -> Article:
        """The article with this key. Raises DamagedError when its text is not the one that was stored."""
        with self.reading() as db, self._undamaged("an article"):
            id, sha256, loader, debris, text = db.execute(
                "SELECT id, sha256, loader, debris, text FROM article WHERE key = ?", [key]
            ).fetchone()
            rows = db.execute(f"{READ_SOURCES} WHERE article = ? ORDER BY rank, id", [key]).fetchall()
            first, *also = (_source(row[1:]) for row in rows)
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

    def vectors(self) -> Matrix:
        """The vectors of all passages in the order of their keys."""
        with self.reading() as db, self._undamaged("a vector"):
            blobs = []
            query = "SELECT p.vector, v.dense FROM passage p JOIN vector v ON v.passage = p.key ORDER BY key"
            for check, dense in db.execute(query):
                if check != zlib.crc32(dense):
                    raise ValueError("its checksum is another")
                blobs.append(dense)
            return np.frombuffer(b"".join(blobs), np.float32).reshape(-1, self.manifest.dim)

    def postings(self, term: str) -> Keys:
        """Rows (passage key, occurrences) of the passages that hold the term, by key."""
        with self.reading() as db, self._undamaged("a term"):
            query = "SELECT doc, COUNT(*) FROM posting WHERE term = ? GROUP BY doc ORDER BY doc"
            return np.array(db.execute(query, [term]).fetchall(), np.int64).reshape(-1, 2)

    def vocabulary(self) -> dict[str, int]:
        """Every term with the number of passages that hold it."""
        with self.reading() as db:
            return dict(db.execute("SELECT term, doc FROM vocabulary"))

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
