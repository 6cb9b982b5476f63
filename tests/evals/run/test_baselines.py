"""Simpler ways are measured from what was found, by hand."""

from collections.abc import Mapping

import pytest

from pullquote.corpus import Article, Source, Span
from pullquote.evals.example import Example, Scorer
from pullquote.evals.run.baselines import baselines
from pullquote.index import Hit, Passage

ARTICLE = Article(Source("folder/a.txt", "a.txt", "Numbers"), "One. Two. Six.")


def hit(start: int, *, dense: float, lexical: float) -> Hit:
    passage = Passage(ARTICLE, start, start + 4, (Span(start, start + 4),), id=start)
    return Hit(passage, (dense + lexical) / 2, dense, lexical)


SCORER = Scorer(
    lambda passage: (str(passage.start),),
    lambda _example: {"5": 1},
    lambda _example, quotes: [quote.text for quote in quotes] == ["Two."],
    lambda _example, _trial: {},
)
HITS = [hit(0, dense=0.9, lexical=0.5), hit(5, dense=0.2, lexical=0.8), hit(10, dense=0.8, lexical=0.0)]


def measured(example: Example, relevant: Mapping[str, int]) -> dict[str, float]:
    return baselines(example, HITS, SCORER, relevant)


def test_each_way_orders_the_same_passages_by_its_own_score() -> None:
    found = measured(Example("q", "Two?"), {"5": 1})
    # by words 5, 0 (10 has none of them); by meaning 0, 10, 5; by both 0 (.7), 5 (.5), 10 (.4)
    assert [found["bm25.mrr@10"], found["dense.mrr@10"]] == pytest.approx([1, 1 / 3])
    assert (found["bm25.right"], found["dense.right"], found["retrieval.right"]) == (1, 0, 0)
    assert "retrieval.mrr@10" not in found  # measured of the whole ranking elsewhere


def test_what_cannot_be_answered_has_no_right_passage() -> None:
    assert measured(Example("q", "Seven?", answerable=False), {}) == {}
