"""What simpler ways come to on the same question: search by words alone, by meaning alone, by both with no reader."""

from collections.abc import Callable, Mapping, Sequence

from pullquote.evals.example import Example, Scorer
from pullquote.evals.metrics.documents import distinct
from pullquote.evals.metrics.rankings import figures
from pullquote.index import Hit
from pullquote.rag import Quote

RETRIEVAL = "retrieval"
WAYS: Mapping[str, Callable[[Hit], float]] = {
    "bm25": lambda hit: hit.lexical,
    "dense": lambda hit: hit.dense,
    RETRIEVAL: lambda hit: hit.score,
}
SHALLOW = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")  # of rankings that are short


def baselines(example: Example, hits: Sequence[Hit], scorer: Scorer, relevant: Mapping[str, int]) -> dict[str, float]:
    """The figures of each way: its ranking, and whether its first passage, quoted whole, answers (`right`).

    `hits` are a hundred and more of the passages that are best by words and by meaning together: what either finds
    among its first ten is among them, so they are ordered anew and not searched for again. What has no word of the
    question is not found by words.
    """
    found: dict[str, float] = {}
    for name, score in WAYS.items():
        ordered = sorted((hit for hit in hits if score(hit) > 0), key=lambda hit: (-score(hit), hit.passage.id))
        passages = [hit.passage for hit in ordered]
        if name != RETRIEVAL:  # whose ranking is measured anyway
            ranked = figures(distinct(passages, scorer.documents), relevant)
            found |= {f"{name}.{figure}": ranked[figure] for figure in SHALLOW if figure in ranked}
        if example.answerable:
            first = [
                Quote(one, one.start, one.end, score(hit)) for hit, one in zip(ordered, passages[:1], strict=False)
            ]
            found[f"{name}.right"] = float(scorer.right(example, first))
    return found
