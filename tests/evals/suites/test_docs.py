"""Documentation sections: the first three."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import load
from pullquote.evals.example import Trial
from pullquote.index import Hit
from pullquote.rag import Answer, Refusal
from tests.evals.suites.conftest import IndexOf, docs_data


def test_docs_counts_the_first_three_sections(tmp_path: Path, index_of: IndexOf) -> None:
    suite = load("docs", [docs_data(tmp_path, ["http://d/1", "http://d/4"])])
    held = index_of(suite)
    passages = [held.passages(held.article(f"http://d/{i}"))[0] for i in (0, 1, 1, 2, 4)]
    answer = Answer("?", "?", 0.0, refusal=Refusal("too_weak", "No."), ranking=tuple(passages[:2]))
    found = suite.scorer(held).figures(
        suite.examples[0], Trial(answer, answer, tuple(Hit(p, 1, 1, 1) for p in passages))
    )
    # sections 0, 1, 2 of which 1 is right: precision 1/3, recall 1/2, first right at 2; the reader gave 0, 1
    assert (found["precision"], found["recall"], found["mrr"]) == pytest.approx((1 / 3, 1 / 2, 1 / 2))
    assert (found["reader.precision"], found["reader.recall"]) == pytest.approx((1 / 2, 1 / 2))


def test_a_section_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match=r"questions\.json:1: \[0\]: no section 'http://d/9'"):
        load("docs", [docs_data(tmp_path, ["http://d/9"])])
