"""Whether the first quote answers: signals become a confidence, the confidence a decision."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from pullquote.corpus import BadInputError
from pullquote.rag.confidence.risk import RiskTable
from pullquote.rag.linear import Weights
from pullquote.rag.reading.reader import Reading


@dataclass(frozen=True, slots=True)
class Verdict:
    """`confidence` is the calibrated chance (0 to 1) that the question can be answered by the first quote."""

    confidence: float
    refused: bool


class Judge(Protocol):
    """Decides whether what a reader found is an answer."""

    def judge(self, reading: Reading) -> Verdict:
        """The verdict on the first quote of a reading; one without quotes is refused with the confidence 0.

        Raises BadInputError where the reading lacks a signal that is weighed.
        """
        ...


@dataclass(frozen=True, slots=True)
class LogisticJudge:
    """Logistic regression over the reader's signals, against one threshold."""

    weights: Weights
    threshold: float

    @classmethod
    def of(
        cls, values: Mapping[str, Any], threshold: float | None = None, *, risk: float | None = None
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
        return cls(Weights.of(values["judge"]), float(values["threshold"] if threshold is None else threshold))

    @classmethod
    def by_signal(cls, name: str, threshold: float) -> "LogisticJudge":
        """One that takes a signal to be the logarithm of the odds, as it is; it is not calibrated."""
        zero, one = np.zeros(1), np.ones(1)
        return cls(Weights((name,), zero, one, one), threshold)

    def judge(self, reading: Reading) -> Verdict:
        """Refuse below the threshold, and where there are no quotes."""
        if not reading.quotes:
            return Verdict(0.0, refused=True)
        confidence = self._chance(reading.signals)
        return Verdict(confidence, confidence < self.threshold)

    def confidence(self, signals: Mapping[str, float]) -> float:
        """The chance (0 to 1) that signals with these values come with an answer; without signals 0."""
        return self._chance(signals) if signals else 0.0

    def _chance(self, signals: Mapping[str, float]) -> float:
        if missing := [name for name in self.weights.names if name not in signals]:
            raise BadInputError(
                f"the reader gave no signal {missing[0]!r}, which this judge weighs; bring another judge"
            )
        row = np.array([[signals[name] for name in self.weights.names]])
        return 1 / (1 + math.exp(-float(self.weights.score(row)[0])))
