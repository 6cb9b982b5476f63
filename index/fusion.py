"""Cosine and BM25 become one score, by which passages are ordered: the same over every store."""

from collections.abc import Sequence

import numpy as np

from pullquote.index.embedding.protocol import Matrix
from pullquote.index.filtering.filters import Filters
from pullquote.index.passage import Hit
from pullquote.index.storage.store import Evidence, Keys, Snapshot

# On squad-1.1-train over 2,067 paragraphs, right one first: cosine alone 65, BM25 alone 80, this 84 (0.4: 84, 0.6: 83).
DENSE_WEIGHT = 0.5
DEPTH = 100  # candidates of each search before fusion


def search(
    state: Snapshot,
    question: Matrix,
    terms: Sequence[str],
    k: int,
    filters: Filters,
    dense_weight: float = DENSE_WEIGHT,
) -> list[Hit]:
    """The `k` best of the passages that pass the filters, for a question's vector (dim,) and its terms."""
    return _hits(state, state.nearest(question, terms, max(k, DEPTH), filters), k, dense_weight)


def score(state: Snapshot, question: Matrix, terms: Sequence[str], keys: Keys) -> list[Hit]:
    """The passages with these keys, best first; those that are not there are left out."""
    return _hits(state, state.evidence(question, terms, keys), len(keys), DENSE_WEIGHT)


def _hits(state: Snapshot, found: Evidence, k: int, dense_weight: float) -> list[Hit]:
    """The `k` best of these passages, by the sum of their cosine and their share of BM25; ties by key."""
    scores = dense_weight * found.dense + (1 - dense_weight) * found.lexical
    best = np.lexsort((found.keys, -scores))[:k]
    passages = state.read(found.keys[best].tolist())
    return [
        Hit(passage, float(scores[n]), float(found.dense[n]), float(found.lexical[n]))
        for passage, n in zip(passages, best, strict=True)
    ]
