"""Lexical search: BM25 over stemmed terms, as a share of the most that a question could score."""

import math
from collections.abc import Iterable
from functools import cached_property, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import DamagedError
from pullquote.index.storage.database import REBUILD
from pullquote.index.storage.sqlite import PassageTable, SqliteStore
from pullquote.index.storage.store import Keys

# Of k1 0.9 to 2.0 and b 0.4 to 0.75 the best on the paragraphs of squad-1.1-train; also Anserini's defaults.
K1 = 0.9
B = 0.4


class Lexical:
    """Scores the passages of one state of a store. Okapi BM25 (Robertson & Zaragoza 2009) with Lucene's idf.

    FTS5 holds the postings but does not score: its own bm25() gives a term no weight once half the passages have it.
    """

    def __init__(self, store: SqliteStore, table: PassageTable) -> None:
        self._table = table
        self._norm = K1 * (
            1 - B + B * table.lengths / max(1.0, float(table.lengths.mean() if len(table.lengths) else 1))
        )
        self._store = store
        self._postings = lru_cache(maxsize=4096)(partial(_postings, store, table))

    def idf(self, term: str) -> float:
        """log(1 + (N - n + 0.5) / (n + 0.5)) for a term in n of N passages; highest for one that occurs nowhere."""
        held = len(self._postings(term)[0])
        return math.log1p((len(self._table.keys) - held + 0.5) / (held + 0.5))

    def holds(self, term: str) -> bool:
        """Whether any passage has the term."""
        return len(self._postings(term)[0]) > 0

    def example(self, term: str) -> int:
        """The key of the first passage that holds the term."""
        return int(self._table.keys[self._postings(term)[0][0]])

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Every term with the number of passages that hold it."""
        return self._store.vocabulary()

    def shares(self, terms: Iterable[str]) -> NDArray[np.float64]:
        """For each passage in the order of its key, BM25 of these terms over the sum of idf (k1 + 1): 0 to 1."""
        total = np.zeros(len(self._table.keys))
        most = 0.0
        for term in sorted(set(terms)):
            idf = self.idf(term)
            most += idf * (K1 + 1)
            at, counts = self._postings(term)
            total[at] += idf * (K1 + 1) * counts / (counts + self._norm[at])
        return total / most if most else total


def _postings(store: SqliteStore, table: PassageTable, term: str) -> tuple[Keys, Keys]:
    """Positions in the table of the passages that hold the term, and how often each does."""
    keys, counts = store.postings(term).T
    at = np.searchsorted(table.keys, keys)
    if not np.array_equal(table.keys[np.minimum(at, len(table.keys) - 1)], keys):
        raise DamagedError(f"the index in {store.folder} is damaged (its terms); {REBUILD}")
    return at, counts
