"""Intervals by their laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.evals.metrics import bootstrap
from pullquote.evals.metrics.bootstrap import column


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_an_interval_holds_its_mean_and_comes_out_the_same_twice(values: list[float]) -> None:
    found = bootstrap.mean(values)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found == bootstrap.mean(values)
    assert found.mean == pytest.approx(np.mean(values))


def test_the_interval_is_about_that_of_the_normal_distribution() -> None:
    values = [1.0] * 300 + [0.0] * 100  # standard error: sqrt(0.75 * 0.25 / 400) = 0.0217
    found = bootstrap.mean(values)
    assert found.low == pytest.approx(0.75 - 1.96 * 0.0217, abs=0.006)
    assert found.high == pytest.approx(0.75 + 1.96 * 0.0217, abs=0.006)


def test_a_pair_is_drawn_together() -> None:
    ones = column(list(range(50)))
    found = bootstrap.paired(lambda values: float(values.mean()), [ones], [ones + 1])
    assert (found.mean, found.low, found.high) == pytest.approx((1, 1, 1))
