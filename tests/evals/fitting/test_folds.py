"""Nobody is judged by a judge that has seen the same article."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pullquote.evals.fitting.folds import FOLDS, answering, folds, out_of_fold
from pullquote.evals.fitting.judge_fit import FittedJudge, fit_judge
from pullquote.rag import WITHOUT_NAME
from tests.evals.fitting.test_regression import drawn


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60))
def test_a_fold_keeps_a_group_whole_and_no_fold_is_much_larger(groups: list[str]) -> None:
    fold = folds(groups)
    for group in set(groups):
        assert len({int(fold[i]) for i, one in enumerate(groups) if one == group}) == 1
    largest = max(groups.count(group) for group in set(groups))
    sizes = [int((fold == number).sum()) for number in range(FOLDS)]
    assert max(sizes) - min(sizes) <= largest


def test_nobody_is_judged_by_a_judge_that_saw_the_same_article() -> None:
    signals, right = drawn(40, 1.0, 0.0)
    groups = [f"article {i % 8}" for i in range(40)]
    seen: list[set[str]] = []

    def fit(rows: NDArray[np.intp]) -> FittedJudge:
        seen.append({groups[i] for i in rows})
        every = np.ones(len(rows))
        return fit_judge([signals[i] for i in rows], right[rows], right[rows], every)

    confidence = out_of_fold(fit, signals, groups)
    assert ((confidence > 0) & (confidence < 1)).all()
    assert [len(one) for one in seen] == [6, 6, 6, 7, 7]  # eight articles in five folds


def test_a_name_that_is_nowhere_is_answered_only_above_even_odds() -> None:
    confidence = np.array([WITHOUT_NAME - 0.1, WITHOUT_NAME, 0.3])
    assert answering(confidence, np.array([True, True, False])).tolist() == [0.0, WITHOUT_NAME, 0.3]
