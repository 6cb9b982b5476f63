"""The mean of one value a question, and of the difference of two, each with the interval that fits its values."""

from collections.abc import Sequence

import numpy as np

from pullquote.evals.metrics import bootstrap, shares
from pullquote.evals.metrics.figure import FEW, UNDEFINED, Figure, Floats


def mean(values: Sequence[float] | Floats) -> Figure:
    """Of a share (values 0 and 1) Wilson's interval, which few other values from 0 to 1 have as well: a bootstrap of
    few says too much. Else a bootstrap."""
    column = np.asarray(values, np.float64)
    n = len(column)
    if not n:
        return UNDEFINED
    if is_share(column) or (n < FEW and column.min() >= 0 and column.max() <= 1):
        middle = float(column.mean())
        return Figure(middle, *shares.wilson(middle, n), n)
    return bootstrap.mean(column)


def difference(ones: Floats, others: Floats) -> Figure:
    """The mean of the others less that of the ones, of the same questions: for shares Newcombe's interval, else a
    bootstrap of the questions' differences."""
    if not is_share(ones) or not is_share(others):
        return bootstrap.mean(others - ones)
    sums = 2 * ones + others
    neither, second, first, both = (int((sums == cell).sum()) for cell in range(4))
    interval = shares.difference(both, first, second, neither)
    return Figure(float((others - ones).mean()), *interval, len(ones))


def is_share(column: Floats) -> bool:
    """Whether a question can only have it or not."""
    return bool(np.isin(column, (0.0, 1.0)).all())
