"""`search`, `list` and `show`: what the index holds."""

import json
from pathlib import Path

from tests.ui.conftest import BRIDGE, Run


def test_show_marks_the_characters_asked_for(run: Run, index: Path) -> None:
    start = BRIDGE.index("48 million")
    ended = run("show", "news/bridge.md", "--start", str(start), "--end", str(start + 10), "--index", index)
    assert "the bridge cost **48 million** crowns" in ended.out
    assert "Note: Retold; these are not the outlet's words." in ended.out
    assert "**" not in run("show", "bridge.md", "--index", index).out
    form = json.loads(run("show", "bridge.md", "--index", index, "--json").out)
    assert form["text"] == BRIDGE
    assert form["debris"] == [{"start": 0, "end": BRIDGE.index("\nThe harbour")}]


def test_a_search_that_finds_nothing_names_the_outlet_that_is_not_there(run: Run, index: Path) -> None:
    ended = run("search", "bridge", "--publisher", "Heralt", "--index", index)
    assert (ended.code, ended.out) == (1, "There is no outlet 'Heralt' here.\n")
