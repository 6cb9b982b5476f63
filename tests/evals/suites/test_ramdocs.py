"""RAMDocs: how many of the right answers are claimed, and whether a misleading one stands alone."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import load
from tests.evals.suites.conftest import IndexOf, quote, ramdocs_data, trial_of


def test_right_answers_are_counted_and_a_misleading_one_must_not_stand_alone(tmp_path: Path, index_of: IndexOf) -> None:
    suite = load("ramdocs", [ramdocs_data(tmp_path, gold_answers=["1856", "1857"])])
    held = index_of(suite)
    right = quote(held, "ramdocs-0001/01", "The church was founded in 1856.", "1856")
    wrong = quote(held, "ramdocs-0001/02", "The church was founded in 1900.")
    scorer, example = suite.scorer(held), suite.examples[0]
    assert scorer.figures(example, trial_of(right, wrong)) == {"gold_shown": 0.5, "misleading_alone": 0}
    assert scorer.figures(example, trial_of(wrong)) == {"gold_shown": 0, "misleading_alone": 1}
    assert scorer.figures(example, trial_of(wrong, refused=True)) == {"gold_shown": 0, "misleading_alone": 0}
    assert [scorer.right(example, [one]) for one in (right, wrong)] == [True, False]
    assert scorer.relevant(example) == {"ramdocs-0001/01": 1}


def test_where_nothing_misleads_nothing_misleading_is_counted(tmp_path: Path, index_of: IndexOf) -> None:
    suite = load("ramdocs", [ramdocs_data(tmp_path, wrong_answers=[])])
    held = index_of(suite)
    found = suite.scorer(held).figures(
        suite.examples[0], trial_of(quote(held, "ramdocs-0001/03", "Organs have pipes."))
    )
    assert found == {"gold_shown": 0}


def test_a_question_without_a_right_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match=r"ramdocs\.jsonl:1: no 'gold_answers'"):
        load("ramdocs", [ramdocs_data(tmp_path, gold_answers=[])])
