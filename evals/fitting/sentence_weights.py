"""Fits the sentence reader: how much each kind of evidence weighs for a sentence."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pullquote.evals.fitting.benchmarks import IndexedExample
from pullquote.evals.fitting.regression import PENALTY, Flags, least
from pullquote.evals.metrics.bootstrap import Floats
from pullquote.rag import FEATURE_NAMES, NETWORK_FEATURES, Network, Question, SentenceReader, Weights, candidates

NATURAL = 0.25  # what CLAPNQ's questions count for


def fit_sentences(asked: Sequence[IndexedExample], network: Network | None, passages: int) -> dict[str, list[float]]:
    """Mean, deviation and weight of each kind of evidence, from the questions of which a right sentence is found.

    The few questions that were asked before anybody had seen the passage (CLAPNQ's) count for a quarter: those written
    with it in view repeat its words more than readers do.
    """
    names = FEATURE_NAMES + (NETWORK_FEATURES if network else ())
    blank = Weights(names, *np.ones((3, len(names))))
    readers = {id(one.index): SentenceReader(one.index.idf, blank, network) for one in asked}
    rows, right, of_squad = [], [], []
    for one in asked:
        hits = one.index.search(one.example.question, passages)
        hit = np.array([one.answered_by(c.hit.passage.article, *c.span) for c in candidates(hits)])
        if hit.any():
            rows.append(readers[id(one.index)].evidence(Question(one.example.question), hits)[0])
            right.append(hit)
            of_squad.append(one.squad)
    first = np.array(of_squad)
    counts = np.where(first, (1 - NATURAL) / first.sum(), NATURAL / max(1, (~first).sum()))
    return listwise(names, rows, right, counts)


def listwise(
    names: Sequence[str], rows: Sequence[NDArray[np.float64]], right: Sequence[Flags], counts: Floats
) -> dict[str, list[float]]:
    """Listwise softmax regression (Cao et al. 2007): the likelihood that a right sentence is drawn among its question's
    candidates. `counts` is how much each question counts; they sum to 1."""
    from scipy.special import logsumexp

    everything = np.concatenate(rows)
    mean, deviation = everything.mean(axis=0), everything.std(axis=0)
    deviation[deviation == 0] = 1
    scaled = [(r - mean) / deviation for r in rows]

    def loss(weight: Floats) -> tuple[float, Floats]:
        total, gradient = float(PENALTY * weight @ weight), 2 * PENALTY * weight
        for row, hit, count in zip(scaled, right, counts, strict=True):
            scores = row @ weight
            every, good = logsumexp(scores), logsumexp(scores[hit])
            total += float(count * (every - good))
            gradient = gradient + count * (row.T @ np.exp(scores - every) - row[hit].T @ np.exp(scores[hit] - good))
        return total, gradient

    found = least(loss, np.zeros(len(names)))
    return {n: [float(f"{v:.6g}") for v in (mean[i], deviation[i], found[i])] for i, n in enumerate(names)}
