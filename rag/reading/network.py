"""What a network is that reads a question and a passage together, and how an answer is taken out of its logits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import Span
from pullquote.index import Passage

Logits = NDArray[np.float32]  # (tokens,): how likely the answer starts, or ends, with each


@dataclass(frozen=True, slots=True)
class Found:
    """What a network makes of one passage. All numbers are logits.

    `relevance` is how likely the passage answers, `null` how likely it does not. `spans` has, for each of the passage's
    sentences, the best answer that begins in it (characters of the article) and its logit; a sentence that was not read
    has None and -inf.
    """

    relevance: float
    null: float
    spans: tuple[tuple[float, Span | None], ...]


class Network(Protocol):
    """Reads a question together with each of several passages."""

    @property
    def sha256(self) -> str:
        """Of the weights: what a calibration was made for."""
        ...

    def read(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        """What is found in each passage, in their order; the logits of all of them can be compared."""
        ...


def best_span(
    offsets: NDArray[np.int64], begins: Sequence[bool], start: Logits, end: Logits, sentence: Span, longest: int
) -> tuple[float, Span | None]:
    """The best span of at most `longest` tokens inside a sentence and its logit, widened to whole words; ties go to
    the first. `offsets` (tokens, 2) are characters of the article, `begins` tells which tokens begin a word."""
    inside = np.flatnonzero((offsets[:, 0] >= sentence.start) & (offsets[:, 1] <= sentence.end))
    if not len(inside):
        return float("-inf"), None
    low, high = int(inside[0]), int(inside[-1])
    sums = start[low : high + 1, None] + end[None, low : high + 1]
    allowed = np.triu(np.ones(sums.shape, bool)) & ~np.triu(np.ones(sums.shape, bool), longest)
    best = int(np.where(allowed, sums, -np.inf).argmax())
    first, last = divmod(best, high - low + 1)
    score = float(sums[first, last])
    first, last = first + low, last + low
    while first > low and not begins[first]:
        first -= 1
    while last < high and last + 1 < len(begins) and not begins[last + 1]:
        last += 1
    return score, Span(int(offsets[first, 0]), int(offsets[last, 1]))
