"""All suites run through the same runner, and their figures are in the docs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import Settings, evaluate, load
from pullquote.evals.example import Suite
from pullquote.evals.report.explained import explanation
from pullquote.rag import WIRE_FORMAT
from tests.evals.suites.conftest import (
    beir_data,
    chunking_data,
    clapnq_data,
    docs_data,
    onestopqa_data,
    ramdocs_data,
    squad_data,
    time_data,
    timeqa_data,
    traps_data,
)


def test_a_suite_that_is_not_there_is_named() -> None:
    with pytest.raises(PullquoteError, match="no suite 'quad'; known: questions, squad"):
        load("quad")


@pytest.mark.parametrize("name", ["squad", "questions"])
def test_data_without_a_question_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / "none.json"
    path.write_text('{"data": []}')
    with pytest.raises(PullquoteError, match=r"no question in .*none\.json"):
        load(name, [path])


MADE: dict[str, Callable[[Path], Suite]] = {
    "squad.open": lambda folder: load("squad", [squad_data(folder)]),
    "squad.closed": lambda folder: load("squad", [squad_data(folder)], closed=True),
    "clapnq.open": lambda folder: load("clapnq", [clapnq_data(folder)]),
    "clapnq.closed": lambda folder: load("clapnq", [clapnq_data(folder)], closed=True),
    "chunking": lambda folder: load("chunking", [chunking_data(folder)]),
    "beir": lambda folder: load("beir", [beir_data(folder / "beir")]),
    "docs": lambda folder: load("docs", [docs_data(folder, ["http://d/1"])]),
    "time": lambda folder: load("time", [time_data(folder / "time")]),
    "traps": lambda folder: load("traps", [traps_data(folder / "traps")]),
    "ramdocs": lambda folder: load("ramdocs", [ramdocs_data(folder)]),
    "timeqa": lambda folder: load("timeqa", [timeqa_data(folder)]),
    "questions": lambda folder: load("questions", [onestopqa_data(folder)]),
}


@pytest.mark.parametrize("name", MADE)
def test_every_suite_runs_and_its_figures_are_explained(tmp_path: Path, name: str) -> None:
    suite = MADE[name](tmp_path)
    report = evaluate(suite, tmp_path / "out", Settings(embedder="hash"))
    assert report["suite"] == suite.name == name
    for figure in report["metrics"]:
        assert figure.startswith(f"{name}.")
        assert explanation(figure.removeprefix(f"{name}.")), figure
    assert report["metrics"][f"{name}.citation.slice"]["mean"] == 1
    rows = [json.loads(line) for line in (tmp_path / "out" / "questions.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == [example.id for example in suite.examples]
    assert all(row["answer"]["format"] == WIRE_FORMAT for row in rows)


def test_a_file_that_could_not_be_read_is_named_in_the_report(tmp_path: Path) -> None:
    path = chunking_data(tmp_path)
    (tmp_path / "broken.md").write_bytes(b"\0\0")
    report = evaluate(load("chunking", [path]), tmp_path / "out", Settings(embedder="hash", limit=1))
    assert [line.split(":")[0] for line in report["unread"]] == ["broken.md"]
    assert "broken.md" in (tmp_path / "out" / "report.html").read_text()
