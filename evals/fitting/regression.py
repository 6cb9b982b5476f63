"""Fits a judge: which signals speak for an answer, and how much, by logistic regression."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from pullquote.evals.metrics.figure import Floats
from pullquote.rag import Weights

Flags = NDArray[np.bool_]
Signals = Sequence[Mapping[str, float]]
Features = dict[str, list[float]]  # mean, deviation and weight of each
PENALTY = 1e-3  # on the squares of the weights
# How far (standard deviation, in logits for one deviation of a signal) a corpus's weights are expected to lie from the
# shipped ones: half of a usual weight. A few dozen questions then move little but the scale and the shift (Platt 1999,
# two figures), some hundreds every weight; there is no number of questions at which the one becomes the other.
APART = 0.25


class Logistic(TypedDict):
    """A logistic regression as it is written down: for each signal mean, deviation and weight, and the bias."""

    features: Features
    bias: float


def fit_logistic(signals: Signals, true: Flags, weight: Floats) -> Logistic:
    """Logistic regression in which every signal may only speak for an answer.

    Signals of one kind rise and fall together; left free, one of them takes a weight of the wrong sign, which fits
    these questions and fails others whose wording is further from the text.
    """
    names = list(signals[0])
    table, mean, deviation = _table(signals, names)
    scaled = np.column_stack([(table - mean) / deviation, np.ones(len(table))])
    sign = np.where(true, 1.0, -1.0)
    share = weight / weight.sum()

    def loss(w: Floats) -> tuple[float, Floats]:
        margin = sign * (scaled @ w)
        penalty = PENALTY * np.append(w[:-1], 0.0)
        gradient = -scaled.T @ (share * sign * _logistic(-margin)) + 2 * penalty
        return float(share @ np.logaddexp(0, -margin) + penalty @ w), gradient

    found = least(loss, np.zeros(len(names) + 1), [*[(0.0, None)] * len(names), (None, None)])
    return _written(names, mean, deviation, found[:-1], found[-1])


def fit_around(base: Weights, signals: Signals, true: Flags) -> Logistic:
    """The most probable judge when each weight is expected at `scale` times the base's, give or take APART, `scale` at
    1, give or take 1, and the bias at the base's, give or take 3. No signal speaks against an answer."""
    names = base.names
    table = np.array([[one[name] for name in names] for one in signals])
    scaled = (table - base.mean) / base.deviation
    sign = np.where(true, 1.0, -1.0)

    def loss(w: Floats) -> tuple[float, Floats]:
        weight, bias, scale = w[:-2], w[-2], w[-1]
        margin = sign * (scaled @ weight + bias)
        pull = -sign * _logistic(-margin)
        apart = (weight - scale * base.weight) / APART**2
        shift = (bias - base.bias) / 3
        far = apart @ (weight - scale * base.weight) + (scale - 1) ** 2 + shift**2
        gradient = [scaled.T @ pull + apart, [pull.sum() + shift / 3, scale - 1 - apart @ base.weight]]
        return float(np.logaddexp(0, -margin).sum() + far / 2), np.concatenate(gradient)

    bounds = [*[(0.0, None)] * len(names), (None, None), (0.0, None)]
    found = least(loss, np.concatenate([base.weight, [base.bias, 1]]), bounds)
    return _written(names, base.mean, base.deviation, found[:-2], found[-2])


def least(
    loss: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    bounds: Sequence[tuple[float | None, float | None]] | None = None,
) -> Floats:
    """Where a loss, which also gives its gradient, is least, by L-BFGS-B."""
    from scipy.optimize import minimize

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x, np.float64)


def rounded(names: Sequence[str], mean: Floats, deviation: Floats, weight: Floats) -> Features:
    """As they are written down, to six digits."""
    return {n: [float(f"{v:.6g}") for v in (mean[i], deviation[i], weight[i])] for i, n in enumerate(names)}


def _table(signals: Signals, names: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """The signals (questions, names), their means and their deviations, 1 where all are alike."""
    table = np.array([[one[name] for name in names] for one in signals])
    deviation = table.std(axis=0)
    deviation[deviation == 0] = 1
    return table, table.mean(axis=0), deviation


def _logistic(values: Floats) -> Floats:
    from scipy.special import expit

    return np.asarray(expit(values), np.float64)


def _written(names: Sequence[str], mean: Floats, deviation: Floats, weight: Floats, bias: float) -> Logistic:
    return {"features": rounded(names, mean, deviation, weight), "bias": float(f"{bias:.6g}")}
