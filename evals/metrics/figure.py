"""A figure of a report: a value with its interval and the number of questions behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]  # (questions,)
FEW = 30  # questions: below it a share's interval is up to .36 wide and more, so that reports mark the figure


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


UNDEFINED = Figure(float("nan"), float("nan"), float("nan"), 0)


def column(values: Sequence[float | bool]) -> Floats:
    """One value a question, as an array."""
    return np.array(values, np.float64)


def _finite(value: float) -> float | None:
    return round(value, 6) if np.isfinite(value) else None
