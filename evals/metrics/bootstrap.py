"""How far a figure could be off: percentile bootstrap over questions (Efron 1979), seeded, so that two runs agree."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]  # (questions,)
RESAMPLES = 2000  # the ends of a 95 % interval move by about a twentieth of its width from seed to seed
SLOW_RESAMPLES = 400  # for figures that are no means and cost a sort each
SEED = 20170818
LEVEL = 95
BATCH = 4_000_000  # question indices drawn at once


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean (or another statistic) with its 95 % interval, over `n` questions. Not a number where undefined."""

    mean: float
    low: float
    high: float
    n: int

    def to_dict(self) -> "WrittenFigure":
        """As reports have it: rounded, so that they do not differ in the last bit; None (null) where undefined."""
        return {"mean": _finite(self.mean), "low": _finite(self.low), "high": _finite(self.high), "n": self.n}


class WrittenFigure(TypedDict):
    """A figure as report.json has it."""

    mean: float | None
    low: float | None
    high: float | None
    n: int


def column(values: Sequence[float | bool]) -> Floats:
    """One value a question, as an array."""
    return np.array(values, np.float64)


def mean(values: Sequence[float] | Floats) -> Figure:
    """The mean of one value a question."""
    column = np.asarray(values, np.float64)
    if not len(column):
        return Figure(float("nan"), float("nan"), float("nan"), 0)
    means = np.concatenate([column[rows].mean(axis=1) for rows in _draws(len(column), RESAMPLES)])
    return Figure(float(column.mean()), *_ends(means), len(column))


def statistic(measure: Callable[..., float], *columns: Floats) -> Figure:
    """`measure(*columns)`, with rows drawn together; resamples where it is undefined are left out."""
    n = len(columns[0])
    if not n:
        return Figure(float("nan"), float("nan"), float("nan"), 0)
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


def _finite(value: float) -> float | None:
    return round(value, 6) if np.isfinite(value) else None
