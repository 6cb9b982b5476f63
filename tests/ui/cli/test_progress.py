"""How far a long command is, on a terminal: pieces done, how many a second, and the time that is left."""

import io
import sys

import pytest

from pullquote.ui.cli.progress import progress, rate


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_rate_is_told_once_it_is_known() -> None:
    assert [rate(None), rate(0), rate(0.52), rate(9.96), rate(1234.5)] == ["", "", "0.5/s", "10.0/s", "1,234/s"]


def test_a_bar_says_what_is_done_and_how_many_a_second_and_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    with progress() as track:
        advance = track("embedding", 100)
        advance(25)
        advance(25)
    assert "embedding" in shown.getvalue() and "50/100" in shown.getvalue() and "/s" in shown.getvalue()
    assert "\x1b[2K" in shown.getvalue(), "the line is cleared"


def test_nothing_is_shown_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", shown := io.StringIO())
    with progress() as track:
        track("embedding", 100)(50)
    assert shown.getvalue() == ""
