"""An index of a format before becomes one of this: sentences' vectors and FTS5's tables go, room for own metadata and
the checksums of each article come, all else stays under its keys."""

import hashlib
import json
import sqlite3
import zlib
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pullquote.corpus import DamagedError
from pullquote.index.storage.database import REBUILD, Database
from pullquote.index.storage.schema import FILE, FORMAT, SOURCE_COLUMNS, UPGRADED, Manifest
from pullquote.index.storage.writing import number_change

CACHE_BEFORE = "vectors.faiss"
# What the formats before knew of a source; its own metadata is read with its file, by `build`.
_COLUMNS_BEFORE = "id, file, title, publisher, author, published, url, note, origin, sha256"


def upgrade(folder: Path) -> None:
    """Bring an index of a format in UPGRADED up to this one, all or nothing; leave one of any other as it is.

    Nothing is embedded. The caller keeps other writers away. Raises DamagedError where a row or a vector is not as it
    was stored: afterwards it would have checksums of its own.
    """
    database = Database(folder / FILE)
    with closing(database):
        with database.reading() as db:
            values = _manifest(db)
        if values is None:
            return
        with database.writing() as db:
            _bring_up_to_date(db, values, folder)
    with suppress(sqlite3.Error), closing(sqlite3.connect(folder / FILE, isolation_level=None)) as db:
        db.execute("VACUUM")  # the room is given back; where that cannot be, the next articles fill it
    with suppress(OSError):
        (folder / CACHE_BEFORE).unlink(missing_ok=True)


def _manifest(db: sqlite3.Connection) -> dict[str, Any] | None:
    """What the index was built with; None where it is of no such format, or cannot be read."""
    found = db.execute("SELECT value FROM meta WHERE name = 'manifest'").fetchone()
    with suppress(ValueError, TypeError, KeyError):
        values: dict[str, Any] = json.loads(found[0])
        if values["format"] in UPGRADED:
            Manifest(**values)
            return values
    return None


def _bring_up_to_date(db: sqlite3.Connection, values: dict[str, Any], folder: Path) -> None:
    meta = dict(db.execute("SELECT name, value FROM meta"))
    whole = _vectors_whole(db) if values["format"] == 2 else True
    columns = SOURCE_COLUMNS if values["format"] == 4 else _COLUMNS_BEFORE
    if not whole or meta.get("seal") != seal_before(db, columns) or not str(meta.get("change")).isdecimal():
        raise DamagedError(f"the index in {folder} is damaged (rows were changed); {REBUILD}")
    if values["format"] == 2:
        _take_out_sentences(db)
    if values["format"] < 4:
        db.execute("ALTER TABLE source ADD COLUMN fields TEXT NOT NULL DEFAULT '{}'")
    _take_out_fts5(db)
    for column in ("sources BLOB NOT NULL DEFAULT X''", "seal BLOB NOT NULL DEFAULT X''"):
        db.execute(f"ALTER TABLE article ADD COLUMN {column}")
    db.execute("CREATE INDEX article_seal ON article(seal)")
    db.execute("CREATE TABLE history (change INTEGER PRIMARY KEY, last INTEGER NOT NULL)")
    db.execute("CREATE TABLE gone (article INTEGER PRIMARY KEY, change INTEGER NOT NULL)")
    manifest = Manifest(**values | {"format": FORMAT})
    db.execute("UPDATE meta SET value = ? WHERE name = 'manifest'", [json.dumps(asdict(manifest))])
    number_change(db, int(meta["change"]), [key for (key,) in db.execute("SELECT key FROM article").fetchall()], ())


def seal_before(db: sqlite3.Connection, source_columns: str) -> str:
    """The one checksum over all rows that the formats before kept."""
    digest = hashlib.sha256()
    sealed = {
        "passage": "key, article, start, end, length, sentences, vector",
        "source": f"article, rank, {source_columns}",
        "article": "key, id, sha256, fingerprint, loader, debris",
    }
    for table, columns in sealed.items():
        line = " || ' ' || ".join(f"quote({column.strip()})" for column in columns.split(","))
        query = f"SELECT group_concat(line, char(10)) FROM (SELECT {line} AS line FROM {table} ORDER BY 1)"
        digest.update((db.execute(query).fetchone()[0] or "").encode())
    return digest.hexdigest()


def _take_out_fts5(db: sqlite3.Connection) -> None:
    """The terms stay, in a table of their own and with a checksum; what FTS5 had made of them goes."""
    db.create_function("crc32", 1, lambda text: zlib.crc32(text.encode()), deterministic=True)
    db.execute("CREATE TABLE kept_terms (passage INTEGER PRIMARY KEY REFERENCES passage(key), terms TEXT NOT NULL)")
    db.execute("INSERT INTO kept_terms SELECT rowid, terms FROM lexical")
    for table in ("posting", "vocabulary", "lexical"):
        db.execute(f"DROP TABLE {table}")
    db.execute("ALTER TABLE kept_terms RENAME TO lexical")
    db.execute("ALTER TABLE passage ADD COLUMN terms INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE passage SET terms = (SELECT crc32(l.terms) FROM lexical l WHERE l.passage = key)")


def _vectors_whole(db: sqlite3.Connection) -> bool:
    """Name the column as it is now; whether all vectors have the checksums that were stored with them."""
    db.create_function("crc32", -1, zlib.crc32, deterministic=True)
    db.execute("ALTER TABLE passage RENAME COLUMN vectors TO vector")
    ((wrong,),) = db.execute(
        "SELECT COUNT(*) FROM passage LEFT JOIN vector ON passage = key"
        " WHERE passage.vector IS NOT crc32(vector.sentences, crc32(dense))"
    )
    return not wrong


def _take_out_sentences(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE kept (passage INTEGER PRIMARY KEY REFERENCES passage(key), dense BLOB NOT NULL)")
    db.execute("INSERT INTO kept SELECT passage, dense FROM vector")
    db.execute("DROP TABLE vector")
    db.execute("ALTER TABLE kept RENAME TO vector")
    db.execute("UPDATE passage SET vector = (SELECT crc32(dense) FROM vector WHERE passage = key)")
