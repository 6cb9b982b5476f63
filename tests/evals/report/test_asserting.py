"""Reports in a user's own tests: what passes, and what a failure says."""

import json
from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import assert_better_than, assert_no_worse_than
from pullquote.evals.report.explained import HEADLINES
from tests.evals.conftest import result


def written(folder: Path, right: int, of: int = 20) -> Path:
    """The results of a run that got the first so many questions right."""
    folder.mkdir()
    (folder / "run.json").write_text("{}")
    rows = [json.dumps(result(str(i), right=i < right)) for i in range(of)]
    (folder / "questions.jsonl").write_text("\n".join(rows) + "\n")
    return folder


def test_more_than_chance_explains_passes_and_less_does_not(tmp_path: Path) -> None:
    before, little, much = (written(tmp_path / str(n), n) for n in (8, 12, 16))
    assert_better_than(much, before)  # 8 won, none lost: 2 / 2^8
    with pytest.raises(
        AssertionError, match=r"right is cannot tell: 0\.400 -> 0\.600 \(\+0\.200 over 20 questions, 4 won"
    ):
        assert_better_than(little, before)
    assert_no_worse_than(little, before)
    assert_no_worse_than(before, before, figures=("right", "given.wrong"))
    with pytest.raises(AssertionError, match="right is worse"):
        assert_no_worse_than(before, much)


def test_what_stands_at_the_head_of_a_report_can_be_asserted(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "run.json").write_text("{}")
    rows = [result("0"), result("1", answerable=False, refused=True)]
    (folder / "questions.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    assert_no_worse_than(folder, folder, figures=[*HEADLINES])


def test_a_figure_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path / "a", 3)
    with pytest.raises(PullquoteError, match="no figure 'rihgt' in both reports"):
        assert_better_than(folder, folder, figures=["rihgt"])
    with pytest.raises(PullquoteError, match=r"no figure 'refusal\.precision' in both reports"):  # nothing was refused
        assert_no_worse_than(folder, folder, figures=["refusal.precision"])
    with pytest.raises(PullquoteError, match="no figure is named"):
        assert_better_than(folder, folder, figures=[])
