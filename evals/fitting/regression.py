"""Fits a judge: which signals speak for an answer, and how much, by logistic regression."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from pullquote.evals.metrics.bootstrap import Floats
from pullquote.rag import Weights

Flags = NDArray[np.bool_]
Signals = Sequence[Mapping[str, float]]
PENALTY = 1e-3  # on the squares of the weights
# The signals that a judge can weigh, and whether they speak for an answer or against it.
SPEAKS = {
    "margin": 1,
    "dense": 1,
    "passage_dense": 1,
    "fused": 1,
    "covered_by_passage": 1,
    "telling_by_quote": 1,
    "telling_by_article": 1,
    "agreement": 1,
    "names_missing": -1,
    "numbers_missing": -1,
    "relevance": 1,
    "span": 1,
    "span_over_null": 1,
    "best_relevance": 1,
    "span_ahead": 1,
    "relevance_ahead": 1,
}
# Likeness of wording. It tells answerable from unanswerable where the questions were written with the text in view, as
# SQuAD's were, and misleads where readers use words of their own and an unanswerable question is made of the articles'
# names (evals/README.md has the figures). So it is shipped only for the reader that has little else; `calibrate` lets
# one's own questions decide.
WORDING = frozenset({"dense", "passage_dense", "fused", "covered_by_passage", "telling_by_quote", "telling_by_article"})
# How far (standard deviation, in logits for one deviation of a signal) a corpus's weights are expected to lie from the
# shipped ones: half of a usual weight. A few dozen questions then move little but the scale and the shift (Platt 1999,
# two figures), some hundreds every weight; there is no number of questions at which the one becomes the other.
APART = 0.25


class FittedJudge(TypedDict):
    """A judge as it is written down: for each signal mean, deviation and weight, and the bias."""

    features: dict[str, list[float]]
    bias: float


def fit_judge(signals: Signals, right: Flags, weight: Floats) -> FittedJudge:
    """Logistic regression in which evidence may only speak for an answer, and what is missing only against it.

    Signals of one kind rise and fall together; left free, one of them takes a weight of the wrong sign, which fits
    these questions and fails others whose wording is further from the text.
    """
    left_out = WORDING if "relevance" in signals[0] else frozenset()
    names = [name for name in signals[0] if name in SPEAKS and name not in left_out]
    table, mean, deviation = _table(signals, names)
    scaled = np.column_stack([(table - mean) / deviation, np.ones(len(table))])
    sign = np.where(right, 1.0, -1.0)
    share = weight / weight.sum()

    def loss(w: Floats) -> tuple[float, Floats]:
        margin = sign * (scaled @ w)
        penalty = PENALTY * np.append(w[:-1], 0.0)
        gradient = -scaled.T @ (share * sign * _logistic(-margin)) + 2 * penalty
        return float(share @ np.logaddexp(0, -margin) + penalty @ w), gradient

    bounds = [*(_bounds(SPEAKS[name]) for name in names), (None, None)]
    found = least(loss, np.zeros(len(names) + 1), bounds)
    return _written(names, mean, deviation, found[:-1], found[-1])


def fit_around(base: Weights, signals: Signals, right: Flags) -> FittedJudge:
    """The most probable judge when each weight is expected at `scale` times the base's, give or take APART, `scale` at
    1, give or take 1, and the bias at the base's, give or take 3. No weight changes its sign; a signal that the base
    lacks begins at 0 and has the sign of SPEAKS."""
    names = [*base.names, *(name for name in signals[0] if name in SPEAKS and name not in base.names)]
    first = len(base.names)
    table, mean, deviation = _table(signals, names)
    mean[:first], deviation[:first] = base.mean, base.deviation
    prior = np.append(base.weight, np.zeros(len(names) - first))
    scaled = (table - mean) / deviation
    sign = np.where(right, 1.0, -1.0)

    def loss(w: Floats) -> tuple[float, Floats]:
        weight, bias, scale = w[:-2], w[-2], w[-1]
        margin = sign * (scaled @ weight + bias)
        pull = -sign * _logistic(-margin)
        apart = (weight - scale * prior) / APART**2
        shift = (bias - base.bias) / 3
        far = apart @ (weight - scale * prior) + (scale - 1) ** 2 + shift**2
        gradient = [scaled.T @ pull + apart, [pull.sum() + shift / 3, scale - 1 - apart @ prior]]
        return float(np.logaddexp(0, -margin).sum() + far / 2), np.concatenate(gradient)

    signs = [np.sign(known) or SPEAKS.get(name, 0) for name, known in zip(names, prior, strict=True)]
    bounds = [*map(_bounds, signs), (None, None), (0, None)]
    found = least(loss, np.concatenate([prior, [base.bias, 1]]), bounds)
    return _written(names, mean, deviation, found[:-2], found[-2])


def least(
    loss: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    bounds: Sequence[tuple[float | None, float | None]] | None = None,
) -> Floats:
    """Where a loss, which also gives its gradient, is least, by L-BFGS-B."""
    from scipy.optimize import minimize

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x, np.float64)


def _table(signals: Signals, names: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """The signals (questions, names), their means and their deviations, 1 where all are alike."""
    table = np.array([[one[name] for name in names] for one in signals])
    deviation = table.std(axis=0)
    deviation[deviation == 0] = 1
    return table, table.mean(axis=0), deviation


def _logistic(values: Floats) -> Floats:
    from scipy.special import expit

    return np.asarray(expit(values), np.float64)


def _bounds(sign: float) -> tuple[float | None, float | None]:
    return (0 if sign > 0 else None, 0 if sign < 0 else None)


def _written(names: Sequence[str], mean: Floats, deviation: Floats, weight: Floats, bias: float) -> FittedJudge:
    columns = {n: [float(f"{v:.6g}") for v in (mean[i], deviation[i], weight[i])] for i, n in enumerate(names)}
    return {"features": columns, "bias": float(f"{bias:.6g}")}
