"""Dense search: the passages of largest cosine, chosen by codes and ordered by the vectors that the database has."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pullquote.index.embedding.protocol import Matrix
from pullquote.index.storage.segments import Segment, wanted_search

Rows = NDArray[np.int64]

# So many passages are looked through one by one under a filter; of more it is quicker to look into cells.
NARROW = 20_000


class Vectors:
    """The vectors of one state, by the place of a passage among all segments' passages.

    A segment of one cell is searched exactly: what codes leave open is decided by the true vectors. Of one with several
    cells those nearest to the question are looked into, as many as its recall was measured with.
    """

    def __init__(self, segments: Sequence[Segment], full: Callable[[Rows], Matrix]) -> None:
        """`full` reads the true vectors (rows, dim) of the passages at these places."""
        self._segments = segments
        self._full = full
        sizes = [one.parts.size("keys") for one in segments]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    def nearest(self, question: Matrix, k: int, allowed: NDArray[np.bool_] | None) -> tuple[Rows, Matrix]:
        """The places of the `k` passages of largest cosine, ascending, and their cosines; fewer where fewer are
        allowed."""
        rows, cosines, off = self._candidates(question, allowed)
        if len(rows) > k:
            at_least = np.partition(cosines - off, len(rows) - k)[len(rows) - k]
            possible = cosines + off >= at_least
            rows = rows[possible]
        true = self.cosines(question, rows)
        best = np.lexsort((rows, -true))[:k]
        best = best[np.argsort(rows[best])]
        return rows[best], true[best]

    def cosines(self, question: Matrix, rows: Rows) -> Matrix:
        """The cosine of the question and each of the passages at these places."""
        if not len(rows):
            return np.empty(0, np.float32)
        # Without BLAS, whose threads fight the model's on few cores, and whose sums depend on how many rows there are.
        return np.asarray(np.einsum("ij,j->i", self._full(rows), question.reshape(-1)), np.float32)

    def _candidates(self, question: Matrix, allowed: NDArray[np.bool_] | None) -> tuple[Rows, Matrix, Matrix]:
        """Places, cosines by codes, and how far each may be off."""
        question = np.ascontiguousarray(question.reshape(-1), np.float32)
        exact = wanted_search() == "exact"
        share = 1.0 if allowed is None else allowed.mean() if len(allowed) else 0.0
        found: list[tuple[Rows, Matrix, Matrix]] = []
        for start, segment in zip(self._starts.tolist(), self._segments, strict=False):
            codes = segment.codes
            here = None if allowed is None else allowed[start : start + segment.parts.size("keys")]
            if here is not None and np.count_nonzero(here) <= NARROW:
                rows = np.flatnonzero(here)
                cosines = codes.of(question, rows)
            else:
                probes = codes.cells if exact else min(codes.cells, math.ceil(codes.probes / share))
                rows, cosines = codes.near(question, probes)
                if here is not None:
                    rows, cosines = rows[here[rows]], cosines[here[rows]]
            found.append((rows + start, cosines, np.full(len(rows), codes.off, np.float32)))
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0, np.float32)
        rows, cosines, off = (np.concatenate(kind) for kind in zip(*found, strict=True))
        return rows, cosines, off
