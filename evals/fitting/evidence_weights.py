"""Fits a network's formula: how much each kind of evidence weighs for a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from pullquote.evals.fitting.benchmarks import IndexedExample
from pullquote.evals.fitting.regression import PENALTY, Features, Flags, fit_logistic, least, rounded
from pullquote.evals.metrics.figure import Floats
from pullquote.index import Passage
from pullquote.rag import (
    EVIDENCE,
    Candidate,
    Found,
    Network,
    Question,
    Stage,
    Weights,
    look,
    rows,
    second_look,
)

NATURAL = 0.25  # what CLAPNQ's questions count for


@dataclass(frozen=True)
class Remembered:
    """A network that answers again from memory: a reader is fitted in steps over the same questions."""

    network: Network
    _known: dict[object, list[Found]] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Of the network's weights."""
        return self.network.sha256

    def read(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        """As the network reads."""
        key = question, tuple((p.article.id, p.start, p.end) for p in passages)
        if key not in self._known:
            self._known[key] = self.network.read(question, passages)
        return self._known[key]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a network saw of one question: EVIDENCE of each sentence (sentences, 4), and which of them answer."""

    squad: bool
    rows: NDArray[np.float64]
    right: Flags


class Evidence(TypedDict):
    """A formula as it is written down."""

    features: Features
    bias: float


def see(asked: Sequence[IndexedExample], network: Network, quick: Stage | None, passages: int) -> list[Seen]:
    """What the network sees of each question; with a `quick` stage, of what that would have looked at again."""
    found = []
    for one in asked:
        question = one.example.question
        hits = one.hits(passages)
        before: list[Candidate] = []
        if quick and hits:
            before = [candidate for candidate, _ in quick.read(Question(question), hits)]
            hits = second_look(before)
        scores = {(found.hit.passage.id, found.sentence): found.score for found in before}
        looks = look(network, question, hits, scores)
        right = [one.example.answerable and one.answered_by(seen.hit.passage.article, *seen.sentence) for seen in looks]
        found.append(Seen(one.squad, rows(looks), np.array(right, bool)))
    return found


def fit_evidence(seen: Sequence[Seen], names: Sequence[str] = EVIDENCE) -> Features:
    """Mean, deviation and weight of each kind of evidence, from the questions of which a right sentence is found.

    Evidence that is not in `names` weighs nothing. The few questions that were asked before anybody had seen the
    passage (CLAPNQ's) count for a quarter: those written with it in view repeat its words more than readers do.
    """
    answered = [one for one in seen if one.right.any()]
    first = np.array([one.squad for one in answered])
    counts = np.where(first, (1 - NATURAL) / max(1, first.sum()), NATURAL / max(1, (~first).sum()))
    kept = [EVIDENCE.index(name) for name in names]
    found = listwise(names, [one.rows[:, kept] for one in answered], [one.right for one in answered], counts)
    return {name: found.get(name, [0.0, 1.0, 0.0]) for name in EVIDENCE}


def log_odds(seen: Sequence[Seen], features: Features) -> Evidence:
    """The formula scaled and shifted so that a score is the logarithm of the odds that the sentence answers (Platt
    1999), over all sentences of all questions, those without an answer among them."""
    weights = Weights.of({"features": features})
    scores = np.concatenate([weights.score(one.rows) for one in seen if len(one.rows)])
    right = np.concatenate([one.right for one in seen if len(one.rows)])
    fit = fit_logistic([{"score": score} for score in scores], right, np.ones(len(scores)))
    mean, deviation, weight = fit["features"]["score"]
    scale = weight / deviation
    scaled = {name: [*known[:2], float(f"{known[2] * scale:.6g}")] for name, known in features.items()}
    return {"features": scaled, "bias": float(f"{fit['bias'] - mean * scale:.6g}")}


def listwise(
    names: Sequence[str], table: Sequence[NDArray[np.float64]], right: Sequence[Flags], counts: Floats
) -> Features:
    """Listwise softmax regression (Cao et al. 2007): the likelihood that a right sentence is drawn among its question's
    candidates. `counts` is how much each question counts; they sum to 1."""
    from scipy.special import logsumexp

    everything = np.concatenate(table)
    mean, deviation = everything.mean(axis=0), everything.std(axis=0)
    deviation[deviation == 0] = 1
    scaled = [(r - mean) / deviation for r in table]

    def loss(weight: Floats) -> tuple[float, Floats]:
        total, gradient = float(PENALTY * weight @ weight), 2 * PENALTY * weight
        for row, hit, count in zip(scaled, right, counts, strict=True):
            scores = row @ weight
            every, good = logsumexp(scores), logsumexp(scores[hit])
            total += float(count * (every - good))
            gradient = gradient + count * (row.T @ np.exp(scores - every) - row[hit].T @ np.exp(scores[hit] - good))
        return total, gradient

    # Evidence speaks for a sentence or not at all: two kinds that rise and fall together would else be set off.
    found = least(loss, np.zeros(len(names)), [(0.0, None)] * len(names))
    return rounded(names, mean, deviation, found)
