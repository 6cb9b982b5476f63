"""A judge that is fitted to few questions stays near the shipped one, and no signal speaks the wrong way."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pullquote.evals.fitting.regression import Logistic, fit_around
from pullquote.evals.metrics.figure import Floats
from pullquote.rag import LogisticJudge, Weights


def drawn(count: int, slope: float, shift: float, seed: int = 0) -> tuple[list[dict[str, float]], NDArray[np.bool_]]:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(count, 2))
    right = rng.random(count) < 1 / (1 + np.exp(-(slope * rows[:, 0] + shift)))
    return [{"relevance": a, "fused": b} for a, b in rows], right


BASE = Weights(("relevance", "fused"), np.zeros(2), np.ones(2), np.array([1.0, 0.1]), 0.0)


def confidences(fitted: Logistic, signals: list[dict[str, float]]) -> Floats:
    judge = LogisticJudge(Weights.of(fitted), 0.0)
    return np.array([judge.confidence(one) for one in signals])


def test_few_questions_move_the_shift_and_leave_the_order_alone() -> None:
    signals, right = drawn(30, 1.0, -2.0)
    fitted = fit_around(BASE, signals, right)
    before = np.argsort([BASE.score(np.array([[*one.values()]]))[0] for one in signals])
    after = np.argsort(confidences(fitted, signals))
    assert np.corrcoef(np.argsort(before), np.argsort(after))[0, 1] > 0.95
    assert confidences(fitted, signals).mean() == pytest.approx(right.mean(), abs=0.05)


def test_many_questions_overrule_the_shipped_weights() -> None:
    signals, right = drawn(4000, 3.0, 0.5)
    fitted = fit_around(BASE, signals, right)
    mean, deviation, weight = fitted["features"]["relevance"]
    assert (mean, deviation) == (0.0, 1.0)
    assert weight == pytest.approx(3.0, rel=0.1)
    assert fitted["bias"] == pytest.approx(0.5, abs=0.15)


def test_no_weight_changes_its_sign() -> None:
    signals, right = drawn(2000, -2.0, 0.0)
    fitted = fit_around(BASE, signals, right)
    assert fitted["features"]["relevance"][2] >= 0 <= fitted["features"]["fused"][2]
