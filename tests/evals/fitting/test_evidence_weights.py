"""A formula is fitted so that right sentences come first, and no evidence speaks against a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from pullquote.corpus import Span
from pullquote.evals.fitting.evidence_weights import Remembered, Seen, listwise, log_odds
from pullquote.index import Passage
from pullquote.rag import EVIDENCE, Found, Weights
from tests.conftest import article

RNG = np.random.default_rng(1)


@dataclass
class Counting:
    """Counts how often it is asked."""

    sha256: str = "abc"
    asked: int = 0

    def read(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        self.asked += 1
        return [Found(float(len(question)), 0.0, ()) for _ in passages]


def test_what_tells_is_weighed_and_what_misleads_is_not() -> None:
    table, right = [], []
    for _ in range(300):
        row = RNG.normal(size=(6, 3))
        hit = np.arange(6) == np.argmax(row[:, 0] - row[:, 1] + RNG.normal(size=6) / 4)
        table.append(row)
        right.append(hit)
    found = listwise(["tells", "misleads", "noise"], table, right, np.full(300, 1 / 300))
    weights = Weights.of({"features": found})
    assert weights.weight[0] > 1 and weights.weight[1] == 0 and weights.weight[2] < 0.3
    first = [hit[np.argmax(weights.score(row))] for row, hit in zip(table, right, strict=True)]
    assert np.mean(first) > 0.5  # by chance .17


def test_a_question_counts_as_much_as_it_is_told_to() -> None:
    one, other = np.array([[1.0], [-1.0]]), np.array([[-1.0], [1.0]])
    first = np.array([True, False])
    alone = listwise(["a"], [one, other], [first, first], np.array([0.9, 0.1]))
    assert alone["a"][2] > 0
    assert listwise(["a"], [one, other], [first, first], np.array([0.1, 0.9]))["a"][2] == 0


def test_a_network_is_asked_once_for_the_same_windows() -> None:
    text = article("a", "One. Two.")
    whole, part = Passage(text, 0, 9, (Span(0, 4), Span(5, 9)), 1), Passage(text, 0, 4, (Span(0, 4),), 1)
    network = Counting()
    remembered = Remembered(network)
    first = remembered.read("Why?", [whole])
    assert remembered.read("Why?", [whole]) == first and network.asked == 1
    remembered.read("Why?", [part])
    remembered.read("Why not?", [whole])
    assert network.asked == 3
    assert remembered.sha256 == "abc"


def test_a_score_becomes_the_logarithm_of_the_odds_that_a_sentence_answers() -> None:
    features = {name: [0.0, 1.0, float(name == "span")] for name in EVIDENCE}
    seen = []
    for _ in range(2000):
        rows = RNG.normal(size=(4, 4))
        odds = 3 * rows[:, EVIDENCE.index("span")] - 1
        seen.append(Seen(True, rows, RNG.random(4) < 1 / (1 + np.exp(-odds))))
    found = Weights.of(log_odds(seen, features))
    assert found.weight[EVIDENCE.index("span")] == pytest.approx(3, rel=0.1)
    assert found.bias == pytest.approx(-1, abs=0.1)
