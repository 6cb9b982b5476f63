"""`timeline`: all that the articles say, a line each."""

import json
from pathlib import Path

from tests.ui.conftest import Run

COST = "How much did the bridge cost?"


def test_a_timeline_has_a_line_for_each_claim_of_the_answer(run: Run, index: Path) -> None:
    options = (COST, "--index", index, "--refuse", "everything")
    wire = json.loads(run("timeline", *options, "--json").out)
    ended = run("timeline", *options)
    assert ended.code == 0 and wire["answered"]
    lines = ended.out.splitlines()
    assert len(lines) == len(wire["claims"]) >= 1
    assert "March 2019 · 48 million" in lines[0] and lines[0].endswith("Harbour Herald (retold)")


def test_a_refused_timeline_says_why_and_ends_with_1(run: Run, index: Path) -> None:
    ended = run("timeline", "Who discovered penicillin?", "--index", index)
    assert ended.code == 1 and ended.out.startswith("No answer. ")


def test_filters_and_the_day_reach_the_bot(run: Run, index: Path) -> None:
    everything = ("--index", index, "--refuse", "everything", "--json")
    wire = json.loads(run("timeline", COST, *everything, "--as-of", "2018-12-31").out)
    assert wire["as_of"] == "2018-12-31"
    assert "bridge.md" not in {quote["article"]["file"] for quote in wire["quotes"]}
    assert run("timeline", COST, "--index", index, "--publisher", "nobody").code == 1
