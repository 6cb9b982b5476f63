"""What an index's file holds: its tables, and the manifest that says what it was built with."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

from pullquote.corpus import DamagedError, PullquoteError, Source
from pullquote.index.storage.database import REBUILD

FILE = "articles.sqlite"
CACHE = "searched"
FORMAT = 5  # also raised when passages are cut otherwise: old and new ones must not mix
UPGRADED = (2, 3, 4)  # the formats that upgrade.py makes this one of

# Keys are AUTOINCREMENT: none is ever given out twice. An article whose text changes gets a new key, so what a key
# stands for never changes. Blobs have tables of their own: a scan of the passages must not read through vectors.
# `passage.vector` and `passage.terms` are the checksums of the passage's vector and of its terms, which are stemmed and
# set apart by blanks. `source.fields` is JSON. `article.seal` and `article.sources` are checksums of an article's rows
# (see seal.py); that they can be read without the texts is what the index on them is for. `history` has every change
# with the highest key of a passage that was given out by then, `gone` the articles that are no more and since when:
# they say how far what was read of an earlier state still holds.
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
  fingerprint TEXT NOT NULL UNIQUE, loader TEXT NOT NULL, debris TEXT NOT NULL,
  sources BLOB NOT NULL DEFAULT X'', seal BLOB NOT NULL DEFAULT X'', text BLOB NOT NULL);
CREATE INDEX article_seal ON article(seal);
CREATE TABLE source (id TEXT PRIMARY KEY, article INTEGER NOT NULL REFERENCES article(key), rank INTEGER NOT NULL,
  file TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL, author TEXT NOT NULL, published TEXT,
  url TEXT NOT NULL, note TEXT NOT NULL, origin TEXT NOT NULL, sha256 TEXT NOT NULL,
  fields TEXT NOT NULL);
CREATE INDEX source_article ON source(article);
CREATE TABLE passage (key INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES article(key),
  start INTEGER NOT NULL, end INTEGER NOT NULL, length INTEGER NOT NULL, sentences TEXT NOT NULL,
  vector INTEGER NOT NULL, terms INTEGER NOT NULL);
CREATE INDEX passage_article ON passage(article);
CREATE TABLE vector (passage INTEGER PRIMARY KEY REFERENCES passage(key), dense BLOB NOT NULL);
CREATE TABLE lexical (passage INTEGER PRIMARY KEY REFERENCES passage(key), terms TEXT NOT NULL);
CREATE TABLE history (change INTEGER PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE gone (article INTEGER PRIMARY KEY, change INTEGER NOT NULL);
"""
SOURCE_COLUMNS = ", ".join(field.name for field in fields(Source))
READ_SOURCES = f"SELECT article, {SOURCE_COLUMNS} FROM source"
WRITE_SOURCE = f"INSERT INTO source (article, rank, {SOURCE_COLUMNS}) VALUES (?, ?{', ?' * len(fields(Source))})"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built with; another embedder or chunking needs another index."""

    embedder: str
    precision: str
    dim: int
    least: int  # tokens of a passage, see Chunking
    most: int
    format: int = FORMAT


def read_manifest(stored: str, folder: Path) -> Manifest:
    """The manifest as JSON has it. Raises DamagedError for a damaged one and for an index of a format that must be made
    again, PullquoteError for one that `build` brings up to date."""
    try:
        values = json.loads(stored)
        if values["format"] == FORMAT:
            return Manifest(**values)
    except (ValueError, TypeError, KeyError):
        raise DamagedError(f"the index in {folder} is damaged (its manifest); {REBUILD}") from None
    found = f"the index in {folder} has format {values['format']!r:.60}, this version reads {FORMAT}"
    if values["format"] in UPGRADED:
        raise PullquoteError(f"{found}; to bring it up to date run: pullquote build PATH --index {folder}")
    raise DamagedError(f"{found}; run: pullquote build PATH --index ANOTHER")
