"""Comparing two reports, worked by hand: wins, ties, losses, and what can be told from chance."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import compare, conclusion
from pullquote.evals.report.compare import compare_results
from tests.evals.conftest import result


def test_wins_ties_and_losses_by_hand() -> None:
    # 40 questions: B wins 12, loses 2. Of 14 that differ, 2 or fewer one way: 2 * (1 + 14 + 91) / 2^14 = .0129
    first = [result(str(i), right=i >= 12) for i in range(40)]
    second = [result(str(i), right=i < 38) for i in range(40)]
    found = {one.name: one for one in compare_results(first, second)}["right"]
    assert (len(found.won), found.ties, found.lost) == (12, 26, ("38", "39"))
    assert (found.a, found.b, found.difference.mean) == pytest.approx((28 / 40, 38 / 40, 0.25))
    assert (found.difference.low, found.difference.high) == pytest.approx((0.25 - 0.166, 0.25 + 0.166), abs=0.03)


def test_of_many_figures_only_what_is_less_likely_than_their_number_allows_is_called_different() -> None:
    # By itself .0129 would do; right, answerable.right, right_if_forced, forced.f1 and more come out alike: 4 * .0129
    first = [result(str(i), right=i >= 12) for i in range(40)]
    second = [result(str(i), right=i < 38) for i in range(40)]
    found = compare_results(first, second)
    differing = [one for one in found if one.significance != "same"]
    assert len(differing) > 4
    assert {one.significance for one in differing if one.won} == {"cannot tell"}
    assert all(one.chance > 0.05 for one in differing)
    clearer = {
        one.name: one for one in compare_results(first, [result(str(i)) for i in range(40)])
    }  # 12 won, none lost
    assert clearer["right"].significance == "better"
    back = {one.name: one for one in compare_results([result(str(i)) for i in range(40)], first)}
    assert back["right"].significance == back["given.wrong"].significance == "worse"


def test_a_figure_that_says_the_same_by_another_name_is_counted_once() -> None:
    # 8 of 20 unanswerable questions become refused: both names tell, by 2 / 2^8 = .0078, corrected for one figure
    first = [result(str(i), answerable=False, refused=i >= 8) for i in range(20)]
    second = [result(str(i), answerable=False, refused=True) for i in range(20)]
    names = ["answered.unanswerable", "refusal.recall"]
    one, other = compare_results(first, second, names)
    assert (one.twin, other.twin) == ("", "answered.unanswerable")
    assert one.chance == other.chance == pytest.approx(2 / 2**8)
    assert one.significance == other.significance == "better"
    assert one.smallest_significant == other.smallest_significant
    assert conclusion([one, other]).startswith("worse in 0 of 1, better in 1")
    every = compare_results([first[0]], [second[0]])  # however few: what comes out alike by chance is no twin
    assert {one.name for one in every if one.twin} == {"refusal.recall"}
    alone = compare_results(first, second, names[1:])[0]
    assert (alone.twin, alone.chance) == ("", one.chance)


def test_less_risk_is_better() -> None:
    good = [result(str(i), right=i % 2 == 0, confidence=0.9 if i % 2 == 0 else 0.1) for i in range(60)]
    bad = [result(str(i), right=i % 2 == 0, confidence=0.1 if i % 2 == 0 else 0.9) for i in range(60)]
    found = {one.name: one for one in compare_results(bad, good)}
    assert found["confidence.aurc"].significance == found["confidence.auroc"].significance == "better"
    assert found["confidence.calibration_error"].difference.mean < 0


def test_no_difference_is_spoken_of_that_a_share_cannot_have() -> None:
    # Of 5 questions no change tells: 6 would have to change the same way. Of 20 at .5, right can rise or fall by .5.
    few = compare_results([result(str(i)) for i in range(5)], [result(str(i), right=i > 0) for i in range(5)])
    assert {one.smallest_significant for one in few if one.won or one.lost} == {None}
    more = compare_results(
        [result(str(i), right=i % 2 == 0) for i in range(20)],
        [result(str(i), right=i % 2 == i // 19) for i in range(20)],
    )
    for one in more:
        assert one.smallest_significant is None or one.smallest_significant <= max(one.a, 1 - one.a)


def test_one_question_that_differs_never_tells_however_narrow_the_interval() -> None:
    # f1 of one question of 100 is better by .2; by itself at least 6 such questions are needed: 6 * .2 / 100
    first = [result(str(i), figures={"forced.f1": 0.5}) for i in range(100)]
    second = [result(str(i), figures={"forced.f1": 0.7 if i == 0 else 0.5}) for i in range(100)]
    (found,) = compare_results(first, second, ["forced.f1"])
    assert found.significance == "cannot tell"
    assert found.smallest_significant == pytest.approx(0.012)


def test_all_comparisons_end_in_one_line() -> None:
    rows = [result(str(i), right=i % 2 == 0) for i in range(20)]
    same = compare_results(rows, rows)
    n = sum(not one.twin for one in same)
    assert conclusion(same) == f"worse in 0 of {n}, better in 0; the same in {n}, cannot tell in 0"


def test_reports_of_different_questions_are_not_compared() -> None:
    with pytest.raises(PullquoteError, match="no question in common"):
        compare_results([result("a", True)], [result("b", True)])
    with pytest.raises(PullquoteError, match="'a' has another text or gold"):
        compare_results([result("a", True)], [result("a", True) | {"gold": {"answers": []}}])


def test_a_report_against_itself_is_the_same(plain: Path) -> None:
    for one in compare(plain, plain):
        assert (one.difference.mean, one.won, one.lost, one.significance) == (0, (), (), "same")
