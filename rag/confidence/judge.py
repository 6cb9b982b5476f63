"""Whether the first quote answers: signals become a confidence, the confidence a decision."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pullquote.corpus import PullquoteError
from pullquote.rag.confidence.risk import from_rows
from pullquote.rag.reading.sentence_reader import Weights, fitted


@dataclass(frozen=True, slots=True)
class Verdict:
    """`confidence` is the calibrated chance (0 to 1) that the question can be answered by the first quote."""

    confidence: float
    refused: bool


class Judge:
    """Logistic regression over the reader's signals, against one threshold."""

    def __init__(self, weights: Weights, threshold: float) -> None:
        self.weights = weights
        self.threshold = threshold

    @classmethod
    def fitted(cls, reader: str = "sentence", threshold: float | None = None, *, risk: float | None = None) -> "Judge":
        """The one that was fitted for a reader, with another threshold where one, or a risk, is given."""
        return cls.of(fitted(reader), threshold, risk=risk)

    @classmethod
    def of(cls, values: Mapping[str, Any], threshold: float | None = None, *, risk: float | None = None) -> "Judge":
        """From what fitting or calibrating wrote. `risk` takes the lowest threshold that keeps at most that share wrong
        among what is answered; raises PullquoteError where none does, or nothing was counted."""
        if risk is not None:
            if "risk" not in values:
                raise PullquoteError(
                    "for this reader no risk was counted; run: pullquote calibrate QUESTIONS --index FOLDER"
                    " (or, for the shipped weights: python -m pullquote.evals.fitting.fit)"
                )
            threshold = from_rows(values["risk"]["questions"], values["risk"]["rows"]).threshold_for(risk)
        return cls(Weights.of(values["judge"]), float(values["threshold"] if threshold is None else threshold))

    def judge(self, signals: Mapping[str, float]) -> Verdict:
        """The verdict on a reading; without signals nothing was found and the confidence is 0."""
        if not signals:
            return Verdict(0.0, True)
        row = np.array([[signals[name] for name in self.weights.names]])
        confidence = 1 / (1 + math.exp(-float(self.weights.score(row)[0])))
        return Verdict(confidence, confidence < self.threshold)
