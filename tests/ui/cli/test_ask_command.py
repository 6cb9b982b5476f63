"""`ask`: what is printed, and how it ends."""

import json
from pathlib import Path

import pytest

from tests.ui.conftest import Run


@pytest.mark.parametrize("question", ["How much did the bridge cost?", "Who discovered penicillin?", "???"])
def test_ask_ends_with_0_for_an_answer_and_1_for_a_refusal(run: Run, index: Path, question: str) -> None:
    ended = run("ask", question, "--index", index, "--json")
    wire = json.loads(ended.out)
    assert ended.code == (0 if wire["answered"] else 1)
    assert wire["question"] == question
    assert run("ask", question, "--index", index).code == ended.code


def test_a_question_needs_no_quotation_marks(run: Run, index: Path) -> None:
    ended = run("ask", "Who", "is", "Olaf", "Brandt?", "--index", index, "--json")
    assert json.loads(ended.out)["question"] == "Who is Olaf Brandt?"


def test_no_escape_or_markup_of_an_article_or_a_question_reaches_the_terminal(run: Run, index: Path) -> None:
    asked = run("ask", "Who was the captain \x1b[2J of the ferry, Olaf Brandt?", "--index", index)
    assert "Olaf" in asked.out
    assert "[bold]" in asked.out.replace("**", "")
    shown = run("show", "ferry.txt", "--index", index)
    assert r"\x1b[31mOlaf [bold]Brandt\x1b[0m\u202e, had" in shown.out
    searched = run("search", "captain Brandt", "--index", index)
    in_json = run("search", "captain Brandt", "--index", index, "--json")
    assert "\\u001b[31m" in in_json.out
    for ended in (asked, shown, searched, in_json):
        assert not {"\x1b", "\u202e"} & set(ended.out + ended.err)


def test_filters_reach_the_bot(run: Run, index: Path) -> None:
    ended = run("ask", "What did the bridge cost?", "--index", index, "--before", "2018", "--json")
    assert ended.code == 1
    ended = run("search", "bridge ferry", "--index", index, "--json", "--publisher", "herald", "--author", "OAKES")
    assert {hit["article"]["file"] for hit in json.loads(ended.out)["hits"]} == {"bridge.md"}
    assert run("search", "bridge", "--index", index, "--after", "2019-04").code == 1
    assert run("search", "bridge", "--index", index, "--before", "2019-03").code == 0
