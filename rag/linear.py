"""The linear model that both reader and judge are, and the figures that were fitted for them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model: (feature - mean) / deviation, times weight, summed. All arrays are in the order of `names`."""

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    weight: NDArray[np.float64]
    bias: float = 0.0

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Weights":
        """From what is written down: `features`, each with its mean, deviation and weight, and the `bias`."""
        table = values["features"]
        columns = np.array([table[name] for name in table], np.float64).reshape(-1, 3).T
        return cls(tuple(table), columns[0], columns[1], columns[2], float(values.get("bias", 0.0)))

    def score(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """A score for each row of features (rows, names)."""
        scaled = (rows - self.mean) / self.deviation
        # One product after another: a matrix product may round otherwise with another number of rows.
        return np.asarray((scaled * self.weight).sum(axis=1) + self.bias)


@cache
def fitted(reader: str) -> dict[str, Any]:
    """What `python -m pullquote.evals.fitting` found for a reader: its weights, its judge's and the threshold.

    Raises KeyError for a reader that nothing was fitted for.
    """
    found = json.loads(files("pullquote.rag").joinpath("fitted.json").read_text(encoding="utf-8"))
    return dict(found[reader])
