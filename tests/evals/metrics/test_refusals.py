"""Figures of confidence by their laws and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.evals.metrics import refusals
from pullquote.evals.metrics.figure import column

judged = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=30)


@given(judged)
def test_auroc_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[float, bool]]) -> None:
    pairs = [(p > n) + 0.5 * (p == n) for p, good in rows if good for n, bad in rows if not bad]
    found = refusals.auroc(*(column(side) for side in zip(*rows, strict=True)))
    assert found == pytest.approx(np.mean(pairs)) if pairs else np.isnan(found)


def test_risk_coverage_by_hand() -> None:
    # By confidence: right, wrong and right tied, wrong. Thresholds: 1 of 4 answered, none wrong; 3 of 4, one wrong;
    # 4 of 4, two wrong. Area: 1/4 * 0 + 2/4 * 1/3 + 1/4 * 2/4.
    confidence, right = column([0.9, 0.5, 0.5, 0.1]), column([1, 0, 1, 0])
    coverage, risk = refusals.risk_coverage(confidence, right)
    assert coverage == pytest.approx([0.25, 0.75, 1.0])
    assert risk == pytest.approx([0, 1 / 3, 0.5])
    assert refusals.area(confidence, right) == pytest.approx(2 / 4 / 3 + 1 / 8)
    assert refusals.coverage_at(confidence, right, 0.05) == 0.25
    assert refusals.coverage_at(confidence, right, 0.4) == 0.75


@given(judged)
def test_order_of_the_questions_is_of_no_matter(rows: list[tuple[float, bool]]) -> None:
    there, back = ([column(side) for side in zip(*order, strict=True)] for order in (rows, rows[::-1]))
    for measure in (refusals.area, refusals.calibration_error):
        assert measure(*there) == pytest.approx(measure(*back))


def test_calibration_error_by_hand() -> None:
    # bin 0.9..1: confidence 0.95, 1 of 2 right, gap 0.45; bin 0.1..0.2: 0.1, 0 of 2 right, gap 0.1; half each
    found = refusals.calibration_error(column([0.95, 0.95, 0.1, 0.1]), column([1, 0, 0, 0]))
    assert found == pytest.approx(0.5 * 0.45 + 0.5 * 0.1)


def test_refusals_by_hand() -> None:
    refused, answerable = column([1, 1, 0, 1]), column([0, 0, 0, 1])
    assert refusals.refusal_precision(refused, answerable) == pytest.approx(2 / 3)
    assert refusals.wrong_among_given(refused, answerable) == 1  # one was answered, and could not be
