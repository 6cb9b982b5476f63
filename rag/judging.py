"""Whether the first quote answers: signals become a confidence, the confidence a decision."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pullquote.rag.sentence_reader import Weights, fitted


@dataclass(frozen=True, slots=True)
class Verdict:
    """`confidence` is the calibrated chance (0 to 1) that the question can be answered by the first quote."""

    confidence: float
    refused: bool


class Judge:
    """Logistic regression over the reader's signals, against one threshold."""

    def __init__(self, weights: Weights, threshold: float) -> None:
        self._weights = weights
        self.threshold = threshold

    @classmethod
    def fitted(cls, reader: str = "sentence", threshold: float | None = None) -> "Judge":
        """The one that was fitted for a reader, with another threshold where one is given."""
        values = fitted(reader)
        return cls(Weights.of(values["judge"]), float(values["threshold"] if threshold is None else threshold))

    def judge(self, signals: Mapping[str, float]) -> Verdict:
        """The verdict on a reading; without signals nothing was found and the confidence is 0."""
        if not signals:
            return Verdict(0.0, True)
        row = np.array([[signals[name] for name in self._weights.names]])
        confidence = 1 / (1 + math.exp(-float(self._weights.score(row)[0])))
        return Verdict(confidence, confidence < self.threshold)
