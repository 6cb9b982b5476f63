"""BM25 as sparse vectors: a passage's own weights, made so that a search by inner product finds the best, and read back
as the counts that they were made of, so that scores are those of every other store.

A term's weight in a passage goes by how long passages are on average, and that moves with every change. The weights are
those of the average on the day that the passage came; `scale` keeps what they were made with. So they choose the
candidates, and the candidates' scores are worked out from their counts with the average of now.

Milvus's own BM25 function gives the same figures in milvus-lite, but for what it counts: it knows neither that a change
is not there yet nor that an article is gone, and it does not say how rare a term is, which a share of the most that a
question could score needs.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pullquote.index.storage.lexical import K1, B


def scale_of(length: int, mean: float) -> float:
    """What a passage of so many terms is measured by: k1 (1 - b + b length / mean)."""
    return K1 * (1 - B + B * length / mean)


def weights(counts: Mapping[int, int], scale: float) -> dict[int, float]:
    """By a term's number its weight, of how often the passage has it."""
    return {number: (K1 + 1) * count / (count + scale) for number, count in counts.items()}


def count_of(weight: float, scale: float) -> int:
    """How often a passage has a term that weighs so much in it."""
    return round(weight * scale / (K1 + 1 - weight))


def idf(passages: int, holding: int) -> float:
    """log(1 + (N - n + 0.5) / (n + 0.5)), Lucene's."""
    return math.log1p((passages - holding + 0.5) / (holding + 0.5))


def shares(
    rarities: Iterable[tuple[int | None, float]],
    words: Sequence[Mapping[int, float]],
    scales: Sequence[float],
    lengths: Sequence[int],
    mean: float,
) -> NDArray[np.float64]:
    """For each passage its BM25 over the most that the question could score: 0 to 1.

    `rarities` are the question's terms in alphabetical order, each by its number (None for one that no passage has) and
    idf; `words` the passages' weights.
    """
    norm = np.array([scale_of(length, mean) for length in lengths], np.float64)
    total, most = np.zeros(len(words)), 0.0
    for number, rarity in rarities:
        most += rarity * (K1 + 1)
        if number is not None:
            counts = np.array(
                [count_of(one[number], scale) if number in one else 0 for one, scale in zip(words, scales, strict=True)]
            )
            total += rarity * (K1 + 1) * counts / (counts + norm)
    return total / most if most else total
