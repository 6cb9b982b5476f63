"""A report has figures with intervals, causes, and nothing that moves between two runs."""

import re
from pathlib import Path

import pytest

from pullquote.evals import BASELINE
from pullquote.evals.metrics.causes import ANSWERED, NOT_READ
from pullquote.evals.report.explained import explanation
from pullquote.evals.report.summary import OF_CHOSEN, by_question, causes, columns
from tests.evals.conftest import result, without_time

NOT_FIGURES = (
    "as_shipped",
    "forced",
    "all_required",
    "refusal",
    "name_absent",
    "answer",
    "also",
    "disputed",
    "questions",
    "time",
    "squad",
)


def test_figures_have_intervals_and_are_explained(plain: Path) -> None:
    found = without_time(plain)
    for name, figure in found["metrics"].items():
        assert set(figure) == {"mean", "low", "high", "n"}
        assert explanation(name.removeprefix("questions.")), name
    # right: rise, mouth, capital, park of six; deep and lions were answered
    assert found["metrics"]["questions.right"]["mean"] == pytest.approx(4 / 6)
    assert found["metrics"]["questions.refusal.recall"]["mean"] == 0
    assert found["metrics"]["questions.citation.receipt"]["mean"] == 1
    assert found["causes"] == {ANSWERED: {"n": 2, "examples": ["deep", "lions"]}}
    assert set(found["by_type"]) == {"factoid", "yes/no", "unanswerable"}
    assert found["by_article"]["towns.md"]["right"]["n"] == 2


def test_every_figure_that_the_docs_list_is_explained_where_it_stands() -> None:
    docs = (BASELINE.parents[1] / "README.md").read_text()
    lists = docs[docs.index("**All suites**") : docs.index("## Where it went wrong")]
    named = set(re.findall(r"`([a-z_]+(?:[.@][\w.@-]+)*)`", lists)) - {*NOT_FIGURES}
    assert len(named) > 40
    assert [name for name in sorted(named) if not explanation(name)] == []


def test_examples_of_a_cause_are_three_whatever_the_order_of_the_rows() -> None:
    failed = [result(f"q{n}", cause=NOT_READ if n % 3 else ANSWERED) for n in range(30)]
    rows = [*failed, result("ok")]
    found = causes(rows)
    assert list(found) == [NOT_READ, ANSWERED]  # 20, 10
    assert (found[NOT_READ]["n"], len(found[NOT_READ]["examples"])) == (20, 3)
    assert found == causes(rows[::-1])


def test_shares_of_what_the_answers_choose_are_the_same_of_questions_and_of_the_set() -> None:
    rows = [
        *[result(f"given{n}", right=n < 5) for n in range(7)],
        *[result(f"lost{n}", right=False, refused=True) for n in range(3)],
        result("unanswerable", right=False, answerable=False),
        result("refused", answerable=False, refused=True, kind_right=True),
    ]
    found = by_question(rows)
    for name, (measure, parts) in OF_CHOSEN.items():
        assert found[name].mean == pytest.approx(measure(*columns(rows, parts))), name
    assert (found["given.wrong"].mean, found["refusal.precision"].mean) == pytest.approx((3 / 8, 1 / 4))
