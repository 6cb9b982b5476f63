"""Signals become a confidence, the confidence a decision."""

import math

import pytest

from pullquote.corpus import BadInputError
from pullquote.rag import LogisticJudge, Quote, Reading
from tests.conftest import article
from tests.rag.conftest import passage

# (3 - 1) / 2 * 1.5 - 0.5 = 1
VALUES = {"judge": {"features": {"score": [1, 2, 1.5]}, "bias": -0.5}, "threshold": 0.6}
SURE = 1 / (1 + math.exp(-1))  # 0.731
ONE = (Quote(passage(article("a", "The mill burnt.")), 0, 15, 1.0),)
COUNTED = {"questions": 100, "rows": [[0.7, 100, 0]]}


@pytest.mark.parametrize(("threshold", "refused"), [(None, False), (0.73, False), (0.74, True)])
def test_the_confidence_is_the_logistic_of_the_score_and_decides_against_the_threshold(
    threshold: float | None, refused: bool
) -> None:
    found = LogisticJudge.of(VALUES, threshold).judge(Reading(ONE, signals={"score": 3.0, "other": 9.0}))
    assert found.confidence == pytest.approx(SURE)
    assert found.refused is refused


def test_where_nothing_was_found_it_refuses_whatever_the_threshold() -> None:
    found = LogisticJudge.of(VALUES, 0.0).judge(Reading())
    assert (found.confidence, found.refused) == (0.0, True)


@pytest.mark.parametrize("signals", [{}, {"other": 9.0}])
def test_a_signal_that_the_reader_owes_is_named(signals: dict[str, float]) -> None:
    with pytest.raises(BadInputError, match="the reader gave no signal 'score', which this judge weighs"):
        LogisticJudge.of(VALUES).judge(Reading(ONE, signals=signals))


def test_a_signal_taken_at_its_word_is_the_logarithm_of_the_odds() -> None:
    # odds of 3 to 1 are a chance of 3 / (3 + 1)
    judge = LogisticJudge.by_signal("span_over_null", 0.5)
    assert judge.confidence({"span_over_null": math.log(3), "span": 9.0}) == pytest.approx(0.75)
    assert [judge.judge(Reading(ONE, signals={"span_over_null": odds})).refused for odds in (0.0, -0.01)] == [
        False,
        True,
    ]


def test_a_risk_takes_the_threshold_that_is_promised() -> None:
    assert LogisticJudge.of(VALUES | {"risk": COUNTED}, risk=0.05).threshold == 0.7
    with pytest.raises(BadInputError, match="the lowest risk that 100 calibration questions support"):
        LogisticJudge.of(VALUES | {"risk": COUNTED}, risk=0.001)


def test_weights_for_which_nothing_was_counted_promise_nothing() -> None:
    assert LogisticJudge.of(VALUES).threshold == 0.6
    with pytest.raises(BadInputError, match="no risk was counted; run: pullquote calibrate QUESTIONS --index FOLDER"):
        LogisticJudge.of(VALUES, risk=0.05)
