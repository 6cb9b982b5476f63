"""The vectors of a segment as FAISS holds them for searching: bytes (a scalar quantizer), in the cells of an inverted
file. What is found by them is decided by the true vectors.

FAISS reads a checked file out of the mapped memory, without a copy, and trusts what it reads: so each block is looked
at before FAISS sees it, the head when the index is first used, and the rows of a cell when it is first looked into.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pullquote.index.embedding.protocol import Matrix, unit_rows
from pullquote.index.storage.parts import DamagedPartsError, Parts

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Rows of a cell, on the average. Recall .98 of 91,000 passages takes 7 % of the rows in cells of 128, 19 % in those of
# 512.
CELL = 128
LEARNT_FROM = 48  # rows for each centre; more moves the centres little
ROUNDS = 8
SEED = 7
ASKED = 128  # passages that recall is measured with
NEAREST = 10
WANTED = 0.99  # recall at NEAREST that the number of probed cells must reach
# What is asked then lies between so many passages, as questions lie farther from passages than these from one another.
# Questions that people ask took 2.5 times as many cells to .98 as that: so many more are looked into.
BETWEEN = 3
WIDER = 3
ROUNDING = 1e-5  # of sums in single precision, far above what they lose
BLOCK = 8192  # rows that are decoded at a time
KEY = 8  # bytes of a row's number in a cell


def _faiss() -> Any:
    """FAISS, imported when it is first needed; not typed, as its stubs lack what its Python side adds."""
    import faiss

    return faiss


@contextmanager
def one_thread() -> Iterator[None]:
    """FAISS does its work in this thread: beside other work its threads wait for one another longer than they save."""
    faiss = _faiss()

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


@one_thread()
def coded(vectors: Matrix, celled: bool) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The part of a segment that holds these rows (n, dim) of length 1, and what is to be said of them: `cells`, `off`
    (how far a cosine by codes can be from the true one) and, where there are several cells, `probes` (how many to look
    into) and the `recall` that was measured with so many, of points between its rows: of questions it is lower."""
    faiss = _faiss()

    rows, dim = vectors.shape
    cells = rows // CELL if celled and rows >= 2 * CELL else 1
    quantizer = faiss.ScalarQuantizer.QT_8bit
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dim), dim, cells, quantizer, faiss.METRIC_INNER_PRODUCT, False
    )
    index.cp.niter, index.cp.seed, index.cp.spherical = ROUNDS, SEED, True
    index.cp.min_points_per_centroid, index.cp.max_points_per_centroid = 1, LEARNT_FROM
    index.train(vectors if rows else np.zeros((1, dim), np.float32))
    if rows:
        index.sq.train(vectors)  # by all rows: `train` takes some, and one beyond their range would be far off
    index.add(vectors)
    off = max(_lost(index, vectors), default=0.0) + ROUNDING
    written = faiss.serialize_index(index)
    said = {"cells": cells, "head": len(written) - rows * (dim + KEY), "off": off, **_probes(index, vectors)}
    return {"faiss": written}, said


class Codes:
    """The coded vectors of one segment."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.cells = int(parts.about["cells"])
        self.probes = int(parts.about.get("probes", self.cells))
        self.off = float(parts.about["off"])

    def near(self, question: Matrix, count: int, probes: int, allowed: Mask | None = None) -> tuple[Rows, Matrix]:
        """The `count` rows of largest cosine by codes, largest first, and these cosines: of the rows in so many cells,
        those of the nearest centres, the ones that are allowed."""
        faiss = _faiss()

        index, starts = self._index
        question = np.ascontiguousarray(question, np.float32).reshape(1, -1)
        _, chosen = index.quantizer.search(question, probes)  # as `search` will choose them
        self._parts.look("faiss", starts[chosen[0]], starts[chosen[0] + 1])
        only = None if allowed is None else faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        how = faiss.SearchParametersIVF(nprobe=probes, sel=only)
        cosines, rows = index.search(question, max(1, min(count, index.ntotal)), params=how)
        there = rows[0] >= 0
        return rows[0][there], cosines[0][there]

    def decoded(self) -> Matrix:
        """What the codes of all rows stand for, by row."""
        self._parts["faiss"]
        index, _ = self._index
        return np.asarray(index.reconstruct_n(0, index.ntotal), np.float32)

    def check(self) -> None:
        """Look at everything. Raises DamagedPartsError where FAISS cannot read it either."""
        self._parts["faiss"]
        self._index  # noqa: B018  # it is read

    @cached_property
    def _index(self) -> tuple[Any, Rows]:
        """FAISS's index over the mapped memory, and where in it each cell starts: the cells lie at the end, one after
        the other, each row of DIM bytes and KEY of its number."""
        faiss = _faiss()

        written, head = self._parts.unlooked("faiss"), int(self._parts.about["head"])
        self._parts.look("faiss", np.array([0]), np.array([head]))
        reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(written), len(written))
        try:
            index = faiss.read_index(reader, faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError:  # a whole one, of a version of FAISS that this one does not know
            raise DamagedPartsError("faiss") from None
        sizes = [index.get_list_size(cell) for cell in range(self.cells)]
        return index, head + (index.d + KEY) * np.concatenate([[0], np.cumsum(sizes)])


def _lost(index: Any, vectors: Matrix) -> Iterator[float]:
    """The most that a code is away from its vector, of BLOCK rows after the other."""
    for at in range(0, len(vectors), BLOCK):
        part = vectors[at : at + BLOCK]
        yield float(np.linalg.norm(index.reconstruct_n(at, len(part)) - part, axis=1).max())


def _probes(index: Any, vectors: Matrix) -> dict[str, Any]:
    """How many cells reach WANTED, by passages of the segment's own, and the recall with so many."""
    faiss = _faiss()

    if index.nlist == 1:
        return {}
    chance = np.random.default_rng(SEED)
    asked = unit_rows(vectors[chance.integers(0, len(vectors), (BETWEEN, ASKED))].sum(axis=0))
    _, true = faiss.knn(asked, vectors, NEAREST, metric=faiss.METRIC_INNER_PRODUCT)
    owner = index.quantizer.assign(vectors[true.reshape(-1)], 1).reshape(true.shape)
    _, order = index.quantizer.search(asked, index.nlist)
    needed = np.take_along_axis(np.argsort(order, axis=1), owner, axis=1)  # the rank of the cell of each of the best
    probes = min(WIDER * (1 + int(np.quantile(needed, WANTED, method="higher"))), index.nlist)
    return {"probes": probes, "recall": round(float((needed < probes).mean()), 4)}
