"""Ranked documents against graded ones: recall, success, MRR and nDCG as trec_eval computes them."""

from collections.abc import Mapping, Sequence
from math import log2

DEPTHS = (1, 5, 10, 100)


def recall(run: Sequence[str], relevant: Mapping[str, int], k: int) -> float:
    """Share of the relevant documents (grade above 0) among the first `k`."""
    wanted = _wanted(relevant)
    return len(wanted & set(run[:k])) / len(wanted) if wanted else 0.0


def success(run: Sequence[str], relevant: Mapping[str, int], k: int) -> float:
    """1 when a relevant document is among the first `k`."""
    return float(bool(_wanted(relevant) & set(run[:k])))


def reciprocal_rank(run: Sequence[str], relevant: Mapping[str, int], k: int = 10) -> float:
    """1 / rank of the first relevant document, 0 when it is not among the first `k`."""
    wanted = _wanted(relevant)
    return next((1 / rank for rank, doc in enumerate(run[:k], 1) if doc in wanted), 0.0)


def ndcg(run: Sequence[str], relevant: Mapping[str, int], k: int = 10) -> float:
    """Gain is the grade, discount log2(rank + 1); divided by that of the best possible order."""
    best = _gain(sorted(relevant.values(), reverse=True)[:k])
    return _gain([relevant.get(doc, 0) for doc in run[:k]]) / best if best else 0.0


def figures(run: Sequence[str], relevant: Mapping[str, int]) -> dict[str, float]:
    """All of them by name. The run holds each document once; empty for a question without a relevant one."""
    if not _wanted(relevant):
        return {}
    return {
        **{f"recall@{k}": recall(run, relevant, k) for k in DEPTHS},
        **{f"success@{k}": success(run, relevant, k) for k in DEPTHS[:-1]},
        "mrr@10": reciprocal_rank(run, relevant),
        "ndcg@10": ndcg(run, relevant),
    }


def _wanted(relevant: Mapping[str, int]) -> set[str]:
    return {doc for doc, grade in relevant.items() if grade > 0}


def _gain(grades: Sequence[int]) -> float:
    return sum(max(grade, 0) / log2(rank + 1) for rank, grade in enumerate(grades, 1))
