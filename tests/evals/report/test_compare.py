"""Comparing two reports, worked by hand: wins, ties, losses, and what can be told from chance."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import compare
from pullquote.evals.report.compare import compare_results
from tests.evals.conftest import result


def test_wins_ties_and_losses_by_hand() -> None:
    # 40 questions: B wins 12, loses 2. Mean +0.25; standard error of a difference: sqrt((14/40 - 0.25^2) / 40) = 0.085
    first = [result(str(i), right=i >= 12) for i in range(40)]
    second = [result(str(i), right=i < 38) for i in range(40)]
    found = {one.name: one for one in compare_results(first, second)}["right"]
    assert (len(found.won), found.ties, found.lost) == (12, 26, ("38", "39"))
    assert (found.a, found.b, found.difference.mean) == pytest.approx((28 / 40, 38 / 40, 0.25))
    assert (found.difference.low, found.difference.high) == pytest.approx((0.25 - 0.166, 0.25 + 0.166), abs=0.02)
    assert found.significance == "better"
    assert {one.name: one for one in compare_results(second, first)}["right"].significance == "worse"


def test_less_risk_is_better() -> None:
    good = [result(str(i), right=i % 2 == 0, confidence=0.9 if i % 2 == 0 else 0.1) for i in range(60)]
    bad = [result(str(i), right=i % 2 == 0, confidence=0.1 if i % 2 == 0 else 0.9) for i in range(60)]
    found = {one.name: one for one in compare_results(bad, good)}
    assert found["confidence.aurc"].significance == found["confidence.auroc"].significance == "better"
    assert found["confidence.calibration_error"].difference.mean < 0


def test_what_did_not_change_could_still_have() -> None:
    # No question differs, so the interval has no width; fewer than four that differ would not have been seen: 4 / 20.
    same = [result(str(i), right=i % 2 == 0) for i in range(20)]
    assert {one.smallest_significant for one in compare_results(same, same)} == {0.2}


def test_reports_of_different_questions_are_not_compared() -> None:
    with pytest.raises(PullquoteError, match="no question in common"):
        compare_results([result("a", True)], [result("b", True)])
    with pytest.raises(PullquoteError, match="'a' has another text or gold"):
        compare_results([result("a", True)], [result("a", True) | {"gold": {"answers": []}}])


def test_a_report_against_itself_cannot_be_told_apart(plain: Path) -> None:
    for one in compare(plain, plain):
        assert (one.difference.mean, one.won, one.lost, one.significance) == (0, (), (), "cannot tell")
        assert one.smallest_significant >= 4 / one.difference.n  # fewer than four that differ would pass for chance
