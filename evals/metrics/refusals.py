"""Confidence against what was right: who should have been refused, and what each threshold would cost.

Risk and coverage are those of El-Yaniv and Wiener 2010, the area under their curve that of Geifman et al. 2019.
"""

from dataclasses import dataclass

import numpy as np

from pullquote.evals.metrics.figure import Floats


def auroc(confidence: Floats, positive: Floats) -> float:
    """Chance that a positive has more confidence than a negative, ties half (Mann-Whitney); NaN without both."""
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        return float("nan")
    _, group, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[group]  # ties share their mean rank
    return float((ranks[positive > 0].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def risk_coverage(confidence: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Coverage and risk (share wrong among those answered) at each distinct threshold, most confident first."""
    order = np.argsort(-confidence, kind="stable")
    last = np.append(np.flatnonzero(np.diff(confidence[order])), len(order) - 1) if len(order) else np.array([], int)
    answered = last + 1.0
    return answered / max(len(order), 1), 1 - np.cumsum(right[order])[last] / answered


def area(confidence: Floats, right: Floats) -> float:
    """Area under the risk-coverage curve: the mean risk over all coverages. Inside a tie the risk is the tie's end."""
    coverage, risk = risk_coverage(confidence, right)
    return float(np.sum(np.diff(coverage, prepend=0.0) * risk)) if len(risk) else float("nan")


def coverage_at(confidence: Floats, right: Floats, risk: float) -> float:
    """The largest share of questions that some threshold answers with at most this risk."""
    coverage, risks = risk_coverage(confidence, right)
    return float(coverage[risks <= risk + 1e-12].max(initial=0.0))


BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence: its mean, the share that was right, how many."""

    confidence: float
    right: float
    n: int


def reliability(confidence: Floats, right: Floats) -> list[Bin]:
    """Ten bins of equal width from 0 to 1, the empty ones left out."""
    which = np.minimum((confidence * BINS).astype(int), BINS - 1)
    chosen = [which == number for number in range(BINS)]
    return [Bin(float(confidence[c].mean()), float(right[c].mean()), int(c.sum())) for c in chosen if c.any()]


def calibration_error(confidence: Floats, right: Floats) -> float:
    """Expected calibration error: the mean gap between confidence and share right, over ten bins (Naeini et al.
    2015)."""
    total = max(len(confidence), 1)
    return sum(abs(b.confidence - b.right) * b.n / total for b in reliability(confidence, right))


def refusal_precision(refused: Floats, answerable: Floats) -> float:
    """Share of the refusals that were of unanswerable questions; NaN without a refusal."""
    return float((1 - answerable)[refused > 0].mean()) if refused.any() else float("nan")


def wrong_among_given(refused: Floats, right: Floats) -> float:
    """Share of the answers that were given that are wrong; NaN without an answer."""
    return float((1 - right)[refused < 1].mean()) if (refused < 1).any() else float("nan")
