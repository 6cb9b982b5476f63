"""Characters that must not steer a terminal, and lines that fit it."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.ui.cli.screen import Screen, one_line, visible


def test_piped_lines_are_not_wrapped_and_keep_their_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    Screen().line("word " * 500 + "\tend", bar="> ")
    assert capsys.readouterr().out == "> " + "word " * 500 + "\tend\n"


@given(st.text(st.characters(categories=None)))
def test_what_is_made_visible_steers_nothing(text: str) -> None:
    shown = visible(text)
    assert not any(c in shown for c in "\x00\x07\x08\x1b\r\x7f\x9b\u2028\u202a\u202e\u2066\ud800\udfff")
    assert "\n" not in one_line(text)
    shown.encode()


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_letters_and_signs_are_shown_as_they_are(text: str) -> None:
    assert visible(text) == text


def on_terminal(tmp_path: Path, **environment: str) -> str:
    """What a terminal of 40 columns receives of an answer."""
    import pty

    script = tmp_path / "card.py"
    script.write_text(
        "from pullquote.corpus import Article, Source, Span\nfrom pullquote.index import Passage\n"
        "from pullquote.rag import Answer, Quote\nfrom pullquote.ui.cli.output import print_answer\n"
        "from pullquote.ui.cli.screen import Screen\n"
        "text = 'He came. Ines Falk \\x1b[2J [red]said[/red] ' + 'very ' * 30 + 'much.'\n"
        "passage = Passage(Article(Source('a', 'a', 'A'), text), 0, len(text))\n"
        "print_answer(Screen(), Answer('?', '?', 1.0, (Quote(passage, 9, len(text), 1.0, Span(9, 18)),)))\n"
    )
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update({"TERM": "xterm-256color", "COLUMNS": "40", **environment})
        os.execv(sys.executable, [sys.executable, str(script)])
    seen = b""
    try:
        while part := os.read(terminal, 65536):
            seen += part
    except OSError:  # how Linux tells that the other end is closed
        pass
    os.close(terminal)
    assert os.waitpid(child, 0)[1] == 0, seen
    return seen.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
class TestTerminal:
    def test_colour_wraps_and_steers_nothing(self, tmp_path: Path) -> None:
        seen = on_terminal(tmp_path)
        assert "\x1b[1;32mInes Falk\x1b[0m" in seen
        assert r"\x1b[2J [red]said[/red]" in seen.replace("\r\n\x1b[2m│ \x1b[0m", "")
        assert "**" not in seen
        assert max(map(len, seen.replace("\x1b[2m", "").replace("\x1b[0m", "").splitlines())) <= 50

    def test_the_context_is_dim_and_the_quote_is_not(self, tmp_path: Path) -> None:
        assert "\x1b[2mHe came. \x1b[0m\x1b[1;32mInes Falk\x1b[0m" in on_terminal(tmp_path)

    def test_no_color_leaves_only_weight(self, tmp_path: Path) -> None:
        seen = on_terminal(tmp_path, NO_COLOR="1")
        assert "\x1b[1mInes Falk\x1b[0m" in seen
        assert ";32m" not in seen

    def test_a_dumb_terminal_gets_marks(self, tmp_path: Path) -> None:
        seen = on_terminal(tmp_path, TERM="dumb")
        assert "**Ines Falk**" in seen
        assert "\x1b" not in seen
