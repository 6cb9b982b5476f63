"""One state of an index as the checks look at it: read once, and what cannot be read is named."""

import sqlite3
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pullquote.corpus import Article, PullquoteError
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.passage import Passage
from pullquote.index.storage.sqlite import SqliteStore

UNREADABLE = (PullquoteError, ValueError, TypeError)  # what a row with other contents than were written can raise


def reason(error: Exception) -> str:
    """Why something cannot be read, without what to run: that is the same for all, and said at the end."""
    return str(error).partition(";")[0]


@dataclass
class Contents:
    """The articles, passages and vectors of one state. `db` is a connection that reads this state."""

    store: SqliteStore
    db: sqlite3.Connection

    @cached_property
    def articles(self) -> dict[int, Article | str]:
        """By key: the article, or why it cannot be read."""
        found: dict[int, Article | str] = {}
        for key, id in self.db.execute("SELECT key, id FROM article ORDER BY key").fetchall():
            try:
                found[key] = self.store.unsealed(key)
            except UNREADABLE as error:
                found[key] = f"{id}: {reason(error)}"
        return found

    @cached_property
    def passages(self) -> dict[int, Passage | str]:
        """By key, those of the articles that can be read: the passage, or why it cannot be."""
        found: dict[int, Passage | str] = {}
        for key, owner in self.db.execute("SELECT key, article FROM passage ORDER BY key").fetchall():
            article = self.articles.get(owner)
            if isinstance(article, Article):
                try:
                    found[key] = self.store.passage(key, article)
                except UNREADABLE as error:
                    found[key] = f"passage {key} of {article.id}: {reason(error)}"
        return found

    @property
    def readable(self) -> list[Passage]:
        """The passages that can be read, by key."""
        return [passage for passage in self.passages.values() if isinstance(passage, Passage)]

    def vector(self, passage: Passage) -> Matrix | None:
        """The passage's vector (dim,); None where its size is another."""
        row = self.db.execute("SELECT dense FROM vector WHERE passage = ?", [passage.id]).fetchone()
        return np.frombuffer(row[0], np.float32) if row and len(row[0]) == 4 * self.store.manifest.dim else None

    def keys(self, table: str, column: str = "key") -> set[int]:
        """All keys in a column of a table."""
        return {key for (key,) in self.db.execute(f"SELECT {column} FROM {table}")}
