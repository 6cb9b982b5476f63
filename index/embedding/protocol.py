"""What turns texts into vectors must do, and how long work says how far it is."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]  # (texts, dim), rows of length 1
Advance = Callable[[int], None]  # called with the number of pieces that were done since the last call
TrackProgress = Callable[[str, int], Advance]  # what is done, and the number of pieces


def no_progress(_what: str, _total: int) -> Advance:
    """Shows nothing."""
    return ignore_progress


def ignore_progress(_done: int) -> None:
    """Takes note of nothing."""


class Embedder(Protocol):
    """Maps texts to vectors, so that a question is near to the passages that speak to it.

    `name` and `precision` are what an index keeps of it; `dim` is the length of a vector and `window` the longest text
    in tokens, special tokens and prompts not counted: of a longer one only the beginning counts. The same text has the
    same vector in every call, but for rounding.
    """

    name: str
    precision: str
    dim: int
    window: int

    def encode_questions(self, texts: Sequence[str]) -> Matrix:
        """A row of length 1 for each question, in their order; zeros for one without a word, which has no direction."""

    def encode_passages(self, texts: Sequence[str], advance: Advance = ...) -> Matrix:
        """A row for each passage, as for questions. `advance` is called as texts are done."""

    def count(self, texts: list[str]) -> list[int]:
        """The tokens of each text, special tokens not counted."""


def unit_rows(rows: Matrix) -> Matrix:
    """Rows scaled to length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)
