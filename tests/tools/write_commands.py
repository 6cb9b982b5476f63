"""Writes docs/commands.md, which is what `--help` says of every command: make docs."""

import html
import subprocess
import sys
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"


def commands() -> str:
    """The page, as typer's own documentation tool writes it."""
    options = ["--name", "pullquote", "--title", "The commands (written by `make docs`)"]
    command = [sys.executable, "-m", "typer", "pullquote.ui.cli.main", "utils", "docs", *options]
    return html.unescape(subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout)


if __name__ == "__main__":
    FILE.write_text(commands(), encoding="utf-8")
