"""Signals become a confidence, the confidence a decision."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import BadInputError
from pullquote.rag import SETTINGS, LogisticJudge, Quote, Reading, Refuse
from tests.conftest import article
from tests.rag.conftest import passage

# (3 - 1) / 2 * 1.5 - 0.5 = 1 for "answerable", 3 * 0.5 = 1.5 for "right"
VALUES = {
    "answerable": {"features": {"score": [1, 2, 1.5]}, "bias": -0.5},
    "right": {"features": {"score": [0, 1, 0.5]}, "bias": 0.0},
    "unanswerable": 0.5,
    "refuse": {"strict": {"threshold": 0.8}, "balanced": {"threshold": 0.55}, "everything": {"threshold": 0.0}},
}
SURE = 1 / (1 + math.exp(-1)) / (1 + math.exp(-1.5))  # 0.598
ONE = (Quote(passage(article("a", "The mill burnt.")), 0, 15, 1.0),)
COUNTED = {"questions": 100, "rows": [[0.7, 100, 0]]}


@pytest.mark.parametrize(("threshold", "refused"), [(None, False), (0.59, False), (0.6, True)])
def test_the_confidence_is_a_product_of_two_chances_and_decides_against_the_threshold(
    threshold: float | None, refused: bool
) -> None:
    found = LogisticJudge.of(VALUES, threshold).judge(Reading(ONE, signals={"score": 3.0, "other": 9.0}))
    assert found.confidence == pytest.approx(SURE)
    assert found.refused is refused


@pytest.mark.parametrize(("refuse", "threshold"), list(zip(SETTINGS, (0.8, 0.55, 0.0), strict=True)))
def test_a_setting_has_its_threshold(refuse: Refuse, threshold: float) -> None:
    assert LogisticJudge.of(VALUES, refuse=refuse).threshold == threshold


@given(st.floats(-5, 5), st.floats(0.05, 0.95))
def test_another_share_of_unanswerable_questions_multiplies_the_odds(score: float, share: float) -> None:
    def odds(unanswerable: float) -> float:
        judge = LogisticJudge.by_signal("score", 0.5)
        judge = LogisticJudge(judge.answerable, 0.5, unanswerable=unanswerable)
        chance = judge.confidence({"score": score})
        return chance / (1 - chance)

    assert odds(share) == pytest.approx(odds(0.5) * (1 - share) / share, rel=1e-6)


def test_where_nothing_was_found_it_refuses_whatever_the_threshold() -> None:
    found = LogisticJudge.of(VALUES, 0.0).judge(Reading())
    assert (found.confidence, found.refused) == (0.0, True)


def test_a_signal_that_the_reader_owes_is_named() -> None:
    with pytest.raises(BadInputError, match="the reader gave no signal 'score', which this judge weighs"):
        LogisticJudge.of(VALUES).judge(Reading(ONE, signals={"other": 9.0}))


def test_a_signal_taken_at_its_word_is_the_logarithm_of_the_odds() -> None:
    # odds of 3 to 1 are a chance of 3 / (3 + 1)
    judge = LogisticJudge.by_signal("over_null", 0.5)
    assert judge.confidence({"over_null": math.log(3), "span": 9.0}) == pytest.approx(0.75)
    assert [judge.judge(Reading(ONE, signals={"over_null": odds})).refused for odds in (0.0, -0.01)] == [False, True]


def test_a_risk_takes_the_threshold_that_is_promised() -> None:
    assert LogisticJudge.of(VALUES | {"risk": COUNTED}, risk=0.05).threshold == 0.7
    with pytest.raises(BadInputError, match="the lowest risk that 100 calibration questions support"):
        LogisticJudge.of(VALUES | {"risk": COUNTED}, risk=0.001)


def test_weights_for_which_nothing_was_counted_promise_nothing() -> None:
    with pytest.raises(BadInputError, match="no risk was counted; run: pullquote calibrate QUESTIONS --index FOLDER"):
        LogisticJudge.of(VALUES, risk=0.05)
