"""`calibrate`: the file beside the index, what it promises, and `ask` that goes by it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pullquote.evals import offers
from pullquote.index import build
from pullquote.rag import CALIBRATION_FILE, RiskTable
from tests.evals.fitting.conftest import write_questions, write_towns
from tests.ui.conftest import Run

ASK = ("ask", "When was the tower of Arden built?", "--reader", "nearest", "--json")


@pytest.fixture
def towns(tmp_path: Path) -> Iterator[Path]:
    """An index of six towns, for each test its own: the file is written beside it."""
    build([write_towns(tmp_path / "towns")], tmp_path / "index", embedder="hash").index.close()
    yield tmp_path / "index"


def test_it_writes_beside_the_index_says_what_can_be_promised_and_ask_goes_by_it(
    run: Run, towns: Path, tmp_path: Path
) -> None:
    shipped = json.loads(run(*ASK, "--index", towns).out)["confidence"]
    ended = run("calibrate", write_questions(tmp_path), "--index", towns, "--reader", "nearest")
    assert ended.code == 0
    values = json.loads((towns / CALIBRATION_FILE).read_text(encoding="utf-8"))
    assert "24 questions, 12 of them unanswerable" in ended.out
    promised = offers(RiskTable.of_dict(values["risk"]))
    assert ended.out.count("cannot") == sum(threshold is None for _, threshold in promised) > 0
    assert str(towns / CALIBRATION_FILE) in ended.out
    asked = run(*ASK, "--index", towns)
    assert asked.code == 0
    assert "1821" in json.loads(asked.out)["quotes"][0]["text"]
    assert json.loads(asked.out)["confidence"] != shipped


def test_another_file_is_used_only_when_it_is_named(run: Run, towns: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.json"
    questions = write_questions(tmp_path)
    ended = run("calibrate", questions, "--index", towns, "--reader", "nearest", "--out", mine, "--json")
    assert json.loads(ended.out) == json.loads(mine.read_text(encoding="utf-8"))
    assert not (towns / CALIBRATION_FILE).exists()
    usual, own = (run(*ASK, "--index", towns, *more) for more in ((), ("--calibration", mine)))
    assert json.loads(usual.out)["confidence"] != json.loads(own.out)["confidence"]


@pytest.mark.parametrize("risk", ["0", "1", "5", "nan"])
def test_a_risk_that_is_no_share_is_a_mistake(run: Run, towns: Path, risk: str) -> None:
    ended = run(*ASK, "--index", towns, "--risk", risk)
    assert (ended.code, "allowed: more than 0 and less than 1" in ended.err) == (2, True)


def test_a_file_that_cannot_be_written_or_read_is_named(run: Run, towns: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "file.json"
    questions = write_questions(tmp_path)
    written = run("calibrate", questions, "--index", towns, "--reader", "nearest", "--out", nowhere)
    assert (written.code, f"cannot write {nowhere}" in written.err) == (2, True)
    read = run(*ASK, "--index", towns, "--calibration", nowhere)
    assert (read.code, f"cannot read {nowhere}" in read.err) == (2, True)
