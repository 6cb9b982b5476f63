"""Intervals of shares: those of the papers, and what must hold of any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from pullquote.evals.metrics import shares


@pytest.mark.parametrize(
    ("of", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_as_newcombe_1998_tabulates_it(of: int, n: int, low: float, high: float) -> None:
    assert shares.wilson(of / n, n) == pytest.approx((low, high), abs=5e-5)


def test_the_difference_is_as_newcombe_1998_tabulates_it() -> None:
    assert shares.difference(36, 2, 12, 0) == pytest.approx((0.0569, 0.3404), abs=5e-5)


@given(st.integers(1, 60), st.data())
def test_an_interval_holds_its_share_and_has_width_even_where_all_came_out_alike(n: int, data: st.DataObject) -> None:
    share = data.draw(st.integers(0, n)) / n
    low, high = shares.wilson(share, n)
    assert 0 <= low <= share <= high <= 1
    assert high - low > 1 / (n + 4)


@given(st.integers(1, 400), st.data())
def test_of_counts_it_is_the_interval_that_scipy_has(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    interval = binomtest(count, n).proportion_ci(method="wilson")
    assert shares.wilson(count / n, n) == pytest.approx((interval.low, interval.high), abs=1e-12)


@given(st.tuples(*[st.integers(0, 12)] * 4).filter(any))
def test_the_difference_turns_round_with_the_runs(cells: tuple[int, int, int, int]) -> None:
    both, first, second, neither = cells
    low, high = shares.difference(both, first, second, neither)
    assert shares.difference(both, second, first, neither) == pytest.approx((-high, -low))
    assert -1 <= low <= (second - first) / sum(cells) <= high <= 1
