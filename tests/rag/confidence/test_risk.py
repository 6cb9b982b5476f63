"""Promises that are kept: the binomial bound, the table of thresholds, and draws from judges that are known."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pullquote.corpus import PullquoteError
from pullquote.rag import RiskTable, legible_json
from pullquote.rag.confidence.risk import GRID, STARTS, RiskRow, check_risk, upper_bound

Floats = NDArray[np.float64]

# -- the binomial bound


@pytest.mark.parametrize(("wrong", "answered"), [(0, 1), (0, 45), (3, 80), (79, 80), (250, 6400)])
@pytest.mark.parametrize("confidence", [0.9, 0.975])
def test_the_bound_is_the_quantile_of_the_beta_distribution(wrong: int, answered: int, confidence: float) -> None:
    from scipy.stats import beta

    exact = beta.ppf(confidence, wrong + 1, answered - wrong)
    assert upper_bound(wrong, answered, confidence) == pytest.approx(exact, abs=1e-9)


def test_none_wrong_leaves_the_share_possible_that_is_spared_so_often() -> None:
    # (1 - p)^45 = 0.1 where p = 1 - 0.1^(1/45) = 0.0499
    assert upper_bound(0, 45, 0.9) == pytest.approx(1 - 0.1 ** (1 / 45))


def test_without_an_answer_or_a_right_one_nothing_is_excluded() -> None:
    assert upper_bound(0, 0, 0.9) == upper_bound(7, 7, 0.9) == 1.0


# -- the table


pairs = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.8, 0.91, 0.98, 1.0]), st.booleans()), max_size=150)


def mostly_right(seed: int, size: int) -> list[tuple[float, bool]]:
    """Questions of which one in twenty or so is answered wrongly."""
    rng = np.random.default_rng(seed)
    return list(zip(rng.random(size).round(2).tolist(), (rng.random(size) > 0.05).tolist(), strict=True))


easy = st.builds(mostly_right, st.integers(0, 10**6), st.integers(100, 400))


def table(found: list[tuple[float, bool]]) -> RiskTable:
    return RiskTable.of([sure for sure, _ in found], [hit for _, hit in found])


def threshold(found: RiskTable, risk: float) -> float:
    """The threshold; 1 where there is none."""
    try:
        return found.threshold_for(risk)
    except PullquoteError:
        return 1.0


@given(pairs)
def test_a_row_counts_the_questions_whose_confidence_reaches_its_threshold(found: list[tuple[float, bool]]) -> None:
    for row in table(found).rows:
        reached = [hit for sure, hit in found if sure >= row.threshold]
        assert (row.answered, row.wrong) == (len(reached), len(reached) - sum(reached))


@given(st.one_of(pairs, easy), st.randoms())
def test_the_order_of_the_questions_changes_nothing(found: list[tuple[float, bool]], random: Any) -> None:
    mixed = list(found)
    random.shuffle(mixed)
    assert table(mixed) == table(found)


@settings(deadline=None)
@given(easy, st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_who_allows_more_risk_is_never_answered_less(found: list[tuple[float, bool]], one: float, other: float) -> None:
    counted = table(found)
    assert threshold(counted, max(one, other)) <= threshold(counted, min(one, other))


@settings(deadline=None)
@given(easy)
def test_no_promise_is_better_than_what_was_seen(found: list[tuple[float, bool]]) -> None:
    counted = table(found)
    for row, promise in zip(counted.rows, counted.promises(), strict=True):
        assert promise >= (row.wrong / row.answered if row.answered else 1)


@settings(deadline=None)
@given(easy)
def test_the_lowest_risk_that_a_refusal_names_is_promised_and_less_is_not(found: list[tuple[float, bool]]) -> None:
    counted = table(found)
    lowest = min(counted.promises())
    if lowest < 0.999:
        assert counted.threshold_for(lowest) in GRID
        with pytest.raises(PullquoteError, match=f"the lowest risk that {len(found)} calibration questions support is"):
            counted.threshold_for(lowest * 0.99)


def test_a_hundred_right_answers_promise_what_the_bound_says() -> None:
    counted = RiskTable.of([0.7] * 100, [True] * 100)
    # Two sequences, begun at 25 and at 100 answers, share the error of 0.1; 0.7 is reached by all from 0.7 down.
    bound = upper_bound(0, 100, 0.95)
    assert bound == pytest.approx(1 - 0.05 ** (1 / 100))
    assert counted.promises() == tuple(1.0 if t > 0.7 else bound for t in GRID)
    assert counted.threshold_for(0.03) == GRID[-1]
    with pytest.raises(PullquoteError) as told:
        counted.threshold_for(0.01)
    assert str(told.value) == (
        "no threshold keeps at most 1 % wrong among what is answered at 90 % confidence;"
        " the lowest risk that 100 calibration questions support is 3 %"
    )


def test_a_sequence_stops_at_the_first_threshold_that_fails_and_does_not_take_up_again() -> None:
    # 30 right at 0.9; 20 wrong at 0.8; 1000 right at 0.5: at 0.5 the share wrong is small, but the sequence that began
    # at 25 answers failed at 0.8. One begun at 100 or at 400 answers may pass: 20 wrong of 1050.
    counted = RiskTable.of([0.9] * 30 + [0.8] * 20 + [0.5] * 1000, [True] * 30 + [False] * 20 + [True] * 1000)
    promises = dict(zip(GRID, counted.promises(), strict=True))
    alike = 1 - 0.1 / 3
    assert promises[0.9] == upper_bound(0, 30, alike)
    assert promises[0.8] == upper_bound(20, 50, alike)
    assert promises[0.5] == upper_bound(20, 1050, alike)
    few = RiskTable.of_dict({"questions": 99, "rows": [[0.9, 30, 0], [0.8, 50, 20], [0.5, 90, 20]]})
    assert few.promises()[2] == upper_bound(20, 50, 0.9)  # one sequence only, and the worst bound on its way stays


def test_equal_confidences_are_answered_together_or_not_at_all() -> None:
    counted = RiskTable.of([0.5] * 200, [True] * 100 + [False] * 100)
    assert {row.answered for row in counted.rows} == {0, 200}
    with pytest.raises(PullquoteError):
        counted.threshold_for(0.4)


@pytest.mark.parametrize("risk", [0.0, 1.0, -0.1, 5.0, float("nan")])
def test_a_risk_is_a_share(risk: float) -> None:
    with pytest.raises(PullquoteError, match="allowed: more than 0 and less than 1"):
        check_risk(risk)


@given(st.one_of(pairs, easy))
def test_written_and_read_back_it_is_the_same(found: list[tuple[float, bool]]) -> None:
    written = json.loads(legible_json(table(found).to_dict()))
    assert RiskTable.of_dict(written) == table(found)


@pytest.mark.parametrize(
    "rows", [[[0.5, 3, 4]], [[0.5, 11, 0]], [[0.5, 3, 0], [0.6, 4, 0]], [[0.5, 3, 1], [0.4, 2, 1]], [[0.5, 3, -1]]]
)
def test_counts_that_cannot_be_are_refused(rows: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="row"):
        RiskTable.of_dict({"questions": 10, "rows": rows})


# -- promises are kept: judges of which the true share wrong above each threshold is known

JUDGES: dict[str, Callable[[Floats], Floats]] = {
    "calibrated": lambda sure: sure,
    "overconfident": lambda sure: sure**2,
    "says nothing, always just over a tenth wrong": lambda sure: np.full_like(sure, 0.899),
    "wrong where it is surest": lambda sure: np.where(sure > 0.94, 0.6, np.where(sure > 0.5, 0.97, 0.3)),
    "up and down": lambda sure: np.where((sure * 10).astype(int) % 2 == 0, 0.97, 0.8),
}
DRAWS = 300


@pytest.mark.parametrize("name", JUDGES)
@pytest.mark.parametrize("questions", [60, 300])
def test_a_promise_is_broken_in_at_most_a_tenth_of_the_draws(name: str, questions: int) -> None:
    chance = JUDGES[name]
    rng = np.random.default_rng(0)
    many = rng.beta(0.4, 0.4, 200_000)
    wrong = 1 - chance(many)
    truth = {t: wrong[many >= t].mean() for t in GRID}
    broken = dict.fromkeys((0.05, 0.1, 0.2), 0)
    for _ in range(DRAWS):
        sure = rng.beta(0.4, 0.4, questions)
        counted = RiskTable.of(sure.tolist(), (rng.random(questions) < chance(sure)).tolist())
        for risk in broken:
            chosen = threshold(counted, risk)
            broken[risk] += chosen < 1 and truth[chosen] > risk
    slack = 3 * (0.1 * 0.9 / DRAWS) ** 0.5  # three standard errors of a share of a tenth
    assert all(count / DRAWS <= 0.1 + slack for count in broken.values()), broken


def test_a_good_judge_is_promised_something() -> None:
    rng = np.random.default_rng(1)
    sure = rng.beta(0.4, 0.4, 1300)
    counted = RiskTable.of(sure.tolist(), (rng.random(1300) < sure).tolist())
    assert counted.share_answered(counted.threshold_for(0.1)) > 0.2


def test_the_starts_do_not_depend_on_what_was_right() -> None:
    assert tuple(sorted(STARTS)) == STARTS
    nothing = RiskTable(STARTS[0] - 1, tuple(RiskRow(t, 0, 0) for t in GRID))
    with pytest.raises(PullquoteError, match="24 calibration questions support no risk"):
        nothing.threshold_for(0.5)
