"""What could be chance, by hand and by the laws of tests."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.evals.metrics import chance
from pullquote.evals.metrics.figure import column


def test_the_sign_test_by_hand() -> None:
    # 6 won, none lost: 2 / 2^6; 5 lost of 5, downwards alone: 1 / 2^5; 1 won of 4: 2 * (1 + 4) / 2^4
    assert chance.of_questions(column([1] * 6 + [0] * 30)) == pytest.approx(2 / 64)
    assert chance.of_questions(column([-1] * 5), "less") == pytest.approx(1 / 32)
    assert chance.of_questions(column([1, -1, -1, -1])) == pytest.approx(10 / 16)
    assert chance.of_questions(column([0] * 9)) == 1


@given(st.lists(st.sampled_from([-0.7, -0.2, 0.0, 0.1, 0.4]), min_size=1, max_size=8))
def test_few_questions_are_tested_exactly(values: list[float]) -> None:
    sums = [sum(s * v for s, v in zip(signs, values, strict=True)) for signs in product((-1, 1), repeat=len(values))]
    both = np.mean([abs(found) >= abs(sum(values)) - 1e-9 for found in sums])
    less = np.mean([found <= sum(values) + 1e-9 for found in sums])
    assert chance.of_questions(column(values)) == pytest.approx(both)
    assert chance.of_questions(column(values), "less") == pytest.approx(less)


def test_many_questions_are_tested_as_well_as_tries_allow() -> None:
    # Random signs have the root mean square sqrt(1 + .2^2) = 1.02: .2 * sqrt(200) / 1.02 = 2.77 of them, or .0056
    values = np.linspace(-1, 1, 200)
    values = values / values.std() + 0.2
    assert chance.of_questions(values) == pytest.approx(0.0056, abs=0.002)
    assert chance.of_questions(values) == chance.of_questions(values)


def test_of_a_whole_set_runs_that_are_alike_are_not_told_apart() -> None:
    def area(values: np.ndarray) -> float:
        return float(values.mean())

    ones = [np.random.default_rng(2).random(50)]
    assert chance.of_sets(area, ones, [ones[0][::-1]]) > 0.9
    assert chance.of_sets(area, ones, [ones[0] + 1]) == pytest.approx(1 / (chance.SLOW_TRIES + 1))


def test_holm_by_hand() -> None:
    # 3 * .01, then 2 * .03, then 1 * .04 raised to what stands before it
    assert chance.holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=9))
def test_a_correction_makes_nothing_less_likely_to_be_chance(found: dict[str, float]) -> None:
    assert all(found[name] - 1e-12 <= corrected <= 1 for name, corrected in chance.holm(found).items())


def test_so_few_questions_as_are_needed_do_tell() -> None:
    for tests in (1, 2, 20, 40):
        m = chance.fewest_different(tests)
        assert (
            tests * chance.of_questions(column([1] * m))
            <= chance.LEVEL
            < tests * chance.of_questions(column([1] * (m - 1)))
        )
