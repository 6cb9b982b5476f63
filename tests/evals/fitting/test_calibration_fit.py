"""A judge for a corpus of one's own: every question is counted, and what cannot calibrate is named."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import calibrate
from pullquote.evals.fitting.calibration_fit import LEAST
from pullquote.index import Index, build
from pullquote.rag import made_for
from tests.evals.fitting.conftest import town_questions, write_questions, write_towns


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("towns")
    opened = build([write_towns(folder / "towns")], folder / "index", embedder="hash").index
    yield opened
    opened.close()


def test_calibrating_counts_every_question_and_knows_the_wrong_ones(index: Index, tmp_path: Path) -> None:
    values = calibrate(write_questions(tmp_path), index, reader="nearest")
    assert values["questions"]["asked"] == 24
    assert values["questions"]["unanswerable"] == 12
    assert values["risk"]["questions"] == 24
    _, answered, wrong = values["risk"]["rows"][-1]
    assert 0 < wrong <= 24 - values["questions"]["first_right"]
    assert 0 < answered - wrong <= values["questions"]["first_right"] <= 12
    assert values["made_for"] == made_for("nearest", "", "hash")


def without(kind: bool) -> list[dict[str, Any]]:
    rows = [row for row in town_questions() if row["answerable"] is not kind] * 2
    return [row | {"id": str(number)} for number, row in enumerate(rows)]


def misplaced() -> list[dict[str, Any]]:
    rows = town_questions()
    rows[4]["evidence"][0]["start"] += 1
    return rows


MISTAKES: dict[str, tuple[Callable[[], list[dict[str, Any]]], str]] = {
    "few": (lambda: town_questions()[: LEAST - 1], f"has 19 questions; needed to calibrate: {LEAST}"),
    "all answerable": (lambda: without(False), "has no unanswerable question"),
    "none answerable": (lambda: without(True), "has no answerable question"),
    "an offset that is off": (misplaced, "questions.jsonl:5: evidence[0]: offset"),
    "no id": (lambda: [{"question": "Who?"}], "questions.jsonl:1: 'answerable' is missing"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_questions_that_cannot_calibrate_are_named_in_one_line(index: Index, tmp_path: Path, name: str) -> None:
    rows, line = MISTAKES[name]
    with pytest.raises(PullquoteError) as raised:
        calibrate(write_questions(tmp_path, rows()), index, reader="nearest")
    assert line in str(raised.value) and "\n" not in str(raised.value)
