"""Lexical search: BM25 over stemmed terms, as a share of the most that a question could score."""

import math
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pullquote.index.storage.segments import Segment

# Of k1 0.9 to 2.0 and b 0.4 to 0.75 the best on the paragraphs of squad-1.1-train; also Anserini's defaults.
K1 = 0.9
B = 0.4
SLACK = 1e-9  # far above what sums in another order differ by, relative to a score

Rows = NDArray[np.int64]


class Held(NamedTuple):
    """The places, ascending, of the passages that hold a term, how often each does, and the most that one does."""

    rows: NDArray[np.int32]
    counts: NDArray[np.unsignedinteger]
    most: int


class Lexical:
    """Scores the passages of one state, by their place among all segments' passages. Okapi BM25 (Robertson & Zaragoza
    2009) with Lucene's idf. `dead` are passages that are passed over."""

    def __init__(self, segments: Sequence[Segment], dead: NDArray[np.bool_] | None) -> None:
        self._segments = segments
        self._dead = dead
        sizes = [one.parts.size("keys") for one in segments]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        whole = [one.parts["lengths"] for one in segments]
        self._lengths = whole[0] if len(whole) == 1 else np.concatenate([np.empty(0, np.int32), *whole])
        alive = self._lengths if dead is None else self._lengths[~dead]
        self._passages = len(alive)
        self._mean = max(1.0, float(alive.mean() if len(alive) else 1))
        self._least = K1 * (1 - B + B * int(self._lengths.min(initial=0)) / self._mean)
        # Few: those of a frequent term are large. How many hold a term is asked far more often than which.
        self._held = lru_cache(maxsize=64)(partial(_held, segments, self._starts, dead))
        self._count = lru_cache(maxsize=1 << 16)(lambda held, term: len(held(term).rows))

    def idf(self, term: str) -> float:
        """log(1 + (N - n + 0.5) / (n + 0.5)) for a term in n of N passages; highest for one that occurs nowhere."""
        held = self._count(self._held, term)
        return math.log1p((self._passages - held + 0.5) / (held + 0.5))

    def holds(self, term: str) -> bool:
        """Whether any passage has the term."""
        return self._count(self._held, term) > 0

    def example(self, term: str) -> int:
        """The place of the first passage that holds the term."""
        return int(self._held(term).rows[0])

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Every term with the number of passages that hold it."""
        found: dict[str, int] = {}
        for start, segment in zip(self._starts.tolist(), self._segments, strict=False):
            dead = None if self._dead is None else self._dead[start : start + segment.parts.size("keys")]
            for term, count in segment.postings.counted(dead):
                found[term] = found.get(term, 0) + count
        return found

    def best(self, terms: Iterable[str], depth: int, allowed: NDArray[np.bool_] | None) -> Rows:
        """The places of the `depth` allowed passages of largest share above 0, ascending; of equal ones the first.

        Terms are taken in the order of the most that they can add (MaxScore: Turtle & Flood 1995). Once the rest
        cannot lift a passage among the best, theirs are only looked up for those that are left: the same passages are
        found as by scoring all.
        """
        held = [(self._weight(term), self._held(term)) for term in sorted(set(terms)) if self.holds(term)]
        held.sort(key=lambda one: -self._bound(*one))
        left = np.cumsum([0.0, *(self._bound(*one) for one in reversed(held))])[::-1]
        total = np.zeros(len(self._lengths))
        rows = np.empty(0, np.int64)
        enough = 0.0  # what is surpassed by `depth` passages
        for (weight, one), rest in zip(held, left, strict=False):
            if len(rows) >= depth and rest < enough * (1 - SLACK):
                at, found = _looked_up(one, rows)
                total[rows[at]] += self._added(weight, rows[at], one.counts[found])
            else:
                mine, counts = one.rows, one.counts
                if allowed is not None:
                    mine, counts = mine[allowed[mine]], counts[allowed[mine]]
                rows = np.concatenate([rows, mine[total[mine] == 0]])
                total[mine] += self._added(weight, mine, counts)
            if len(rows) > depth:
                scores = total[rows]
                enough = float(np.partition(scores, len(rows) - depth)[len(rows) - depth])
                after = rest - self._bound(weight, one)
                rows = np.sort(rows[scores + after >= enough * (1 - SLACK)])
        rows = np.sort(rows)
        return np.sort(rows[np.lexsort((rows, -self.shares(terms, rows)))[:depth]])

    def shares(self, terms: Iterable[str], rows: Rows) -> NDArray[np.float64]:
        """For the passages at these places, ascending, BM25 of these terms over the sum of idf (k1 + 1): 0 to 1."""
        total = np.zeros(len(rows))
        most = 0.0
        for term in sorted(set(terms)):
            weight = self._weight(term)
            most += weight
            held = self._held(term)
            at, found = _looked_up(held, rows)
            total[at] += self._added(weight, rows[at], held.counts[found])
        return total / most if most else total

    def _weight(self, term: str) -> float:
        return self.idf(term) * (K1 + 1)

    def _bound(self, weight: float, held: Held) -> float:
        """The most that a term can add."""
        return weight * held.most / (held.most + self._least)

    def _added(
        self, weight: float, rows: NDArray[np.integer], counts: NDArray[np.unsignedinteger]
    ) -> NDArray[np.float64]:
        """What a term adds to these passages."""
        norm = K1 * (1 - B + B * self._lengths[rows] / self._mean)
        return np.asarray(weight * counts / (counts + norm), np.float64)


def _looked_up(held: Held, rows: Rows) -> tuple[Rows, Rows]:
    """Which of these places (ascending) hold the term, and where in its list they stand."""
    if not len(held.rows):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    asked = rows.astype(held.rows.dtype)  # of one type, or the list would be copied into the other
    found = np.minimum(np.searchsorted(held.rows, asked), len(held.rows) - 1)
    at = np.flatnonzero(held.rows[found] == rows)
    return at, found[at]


def _held(segments: Sequence[Segment], starts: Rows, dead: NDArray[np.bool_] | None, term: str) -> Held:
    found = [one.postings.of(term) for one in segments]
    if len(found) == 1:
        rows, counts = found[0]
    else:
        moved = (own + np.int32(start) for (own, _), start in zip(found, starts.tolist(), strict=False))
        rows = np.concatenate([np.empty(0, np.int32), *moved])
        counts = np.concatenate([np.empty(0, np.uint8), *(own for _, own in found)])
    if dead is not None:
        alive = ~dead[rows]
        rows, counts = rows[alive], counts[alive]
    return Held(rows, counts, int(counts.max(initial=0)))
