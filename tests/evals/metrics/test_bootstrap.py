"""Intervals by resampling, by their laws."""

import pytest

from pullquote.evals.metrics import bootstrap
from pullquote.evals.metrics.figure import Figure, column
from pullquote.evals.metrics.refusals import auroc


def test_the_interval_is_about_that_of_the_normal_distribution() -> None:
    values = column([1.0] * 300 + [0.0] * 100)  # standard error: sqrt(0.75 * 0.25 / 400) = 0.0217
    found = bootstrap.mean(values)
    assert found.low == pytest.approx(0.75 - 1.96 * 0.0217, abs=0.006)
    assert found.high == pytest.approx(0.75 + 1.96 * 0.0217, abs=0.006)


def test_a_pair_is_drawn_together() -> None:
    ones = column(list(range(50)))
    found = bootstrap.paired(lambda values: float(values.mean()), [ones], [ones + 1])
    assert (found.mean, found.low, found.high) == pytest.approx((1, 1, 1))


def test_resamples_where_a_figure_is_undefined_are_left_out_and_one_question_has_an_interval() -> None:
    # Of 40 questions one is unanswerable: a third of the resamples hold none, (39 / 40)^40 = .36
    confidence, answerable = column([n / 40 for n in range(40)]), column([1.0] * 39 + [0.0])
    found = bootstrap.statistic(auroc, confidence, answerable)
    assert found.mean == 0 and (found.low, found.high) == (0, 0)  # the one is surer than all others
    assert bootstrap.mean(column([0.5])) == Figure(0.5, 0.5, 0.5, 1)
