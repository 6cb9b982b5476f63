"""Vectors as bytes, put into cells of near ones: what is looked through for a question before full vectors are read.

A code is a row's values over its largest, in 127 steps (scalar quantisation, as FAISS's SQ8 with a scale for each row);
cells are those of an inverted file (Jegou et al. 2011), their centres found by k-means.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pullquote.index.embedding.protocol import Matrix, unit_rows
from pullquote.index.storage.parts import Parts

Rows = NDArray[np.int64]

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


def coded(vectors: Matrix, celled: bool) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The parts of a segment that hold these rows (n, dim) of length 1, and what is to be said of them: `cells`, and
    where there are several, `probes` (how many to look into) and the `recall` that was measured with so many."""
    rows = len(vectors)
    centres = _centres(vectors) if celled and rows >= 2 * CELL else np.zeros((1, vectors.shape[1]), np.float32)
    owner = _nearest_centre(vectors, centres)
    order = np.argsort(owner, kind="stable").astype(np.int32)
    bounds = np.searchsorted(owner[order], np.arange(len(centres) + 1)).astype(np.int64)
    codes, scales = np.empty(vectors.shape, np.int8), np.empty(rows, np.float32)
    off = np.zeros(1, np.float32)
    for at in range(0, rows, 8192):
        part = vectors[order[at : at + 8192]]
        largest = np.abs(part).max(axis=1, initial=0)
        scales[at : at + 8192] = largest / 127
        whole = np.rint(part / np.where(largest > 0, largest / 127, 1)[:, None])
        codes[at : at + 8192] = whole
        lost = np.linalg.norm(part - whole * scales[at : at + 8192, None], axis=1).max(initial=0)
        off[0] = max(off[0], lost + ROUNDING)
    place = np.empty(rows, np.int32)
    place[order] = np.arange(rows, dtype=np.int32)
    parts: dict[str, NDArray[Any]] = {
        "codes": codes,
        "scales": scales,
        "off": off,
        "order": order,
        "place": place,
        "centres": centres,
        "bounds": bounds,
    }
    return parts, {"cells": len(centres), **_probes(vectors, centres, owner)}


class Codes:
    """The coded vectors of one segment."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.cells = int(parts.about["cells"])
        self.probes = int(parts.about.get("probes", self.cells))
        self.off = float(parts["off"][0])  # how far a cosine by codes can be from the true one

    def all(self, question: Matrix) -> tuple[Rows, Matrix]:
        """Every row with its cosine by codes."""
        return self.near(question, self.cells)

    def near(self, question: Matrix, probes: int) -> tuple[Rows, Matrix]:
        """The rows of so many cells, those of the nearest centres, with their cosines by codes."""
        bounds = self._parts["bounds"]
        if probes >= self.cells:
            starts, ends = bounds[:1], bounds[-1:]
        else:
            likeness = np.einsum("ij,j->i", self._parts["centres"], question)
            chosen = np.sort(np.lexsort((np.arange(self.cells), -likeness))[:probes])
            starts, ends = bounds[chosen], bounds[chosen + 1]
        order, codes, scales = (self._parts.pieces(name, starts, ends) for name in ("order", "codes", "scales"))
        products = [np.einsum("ij,j->i", part, question, dtype=np.float32, casting="unsafe") for part in codes]
        return np.concatenate(order).astype(np.int64), np.concatenate(products) * np.concatenate(scales)

    def of(self, question: Matrix, rows: Rows) -> Matrix:
        """The cosines by codes of these rows."""
        place = self._parts.take("place", rows).astype(np.int64)
        codes, scales = self._parts.take("codes", place), self._parts.take("scales", place)
        products = np.einsum("ij,j->i", codes, question, dtype=np.float32, casting="unsafe")
        return np.asarray(products * scales, np.float32)


def decoded(parts: Parts, rows: Rows) -> Matrix:
    """What the codes of these rows stand for."""
    place = parts["place"][rows]
    return np.asarray(parts["codes"][place] * parts["scales"][place][:, None], np.float32)


def _centres(vectors: Matrix) -> Matrix:
    import faiss

    count = max(2, len(vectors) // CELL)
    learnt = np.ascontiguousarray(vectors[:: max(1, len(vectors) // (count * LEARNT_FROM))])
    found = faiss.Kmeans(
        vectors.shape[1], count, niter=ROUNDS, seed=SEED, spherical=True, min_points_per_centroid=1, verbose=False
    )
    found.train(learnt)
    return np.asarray(found.centroids, np.float32)


def _nearest_centre(vectors: Matrix, centres: Matrix) -> NDArray[np.int64]:
    if len(centres) == 1:
        return np.zeros(len(vectors), np.int64)
    owner = np.empty(len(vectors), np.int64)
    for at in range(0, len(vectors), 16384):
        owner[at : at + 16384] = (vectors[at : at + 16384] @ centres.T).argmax(axis=1)
    return owner


def _probes(vectors: Matrix, centres: Matrix, owner: NDArray[np.int64]) -> Mapping[str, Any]:
    """How many cells reach WANTED, by passages of the segment's own, and the recall with so many."""
    if len(centres) == 1:
        return {}
    chance = np.random.default_rng(SEED)
    asked = unit_rows(vectors[chance.integers(0, len(vectors), (BETWEEN, ASKED))].sum(axis=0))
    true = _best(vectors, asked)
    ranks = np.argsort(np.argsort(-(asked @ centres.T), axis=1, kind="stable"), axis=1, kind="stable")
    needed = np.take_along_axis(ranks, owner[true], axis=1)  # the rank of the cell in which each of the best lies
    probes = min(WIDER * (1 + int(np.quantile(needed, WANTED, method="higher"))), len(centres))
    return {"probes": probes, "recall": round(float((needed < probes).mean()), 4)}


def _best(vectors: Matrix, asked: Matrix) -> NDArray[np.int64]:
    """The NEAREST rows of largest cosine with each of those that are asked, in no order."""
    scores = np.full((len(asked), NEAREST), -np.inf, np.float32)
    rows = np.zeros((len(asked), NEAREST), np.int64)
    for at in range(0, len(vectors), 16384):
        part = asked @ vectors[at : at + 16384].T
        both = np.concatenate([scores, part], axis=1)
        numbers = np.concatenate([rows, np.broadcast_to(np.arange(at, at + part.shape[1]), part.shape)], axis=1)
        best = np.argpartition(-both, NEAREST - 1, axis=1)[:, :NEAREST]
        scores, rows = np.take_along_axis(both, best, axis=1), np.take_along_axis(numbers, best, axis=1)
    return rows
