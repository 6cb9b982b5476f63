"""The store in a folder: SQLite is the truth, a FAISS file beside it a cache of the vectors."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache, partial
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import Article, Source
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.filtering.conditions import composed
from pullquote.index.filtering.filters import Filters
from pullquote.index.passage import Passage
from pullquote.index.storage.dense import Vectors
from pullquote.index.storage.lexical import Lexical
from pullquote.index.storage.sqlite import SqliteStore
from pullquote.index.storage.store import Evidence, Keys
from pullquote.index.storage.writing import EmbeddedWriting, number_change


class EmbeddedStore(SqliteStore):
    """A store in one folder, for one machine."""

    def snapshot(self) -> "EmbeddedSnapshot":
        """The state being read, in memory. Raises DamagedError unless all is as the last change left it."""
        return EmbeddedSnapshot(self)

    @contextmanager
    def changing(self) -> Iterator[EmbeddedWriting]:
        """Inside, one change is written in one transaction."""
        with self.writing() as db:
            yield EmbeddedWriting(db)
            number_change(db, self.change())


class EmbeddedSnapshot:
    """One change of the store, in memory: see Snapshot."""

    def __init__(self, store: SqliteStore) -> None:
        store.verify()
        self._store = store
        self._articles: dict[int, Article] = {}  # those that were asked for
        self.table = store.passage_table()
        self.change = self.table.change
        self.sources = store.sources()
        self.vectors = Vectors.of(store, self.table)
        self.lexical = Lexical(store, self.table)
        self.idf, self.holds, self.example = self.lexical.idf, self.lexical.holds, self.lexical.example
        # Not of a method: a state that held itself would stay, with its vectors, until Python looks for such rings.
        self._allowed = lru_cache(maxsize=64)(partial(_passing, self.sources, self.table.articles))

    def __len__(self) -> int:
        return len(self.table.keys)

    @cached_property
    def own_names(self) -> list[str]:
        """The names of all own fields that articles have, in alphabetical order."""
        return sorted({name for sources in self.sources.values() for source in sources for name in source.fields})

    @property
    def vocabulary(self) -> dict[str, int]:
        """Every term with the number of passages that hold it."""
        return self.lexical.vocabulary

    def article(self, key: int) -> Article:
        """The article with this key, read when it is first asked for."""
        if key not in self._articles:
            self._articles[key] = self._store.article(key)
        return self._articles[key]

    def article_keys(self, name: str) -> list[int]:
        """Keys of the articles with this id or, where there is none, this file, or else this bare file name."""
        asked = composed(name)
        for matches in (
            lambda source: source.id == name,
            lambda source: composed(source.id) == asked,
            lambda source: composed(source.file) == asked,
            lambda source: composed(PurePath(source.file).name) == asked,
        ):
            if keys := [key for key, sources in self.sources.items() if any(map(matches, sources))]:
                return keys
        return []

    def read(self, keys: Sequence[int]) -> list[Passage]:
        """The passages with these keys, in their order; they are there."""
        owners = self.table.articles[np.searchsorted(self.table.keys, np.array(keys, np.int64))]
        return [
            self._store.passage(key, self.article(owner)) for key, owner in zip(keys, owners.tolist(), strict=True)
        ]

    def passages(self, article: int) -> list[Passage]:
        """The passages of the article with this key, in order."""
        return self._store.passages(article, self.article(article))

    def nearest(self, question: Matrix, terms: Sequence[str], depth: int, filters: Filters) -> Evidence:
        """What either search finds among the passages that pass the filters, with the figures of both."""
        keys = self.table.keys
        allowed = self._allowed(filters)
        shares = self.lexical.shares(terms)
        dense, _ = self.vectors.search(question, depth, None if allowed is None else keys[allowed])
        found = np.flatnonzero(shares > 0 if allowed is None else (shares > 0) & allowed)
        best = found[np.lexsort((found, -shares[found]))[:depth]]
        return self._evidence(question, shares, np.union1d(dense, keys[best]))

    def evidence(self, question: Matrix, terms: Sequence[str], keys: Keys) -> Evidence:
        """The figures of those of these passages that are there."""
        return self._evidence(question, self.lexical.shares(terms), np.intersect1d(keys, self.table.keys))

    def _evidence(self, question: Matrix, shares: NDArray[np.float64], keys: Keys) -> Evidence:
        at = np.searchsorted(self.table.keys, keys)
        return Evidence(keys, self.vectors.cosines(question, keys), shares[at])


def _passing(sources: Mapping[int, Sequence[Source]], articles: Keys, filters: Filters) -> NDArray[np.bool_] | None:
    """For each passage, by the key of its article, whether it may be found; None when all may."""
    if not filters:
        return None
    passing = [key for key, found in sources.items() if any(map(filters.passes, found))]
    return np.isin(articles, np.array(passing, np.int64))
