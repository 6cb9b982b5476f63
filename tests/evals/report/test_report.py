"""A report has figures with intervals, causes, and nothing that moves between two runs."""

from pathlib import Path

import pytest

from pullquote.evals import BASELINE
from pullquote.evals.metrics.causes import ANSWERED, NOT_READ
from pullquote.evals.report.summary import causes
from tests.evals.conftest import result, without_time


def test_figures_have_intervals_and_names_that_the_docs_list(plain: Path) -> None:
    found = without_time(plain)
    docs = (BASELINE.parents[1] / "README.md").read_text()
    for name, figure in found["metrics"].items():
        assert set(figure) == {"mean", "low", "high", "n"}
        assert f"`{name.removeprefix('questions.')}`" in docs, name
    # right: rise, mouth, capital, park of six; deep and lions were answered
    assert found["metrics"]["questions.right"]["mean"] == pytest.approx(4 / 6)
    assert found["metrics"]["questions.refusal.recall"]["mean"] == 0
    assert found["metrics"]["questions.citation.receipt"]["mean"] == 1
    assert found["causes"] == {ANSWERED: {"n": 2, "examples": ["deep", "lions"]}}
    assert set(found["by_type"]) == {"factoid", "yes/no", "unanswerable"}
    assert found["by_article"]["towns.md"]["right"]["n"] == 2


def test_examples_of_a_cause_are_three_whatever_the_order_of_the_rows() -> None:
    failed = [result(f"q{n}", cause=NOT_READ if n % 3 else ANSWERED) for n in range(30)]
    rows = [*failed, result("ok")]
    found = causes(rows)
    assert list(found) == [NOT_READ, ANSWERED]  # 20, 10
    assert (found[NOT_READ]["n"], len(found[NOT_READ]["examples"])) == (20, 3)
    assert found == causes(rows[::-1])
