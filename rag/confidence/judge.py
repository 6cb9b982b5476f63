"""Whether the first quote answers: signals become a confidence, the confidence a decision."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from pullquote.corpus import BadInputError
from pullquote.rag.confidence.risk import RiskTable
from pullquote.rag.linear import Weights
from pullquote.rag.reading.reader import Reading

Refuse = Literal["strict", "balanced", "everything"]
SETTINGS: tuple[Refuse, ...] = ("strict", "balanced", "everything")
# The share of unanswerable questions among those that people ask, where nobody says another.
UNANSWERABLE = 0.25
BALANCED = 0.5  # the share among the questions that `answerable` is fitted on, by weight


@dataclass(frozen=True, slots=True)
class Verdict:
    """`confidence` is the calibrated chance (0 to 1) that the first quote answers the question."""

    confidence: float
    refused: bool


@dataclass(frozen=True, slots=True)
class RefusalFigures:
    """What a setting did on the questions that it was fitted to, in shares: of the answerable and of the unanswerable
    ones how many were refused, of the answers how many were wrong."""

    threshold: float
    refused_answerable: float
    refused_unanswerable: float
    wrong: float


class Judge(Protocol):
    """Decides whether what a reader found is an answer."""

    def judge(self, reading: Reading) -> Verdict:
        """The verdict on the first quote of a reading; one without quotes is refused with the confidence 0.

        Raises BadInputError where the reading lacks a signal that is weighed.
        """
        ...


@dataclass(frozen=True, slots=True)
class LogisticJudge:
    """Two logistic regressions over the reader's signals: whether the articles answer the question at all, and whether
    the first quote does where they do. The confidence is the product.

    `answerable` holds for as many answerable questions as unanswerable ones. For another share `unanswerable` of these,
    its odds are multiplied by those of the share (Saerens et al. 2002): what a question looks like stays the same, how
    often it comes does not. Without `right`, only the first part counts.
    """

    answerable: Weights
    threshold: float
    right: Weights | None = None
    unanswerable: float = BALANCED

    @classmethod
    def of(
        cls,
        values: Mapping[str, Any],
        threshold: float | None = None,
        *,
        refuse: Refuse = "balanced",
        risk: float | None = None,
        unanswerable: float | None = None,
    ) -> "LogisticJudge":
        """From what fitting or calibrating wrote. `risk` takes the lowest threshold that keeps at most that share wrong
        among what is answered; raises BadInputError where none does, or nothing was counted."""
        if risk is not None:
            if "risk" not in values:
                raise BadInputError(
                    "for this reader no risk was counted; run: pullquote calibrate QUESTIONS --index FOLDER"
                    " (or, for the shipped weights: python -m pullquote.evals.fitting)"
                )
            threshold = RiskTable.of_dict(values["risk"]).threshold_for(risk)
        if threshold is None:
            threshold = values["refuse"][refuse]["threshold"]
        return cls(
            Weights.of(values["answerable"]),
            float(threshold),
            Weights.of(values["right"]),
            float(values["unanswerable"] if unanswerable is None else unanswerable),
        )

    @classmethod
    def by_signal(cls, name: str, threshold: float) -> "LogisticJudge":
        """One that takes a signal to be the logarithm of the odds, as it is; it is not calibrated."""
        zero, one = np.zeros(1), np.ones(1)
        return cls(Weights((name,), zero, one, one), threshold)

    def judge(self, reading: Reading) -> Verdict:
        """Refuse below the threshold, and where there are no quotes."""
        if not reading.quotes:
            return Verdict(0.0, refused=True)
        confidence = self.confidence(reading.signals)
        return Verdict(confidence, confidence < self.threshold)

    def confidence(self, signals: Mapping[str, float]) -> float:
        """The chance (0 to 1) that signals with these values come with an answer; without signals 0."""
        if not signals:
            return 0.0
        odds = math.log((1 - self.unanswerable) / self.unanswerable)
        answerable = _chance(_logit(self.answerable, signals) + odds)
        return answerable * (_chance(_logit(self.right, signals)) if self.right else 1.0)


def check_share(unanswerable: float) -> None:
    """Raises BadInputError for what is no share of unanswerable questions."""
    if not 0 < unanswerable < 1:
        raise BadInputError(
            f"unanswerable is {unanswerable:g}; allowed: more than 0 and less than 1, such as 0.25 for one in four"
        )


def _logit(weights: Weights, signals: Mapping[str, float]) -> float:
    if missing := [name for name in weights.names if name not in signals]:
        raise BadInputError(f"the reader gave no signal {missing[0]!r}, which this judge weighs; bring another judge")
    return float(weights.score(np.array([[signals[name] for name in weights.names]]))[0])


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit)) if logit > 0 else 1 - 1 / (1 + math.exp(logit))
