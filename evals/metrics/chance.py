"""Could a difference between two runs be chance? Randomisation tests over questions (Fisher 1935; for retrieval Smucker
et al. 2007): if the runs were alike, each question could as well have come out the other way round."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil, comb, log2
from typing import Literal

import numpy as np

from pullquote.evals.metrics.figure import Floats

LEVEL = 0.05
TRIES = 10_000  # a p-value near .001 is right within a third of itself
SLOW_TRIES = 2_000  # for figures that cost a sort each
EQUAL = 1e-9
_SEED = 20170818
Tail = Literal["both", "less"]


def of_questions(differences: Floats, tail: Tail = "both") -> float:
    """The chance that runs that are alike differ by so much in the mean, in either direction or downwards (`less`).

    Exact where each question is won, lost or tied (the sign test, which McNemar's exact test is) and where few differ;
    else from `TRIES` random signs, seeded.
    """
    moved = differences[np.abs(differences) > EQUAL]
    if not len(moved):
        return 1.0
    if np.allclose(np.abs(moved), abs(moved[0])):
        return _sign_test(int((moved > 0).sum()), int((moved < 0).sum()), tail)
    signs = _all_signs(len(moved)) if 2 ** len(moved) <= TRIES else _some_signs(len(moved))
    sums, found = signs @ moved, moved.sum()
    as_far = sums <= found + EQUAL if tail == "less" else np.abs(sums) >= abs(found) - EQUAL
    exact = 2 ** len(moved) <= TRIES
    return float(as_far.mean() if exact else (as_far.sum() + 1) / (TRIES + 1))


def of_sets(measure: Callable[..., float], ones: Sequence[Floats], others: Sequence[Floats]) -> float:
    """The same for a figure of the whole set: in each try about half of the questions change sides."""
    rng = np.random.default_rng(_SEED)
    found = abs(measure(*others) - measure(*ones))
    as_far = 0
    for _ in range(SLOW_TRIES):
        swapped = rng.integers(0, 2, len(ones[0])).astype(bool)
        first = [np.where(swapped, other, one) for one, other in zip(ones, others, strict=True)]
        second = [np.where(swapped, one, other) for one, other in zip(ones, others, strict=True)]
        as_far += abs(measure(*second) - measure(*first)) >= found - EQUAL  # not, where it is undefined
    return (as_far + 1) / (SLOW_TRIES + 1)


def holm(chances: Mapping[str, float]) -> dict[str, float]:
    """The p-values corrected for being several (Holm 1979): whatever is below the level, the chance that any of it is
    only chance is at most the level."""
    corrected: dict[str, float] = {}
    highest = 0.0
    for rank, (name, chance) in enumerate(sorted(chances.items(), key=lambda one: (one[1], one[0]))):
        highest = max(highest, min(1.0, (len(chances) - rank) * chance))
        corrected[name] = highest
    return corrected


def fewest_different(tests: int) -> int:
    """How many questions must differ, all the same way, for one of so many tests to tell: 2 / 2^m is at most the
    level's share."""
    return ceil(log2(2 * max(tests, 1) / LEVEL))


def _sign_test(won: int, lost: int, tail: Tail) -> float:
    n, fewer = won + lost, won if tail == "less" else min(won, lost)
    below: float = sum(comb(n, k) for k in range(fewer + 1)) / 2**n
    return min(1.0, below if tail == "less" else 2 * below)


def _all_signs(n: int) -> Floats:
    bits = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    return (2 * bits - 1).astype(np.float64)


def _some_signs(n: int) -> Floats:
    return (2 * np.random.default_rng(_SEED).integers(0, 2, (TRIES, n)) - 1).astype(np.float64)
