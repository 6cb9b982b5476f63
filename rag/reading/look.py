"""What a network sees in each sentence, and the formula that orders the sentences by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import Span
from pullquote.index import Hit
from pullquote.rag.linear import Weights
from pullquote.rag.reading.candidate import Candidate
from pullquote.rag.reading.network import Network

# What speaks for a sentence: its passage's relevance, the best span that begins in it, by how much that beats "not
# answered here", and what was known before the network read it: the retriever's score, or the quick network's.
EVIDENCE = ("relevance", "span", "over_null", "before")
NO_SPAN = -20.0  # the logit of a sentence that the network has not read


@dataclass(frozen=True, slots=True)
class Look:
    """A sentence as a network saw it: EVIDENCE in its order, and the best short answer that begins in it."""

    hit: Hit
    sentence: Span
    evidence: tuple[float, float, float, float]
    short: Span | None


Before = Mapping[tuple[int, Span], float]  # of a passage's id and a sentence


def look(network: Network, question: str, hits: Sequence[Hit], before: Before) -> list[Look]:
    """What the network sees in each sentence of the hits, in their order. A sentence that `before` does not know was
    scored by retrieval alone."""
    found = network.read(question, [hit.passage for hit in hits])
    return [
        Look(
            hit,
            sentence,
            (
                one.relevance,
                max(NO_SPAN, score),
                max(NO_SPAN, score - one.null),
                before.get((hit.passage.id, sentence), hit.score),
            ),
            short,
        )
        for hit, one in zip(hits, found, strict=True)
        for sentence, (score, short) in zip(hit.passage.sentences, one.spans, strict=True)
    ]


def ranked(looks: Sequence[Look], weights: Weights) -> list[tuple[Candidate, Look]]:
    """The sentences by the weighted sum of their evidence, best first; ties go to the earlier."""
    scores = weights.score(rows(looks))
    order = np.lexsort((np.arange(len(looks)), -scores)).tolist()
    return [(Candidate(looks[i].hit, looks[i].sentence, float(scores[i]), looks[i].short), looks[i]) for i in order]


def rows(looks: Sequence[Look]) -> NDArray[np.float64]:
    """The evidence, (looks, 4)."""
    return np.array([one.evidence for one in looks], np.float64).reshape(-1, len(EVIDENCE))
