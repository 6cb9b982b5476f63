"""docs/commands.md says what `--help` says, docs/figures.md what reports say."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.tools.write_commands import FIGURES, FILE, commands, figures

PINNED = re.search(r"^typer==(.+)$", (Path(__file__).parents[1] / "constraints.txt").read_text(), re.MULTILINE)


@pytest.mark.skipif(not PINNED or PINNED[1] != version("typer"), reason="another typer writes it in another way")
def test_the_page_of_commands_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == commands(), "run: make docs"


def test_the_page_of_figures_is_up_to_date() -> None:
    assert FIGURES.read_text(encoding="utf-8") == figures(), "run: make docs"
