"""How far a figure could be off: percentile bootstrap over questions (Efron 1979), seeded, so that two runs agree.

scipy's takes as long and has no interval where one resample is undefined, as AUROC is of one without an unanswerable
question, nor for a single question.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pullquote.evals.metrics.figure import UNDEFINED, Figure, Floats

RESAMPLES = 2000  # the ends of a 95 % interval move by about a twentieth of its width from seed to seed
SLOW_RESAMPLES = 400  # for figures that are no means and cost a sort each
SEED = 20170818
LEVEL = 95
BATCH = 4_000_000  # question indices drawn at once


def mean(column: Floats) -> Figure:
    """The mean of one value a question. What is a share has a better interval: see `means`."""
    means = np.concatenate([column[rows].mean(axis=1) for rows in _draws(len(column), RESAMPLES)])
    return Figure(float(column.mean()), *_ends(means), len(column))


def statistic(measure: Callable[..., float], *columns: Floats) -> Figure:
    """`measure(*columns)`, with rows drawn together; resamples where it is undefined are left out."""
    n = len(columns[0])
    if not n:
        return UNDEFINED
    drawn = [measure(*(c[row] for c in columns)) for rows in _draws(n, SLOW_RESAMPLES) for row in rows]
    return Figure(measure(*columns), *_ends(np.array(drawn)), n)


def paired(measure: Callable[..., float], ones: Sequence[Floats], others: Sequence[Floats]) -> Figure:
    """`measure` of the second less that of the first, over the same questions drawn together."""

    def difference(*columns: Floats) -> float:
        return measure(*columns[len(ones) :]) - measure(*columns[: len(ones)])

    return statistic(difference, *ones, *others)


def _draws(n: int, resamples: int) -> Iterator[NDArray[np.int64]]:
    """Rows of question indices, (some, n) at a time; the same for the same n."""
    rng = np.random.default_rng(SEED)
    step = max(1, BATCH // n)
    for at in range(0, resamples, step):
        yield rng.integers(0, n, (min(step, resamples - at), n))


def _ends(values: Floats) -> tuple[float, float]:
    defined = values[np.isfinite(values)]
    if not len(defined):
        return float("nan"), float("nan")
    low, high = np.percentile(defined, [(100 - LEVEL) / 2, (100 + LEVEL) / 2])
    return float(low), float(high)
