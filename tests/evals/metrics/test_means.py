"""Means with the interval that fits what they are means of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.evals.metrics import means, shares
from pullquote.evals.metrics.figure import FEW, column


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_an_interval_holds_its_mean_and_comes_out_the_same_twice(values: list[float]) -> None:
    found = means.mean(values)
    assert -1e-9 <= found.low <= found.mean + 1e-9 and found.mean - 1e-9 <= found.high <= 1 + 1e-9
    assert found == means.mean(values)
    assert found.mean == pytest.approx(np.mean(values))


@pytest.mark.parametrize("n", [3, 400])
def test_a_share_has_wilsons_interval_whatever_its_size(n: int) -> None:
    values = [1.0] * n
    assert (means.mean(values).low, means.mean(values).high) == shares.wilson(1.0, n)


def test_few_values_that_all_came_out_alike_are_not_taken_for_certain() -> None:
    few, many = means.mean([0.5] * (FEW - 1)), means.mean([0.5] * FEW)
    assert few.high - few.low > 0.3
    assert many.high == many.low == 0.5


def test_figures_that_are_no_shares_keep_their_bootstrap() -> None:
    found = means.mean([120.0, 80.0, 100.0])  # characters
    assert 80 <= found.low < found.mean == 100 < found.high <= 120


def test_a_difference_of_shares_is_of_the_same_questions() -> None:
    # 40 questions: both right 26, only the second 12, only the first 2; 10 / 40
    ones, others = column([1] * 28 + [0] * 12), column([1] * 26 + [0] * 2 + [1] * 12)
    found = means.difference(ones, others)
    assert (found.mean, found.n) == (0.25, 40)
    assert (found.low, found.high) == shares.difference(26, 2, 12, 0)
