"""Could a difference between two runs be chance? Randomisation tests over questions (Fisher 1935; for retrieval Smucker
et al. 2007): if the runs were alike, each question could as well have come out the other way round."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil, log2
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pullquote.evals.metrics.bootstrap import BATCH, SEED
from pullquote.evals.metrics.figure import Floats

LEVEL = 0.05
TRIES = 10_000  # a p-value near .001 is right within a third of itself
SLOW_TRIES = 2_000  # for figures that cost a sort each
EQUAL = 1e-9
Tail = Literal["two-sided", "less"]


def of_questions(differences: Floats, tail: Tail = "two-sided") -> float:
    """The chance that runs that are alike differ by so much in the mean, in either direction or downwards (`less`).

    Exact where each question is won, lost or tied (the sign test, which McNemar's exact test is) and where few differ;
    else from `TRIES` random signs, seeded.
    """
    from scipy.stats import binomtest  # late: this import takes a second

    moved = differences[np.abs(differences) > EQUAL]
    if not len(moved):
        return 1.0
    if np.allclose(np.abs(moved), abs(moved[0])):
        return float(binomtest(int((moved > 0).sum()), len(moved), alternative=tail).pvalue)
    return _randomised((moved,), lambda signed, axis: signed.sum(axis=axis).round(9), tail, TRIES, vectorized=True)


def of_sets(measure: Callable[..., float], ones: Sequence[Floats], others: Sequence[Floats]) -> float:
    """The same for a figure of the whole set: in each try about half of the questions change sides. A try in which it
    is undefined does not count as a difference."""
    rows = np.arange(len(ones[0]))
    both = [np.concatenate(columns) for columns in zip(ones, others, strict=True)]

    def apart(first: NDArray[np.int64], second: NDArray[np.int64]) -> float:
        return abs(measure(*(column[second] for column in both)) - measure(*(column[first] for column in both)))

    return _randomised((rows, rows + len(rows)), apart, "greater", SLOW_TRIES, vectorized=False)


def _randomised(
    samples: Sequence[NDArray[Any]], statistic: Callable[..., object], tail: str, tries: int, *, vectorized: bool
) -> float:
    from scipy.stats import permutation_test

    found = permutation_test(
        samples,
        statistic,
        permutation_type="samples",
        alternative=tail,
        vectorized=vectorized,
        n_resamples=tries,
        batch=max(1, BATCH // len(samples[0])),
        random_state=np.random.default_rng(SEED),
    )
    return float(found.pvalue)


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
