"""Dense search: the passages of largest cosine, chosen by codes and ordered by the vectors that the database has."""

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pullquote.index.embedding.protocol import Matrix
from pullquote.index.storage.segments import Segment, wanted_search

Rows = NDArray[np.int64]

# So many passages are looked through one by one under a filter; of more it is quicker to look into cells.
NARROW = 20_000
FIRST = 4  # times as many rows as are wanted are taken by their codes at first; more where codes leave more open


class Vectors:
    """The vectors of one state, by the place of a passage among all segments' passages.

    A segment of one cell is searched exactly: what codes leave open is decided by the true vectors. Of one with several
    cells those nearest to the question are looked into, as many as its recall was measured with.
    """

    def __init__(self, segments: Sequence[Segment], full: Callable[[Rows], Matrix]) -> None:
        """`full` reads the true vectors (rows, dim) of the passages at these places."""
        self._segments = segments
        self._full = full
        self._off = [one.codes.off for one in segments]
        sizes = [one.parts.size("keys") for one in segments]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    def nearest(self, question: Matrix, k: int, allowed: NDArray[np.bool_] | None) -> tuple[Rows, Matrix]:
        """The places of the `k` passages of largest cosine, ascending, and their cosines; fewer where fewer are
        allowed."""
        rows = self._candidates(question, k, allowed)
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

    def _candidates(self, question: Matrix, k: int, allowed: NDArray[np.bool_] | None) -> Rows:
        """The places of all passages that can be among the `k` best, as far as codes tell, of the cells looked into."""
        asked = [self._asked(n, question, allowed) for n in range(len(self._segments))]
        found = [near(FIRST * k) for near in asked]
        least = np.concatenate(
            [np.empty(0, np.float32), *(cosines - off for (_, cosines), off in zip(found, self._off, strict=True))]
        )
        enough = np.partition(least, len(least) - k)[len(least) - k] if len(least) > k else -np.inf
        possible = [np.empty(0, np.int64)]
        for near, (rows, cosines), off, start in zip(asked, found, self._off, self._starts.tolist(), strict=False):
            count = FIRST * k
            while len(rows) == count and cosines[-1] + off >= enough:
                count *= 2
                rows, cosines = near(count)
            possible.append(rows[cosines + off >= enough] + start)
        return np.concatenate(possible)

    def _asked(
        self, n: int, question: Matrix, allowed: NDArray[np.bool_] | None
    ) -> Callable[[int], tuple[Rows, Matrix]]:
        """What gives so many of a segment's rows, with their cosines by codes, those of the largest first."""
        codes, start, end = self._segments[n].codes, self._starts[n], self._starts[n + 1]
        here = None if allowed is None else allowed[start:end]
        passing = int(end - start) if here is None else int(np.count_nonzero(here))
        if wanted_search() == "exact" or (here is not None and passing <= NARROW):
            probes = codes.cells
        else:
            probes = min(codes.cells, math.ceil(codes.probes * (end - start) / max(1, passing)))
        return partial(codes.near, question, probes=probes, allowed=here)
