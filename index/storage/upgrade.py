"""An index of a format before becomes one of this: sentences' vectors go, room for own metadata comes, all else stays
under its keys."""

import json
import sqlite3
import zlib
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pullquote.corpus import DamagedError
from pullquote.index.storage.database import REBUILD, Database
from pullquote.index.storage.schema import FILE, FORMAT, UPGRADED, Manifest
from pullquote.index.storage.seal import seal_of
from pullquote.index.storage.writing import number_change

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
    if not whole or meta.get("seal") != seal_of(db, _COLUMNS_BEFORE) or not str(meta.get("change")).isdecimal():
        raise DamagedError(f"the index in {folder} is damaged (rows were changed); {REBUILD}")
    if values["format"] == 2:
        _take_out_sentences(db)
    db.execute("ALTER TABLE source ADD COLUMN fields TEXT NOT NULL DEFAULT '{}'")
    manifest = Manifest(**values | {"format": FORMAT})
    db.execute("UPDATE meta SET value = ? WHERE name = 'manifest'", [json.dumps(asdict(manifest))])
    number_change(db, int(meta["change"]))


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
