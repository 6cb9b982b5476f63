"""An index of the format before becomes one of this: its sentences' vectors go, all else stays under its keys."""

import json
import sqlite3
import zlib
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path

from pullquote.corpus import DamagedError
from pullquote.index.storage.database import REBUILD, Database
from pullquote.index.storage.schema import FILE, FORMAT, UPGRADED, Manifest
from pullquote.index.storage.seal import seal_of
from pullquote.index.storage.writing import number_change


def upgrade(folder: Path) -> None:
    """Bring an index of format UPGRADED up to this one, all or nothing; leave one of any other format as it is.

    Nothing is embedded. The caller keeps other writers away. Raises DamagedError where a row or a vector is not as it
    was stored: afterwards it would have checksums of its own.
    """
    database = Database(folder / FILE)
    with closing(database):
        with database.reading() as db:
            manifest = _manifest(db)
        if manifest is None:
            return
        with database.writing() as db:
            _take_out_sentences(db, manifest, folder)
    with suppress(sqlite3.Error), closing(sqlite3.connect(folder / FILE, isolation_level=None)) as db:
        db.execute("VACUUM")  # the room is given back; where that cannot be, the next articles fill it


def _manifest(db: sqlite3.Connection) -> Manifest | None:
    """What the index will have been built with; None where it is not of that format, or cannot be read."""
    found = db.execute("SELECT value FROM meta WHERE name = 'manifest'").fetchone()
    with suppress(ValueError, TypeError, KeyError):
        values = json.loads(found[0])
        if values["format"] == UPGRADED:
            return Manifest(**values | {"format": FORMAT})
    return None


def _take_out_sentences(db: sqlite3.Connection, manifest: Manifest, folder: Path) -> None:
    db.create_function("crc32", -1, zlib.crc32, deterministic=True)
    db.execute("ALTER TABLE passage RENAME COLUMN vectors TO vector")
    ((wrong,),) = db.execute(
        "SELECT COUNT(*) FROM passage LEFT JOIN vector ON passage = key"
        " WHERE passage.vector IS NOT crc32(vector.sentences, crc32(dense))"
    )
    meta = dict(db.execute("SELECT name, value FROM meta"))
    if wrong or meta.get("seal") != seal_of(db) or not str(meta.get("change")).isdecimal():
        raise DamagedError(f"the index in {folder} is damaged (rows were changed); {REBUILD}")
    db.execute("CREATE TABLE kept (passage INTEGER PRIMARY KEY REFERENCES passage(key), dense BLOB NOT NULL)")
    db.execute("INSERT INTO kept SELECT passage, dense FROM vector")
    db.execute("DROP TABLE vector")
    db.execute("ALTER TABLE kept RENAME TO vector")
    db.execute("UPDATE passage SET vector = (SELECT crc32(dense) FROM vector WHERE passage = key)")
    db.execute("UPDATE meta SET value = ? WHERE name = 'manifest'", [json.dumps(asdict(manifest))])
    number_change(db, int(meta["change"]))
