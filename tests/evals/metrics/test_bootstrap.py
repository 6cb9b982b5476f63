"""Intervals by resampling, by their laws."""

import pytest

from pullquote.evals.metrics import bootstrap
from pullquote.evals.metrics.figure import column


def test_the_interval_is_about_that_of_the_normal_distribution() -> None:
    values = column([1.0] * 300 + [0.0] * 100)  # standard error: sqrt(0.75 * 0.25 / 400) = 0.0217
    found = bootstrap.mean(values)
    assert found.low == pytest.approx(0.75 - 1.96 * 0.0217, abs=0.006)
    assert found.high == pytest.approx(0.75 + 1.96 * 0.0217, abs=0.006)


def test_a_pair_is_drawn_together() -> None:
    ones = column(list(range(50)))
    found = bootstrap.paired(lambda values: float(values.mean()), [ones], [ones + 1])
    assert (found.mean, found.low, found.high) == pytest.approx((1, 1, 1))
