"""Several reports in a row."""

import json
import re
import shutil
from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import several_sets, trend, trend_html
from pullquote.ui.cli.main import main


def moved(report: Path, folder: Path, **changes: object) -> Path:
    """A copy of a report with other values at its top."""
    shutil.copytree(report, folder)
    value = json.loads((folder / "report.json").read_text())
    (folder / "report.json").write_text(json.dumps(value | changes))
    return folder


def later(day: int) -> dict[str, object]:
    return {"time": {"finished": f"2031-01-{day:02}T10:00:00+00:00", "ask_ms": {}}}


def test_reports_stand_in_the_order_in_which_they_were_made(plain: Path, tmp_path: Path) -> None:
    folders = [moved(plain, tmp_path / name, **later(day)) for name, day in (("c", 3), ("a", 1), ("b", 2))]
    names, points = trend(folders)
    assert [Path(point.folder).name for point in points] == ["a", "b", "c"]
    assert names[:3] == ("answerable.right", "refusal.recall", "given.wrong")
    assert not several_sets(points)
    page = trend_html(names, points)
    assert page.count("<svg ") == len(names)
    assert "<script" not in page and not re.search(r"""(src|href)\s*=\s*["'](?!#)""", page)


def test_points_of_other_questions_are_not_joined(plain: Path, tmp_path: Path) -> None:
    same = [moved(plain, tmp_path / str(day), **later(day)) for day in (1, 2)]
    other = moved(plain, tmp_path / "3", **later(2), questions={"n": 6, "sha256": "another"})
    joined, apart = (trend_html(("right",), trend(found)[1]) for found in (same, [same[0], other]))
    assert joined.count("<path") == apart.count("<path") + 1
    assert "Not all asked the same questions" in apart and "Not all" not in joined


def test_what_cannot_stand_in_one_row_is_named(plain: Path, tmp_path: Path) -> None:
    other = moved(plain, tmp_path / "other", suite="squad.open")
    with pytest.raises(PullquoteError, match="several suites: questions, squad"):
        trend([plain, other])
    with pytest.raises(PullquoteError, match="no report in"):
        trend([tmp_path])
    with pytest.raises(PullquoteError, match="no figure 'em' in these reports"):
        trend([plain], ["em"])


def test_the_command_prints_a_row_a_report(plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "trend.html"
    assert main(["eval", "trend", str(plain), str(plain), "--figure", "right", "--html", str(page)]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split("\t") == ["made", "commit", "questions", "right", "folder"]
    assert rows[0].split("\t")[2:] == ["6", "0.667 0.300 – 0.903", str(plain)]
    assert page.exists()
