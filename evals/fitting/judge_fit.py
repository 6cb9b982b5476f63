"""Fits a judge, and says what each of its settings does."""

import math
from typing import TypedDict

import numpy as np

from pullquote.evals.fitting.regression import Flags, Logistic, Signals, fit_around, fit_logistic
from pullquote.evals.metrics.figure import Floats
from pullquote.rag import SETTINGS, UNANSWERABLE, LogisticJudge, Refuse

# The largest share of answerable questions that a setting refuses; under that, as many unanswerable ones as possible.
REFUSED_ANSWERABLE: dict[Refuse, float] = {"strict": 0.2, "balanced": 0.08, "everything": 0.0}


class FittedJudge(TypedDict):
    """A judge as it is written down (see `LogisticJudge`)."""

    answerable: Logistic
    right: Logistic
    unanswerable: float


class Setting(TypedDict):
    """A threshold and what it did, as shares: refused of the answerable and of the unanswerable questions, wrong of
    what was answered."""

    threshold: float
    refused_answerable: float
    refused_unanswerable: float
    wrong: float


def fit_judge(signals: Signals, answerable: Flags, right: Flags, weight: Floats) -> FittedJudge:
    """From the signals of questions; the weights of the answerable ones are those of the others together."""
    able = np.flatnonzero(answerable).tolist()
    return {
        "answerable": fit_logistic(signals, answerable, weight),
        "right": fit_logistic([signals[i] for i in able], right[able], weight[able]),
        "unanswerable": UNANSWERABLE,
    }


def refit_judge(base: LogisticJudge, signals: Signals, answerable: Flags, right: Flags) -> FittedJudge:
    """A judge near the base (see `fit_around`) for questions as they lie: their share of unanswerable ones is its."""
    share = float(1 - answerable.mean())
    part = fit_around(base.answerable, signals, answerable)
    part["bias"] -= math.log((1 - share) / share)
    able = np.flatnonzero(answerable).tolist()
    right_part = fit_around(base.right or base.answerable, [signals[i] for i in able], right[able])
    return {"answerable": part, "right": right_part, "unanswerable": share}


def settings(confidence: Floats, answerable: Flags, right: Flags, weight: Floats) -> dict[Refuse, Setting]:
    """The threshold of each setting, and what it does to these questions, by weight."""
    return {name: _setting(name, confidence, answerable, right, weight) for name in SETTINGS}


def _setting(name: Refuse, confidence: Floats, answerable: Flags, right: Flags, weight: Floats) -> Setting:
    threshold = _threshold(REFUSED_ANSWERABLE[name], confidence[answerable], weight[answerable])
    refused = confidence < threshold
    found = (
        _share(refused, weight * answerable),
        _share(refused, weight * ~answerable),
        _share(~right, weight * ~refused),
    )
    able, unable, wrong = (float(f"{value:.3g}") for value in found)
    return {"threshold": threshold, "refused_answerable": able, "refused_unanswerable": unable, "wrong": wrong}


def _threshold(rate: float, confidence: Floats, weight: Floats) -> float:
    """The highest that refuses at most this share, by weight."""
    if rate == 0 or not len(confidence):
        return 0.0
    order = np.argsort(confidence, kind="stable")
    at = int(np.searchsorted(np.cumsum(weight[order]) / weight.sum(), rate, side="right"))
    return math.floor(10_000 * float(confidence[order][min(at, len(order) - 1)])) / 10_000


def _share(flags: Flags, weight: Floats) -> float:
    return float(np.average(flags, weights=weight)) if weight.sum() else 0.0
