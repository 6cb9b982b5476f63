"""Writes docs/commands.md, which is what `--help` says of every command, and docs/figures.md, which is what reports say
of every figure: make docs."""

import html
import subprocess
import sys
from pathlib import Path

from pullquote.evals.report.explained import table

FILE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
FIGURES = FILE.with_name("figures.md")


def commands() -> str:
    """The page, as typer's own documentation tool writes it."""
    options = ["--name", "pullquote", "--title", "The commands (written by `make docs`)"]
    command = [sys.executable, "-m", "typer", "pullquote.ui.cli.main", "utils", "docs", *options]
    return html.unescape(subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout)


def figures() -> str:
    """The page of figures."""
    about = "What the figures of a report say; [how they are counted](evaluation-reference.md#figures) is told apart."
    return f"# The figures (written by `make docs`)\n\n{about}\n\n{table()}\n"


if __name__ == "__main__":
    FILE.write_text(commands(), encoding="utf-8")
    FIGURES.write_text(figures(), encoding="utf-8")
