"""What a person sees: cards, days, and characters that must not steer the terminal."""

import os
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import Article, PullquoteError, Source, Span
from pullquote.index import Hit, Passage
from pullquote.rag import Answer, Quote, Refusal
from pullquote.ui.cli.cards import answer_card, hit_block
from pullquote.ui.cli.screen import Screen, one_line, visible
from pullquote.ui.days import first_day, last_day

TEXT = "The mayor spoke.\nInes Falk, she of the bridge, said that it had cost 48 million.\n\nNobody else spoke.\n"
START, END = TEXT.index("Ines"), TEXT.index("\n\nNobody")
STORY = Article(
    Source(
        "news/a.md",
        "a.md",
        "A bridge",
        publisher="Herald (retold)",
        author="Ann Oakes",
        published=date(2019, 3, 2),
        url="https://herald.example/a",
        note="Retold.",
    ),
    TEXT,
)
QUOTE = Quote(Passage(STORY, 0, len(TEXT)), START, END, 2.0, Span(START, START + 9))


def card(capsys: pytest.CaptureFixture[str], answer: Answer, *, context: bool = False) -> str:
    answer_card(Screen(), answer, context=context)
    return capsys.readouterr().out


def test_an_answer_shows_the_short_answer_its_sentence_and_who_printed_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert card(capsys, Answer("who?", "who?", 0.82, (QUOTE,))) == (
        "Ines Falk\n"
        "\n"
        "> **Ines Falk**, she of the bridge, said that it had cost 48 million.\n"
        "  A bridge\n"
        "  Herald (retold) · Ann Oakes · 2 March 2019\n"
        "  Note: Retold.\n"
        f"  a.md, characters {START}–{END} · https://herald.example/a\n"
        "\n"
        "Likely the answer: about 8 in 10 answers this sure should be right\n"
    )


def test_every_further_quote_has_its_own_citation_and_note(capsys: pytest.CaptureFixture[str]) -> None:
    shown = card(capsys, Answer("who?", "who?", 0.82, (QUOTE, Quote(QUOTE.passage, 0, 16, 1.0))))
    assert "Also:\n> The mayor spoke.\n  A bridge\n" in shown
    assert shown.count("Note: Retold.") == 2


def test_context_shows_the_paragraph_around_the_quote(capsys: pytest.CaptureFixture[str]) -> None:
    shown = card(capsys, Answer("who?", "who?", 0.82, (Quote(QUOTE.passage, START + 11, END, 1.0),)), context=True)
    assert "> Ines Falk, she of the bridge, said that it had cost 48 million.\n" in shown


def test_a_refusal_says_why_and_that_the_nearest_passage_is_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    shown = card(capsys, Answer("who?", "who is it?", 0.1, refusal=Refusal("not_stated", "They do not say.", QUOTE)))
    assert shown.startswith(
        "Understood as: who is it?\n\nNo answer. They do not say.\n\nNearest passage, not an answer:\n> "
    )
    assert "**" not in shown
    assert "Note: Retold." in shown
    assert "Confidence" not in shown


def test_a_question_that_was_understood_as_it_stands_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Understood" not in card(capsys, Answer(" who \n is it?", "who is it?", 0.82, (QUOTE,)))


def test_an_article_of_unknown_origin_says_so_and_copies_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    copies = (Source("x/b", "b.txt", "B", publisher="Wire"), Source("x/c", "c.txt", "C"))
    bare = Article(Source("x/a", "a.txt", "A"), "It cost 48 million.\n", also=copies)
    passage = Passage(bare, 0, 19)
    hit_block(Screen(), 1, Hit(passage, 0.5, 0.25, 0.75))
    assert capsys.readouterr().out == (
        "1. score 0.500 (meaning 0.250, words 0.750)\n"
        "> It cost 48 million.\n"
        "  A\n"
        "  unknown outlet · date unknown\n"
        "  a.txt, characters 0–19\n"
        "  also carried by Wire (b.txt), unknown outlet (c.txt)\n"
    )


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


@given(st.dates())
def test_a_day_is_its_own_first_and_last(day: date) -> None:
    assert first_day(f"{day:%Y-%m-%d}".zfill(10)) == last_day(f"{day:%Y-%m-%d}".zfill(10)) == day


def test_a_month_and_a_year_have_a_first_and_a_last_day() -> None:
    assert (first_day("2020-02"), last_day("2020-02")) == (date(2020, 2, 1), date(2020, 2, 29))
    assert (first_day("2019"), last_day("2019")) == (date(2019, 1, 1), date(2019, 12, 31))
    assert last_day("9999") == date(9999, 12, 31)


@pytest.mark.parametrize(
    "text", ["", "20", "2020-6", "2020-13", "2020-02-30", "26.06.2020", "0000", "٢٠٢٠", "2020-06-26T10"]
)
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(PullquoteError, match="is no date; write 2020-06-26"):
        first_day(text)


def on_terminal(tmp_path: Path, **environment: str) -> str:
    """What a terminal of 40 columns receives of an answer."""
    import pty

    script = tmp_path / "card.py"
    script.write_text(
        "from pullquote.corpus import Article, Source, Span\nfrom pullquote.index import Passage\n"
        "from pullquote.rag import Answer, Quote\nfrom pullquote.ui.cli.cards import answer_card\n"
        "from pullquote.ui.cli.screen import Screen\n"
        "text = 'Ines Falk \\x1b[2J [red]said[/red] ' + 'very ' * 30 + 'much.'\n"
        "passage = Passage(Article(Source('a', 'a', 'A'), text), 0, len(text))\n"
        "answer_card(Screen(), Answer('?', '?', 1.0, (Quote(passage, 0, len(text), 1.0, Span(0, 9)),)))\n"
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
        assert r"\x1b[2J [red]said[/red]" in seen.replace("\r\n", " ").replace("\x1b[2m│ \x1b[0m", "")
        assert "**" not in seen
        assert max(map(len, seen.replace("\x1b[2m", "").replace("\x1b[0m", "").splitlines())) <= 50

    def test_no_color_leaves_only_weight(self, tmp_path: Path) -> None:
        seen = on_terminal(tmp_path, NO_COLOR="1")
        assert "\x1b[1mInes Falk\x1b[0m" in seen
        assert ";32m" not in seen

    def test_a_dumb_terminal_gets_marks(self, tmp_path: Path) -> None:
        seen = on_terminal(tmp_path, TERM="dumb")
        assert "**Ines Falk**" in seen
        assert "\x1b" not in seen
