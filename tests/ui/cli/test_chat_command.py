"""`chat`: a conversation line by line."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pullquote.corpus import Article, BadInputError, Source, Span
from pullquote.index import Passage
from pullquote.rag import Answer, Quote, Refusal, Turn
from pullquote.ui.cli.chat_command import converse
from pullquote.ui.cli.screen import Screen
from tests.ui.conftest import process

STORY = Article(Source("news/a", "a", "A", note="retold"), "Falk spoke. Brandt left.\n")
PASSAGE = Passage(STORY, 0, 24)


class RecordingAsk:
    """Answers "Falk", or refuses a question with "not" in it, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []

    def __call__(self, question: str, *, history: Sequence[Turn]) -> Answer:
        self.asked.append((question, tuple(history)))
        if question == "too long":
            raise BadInputError("the question is too long")
        if question == "hello":
            return Answer(question, question, 0, refusal=Refusal("not_a_question", "Ask something."))
        if "not" in question:
            return Answer(
                question, question, 0.1, refusal=Refusal("not_stated", "Not said.", (Quote(PASSAGE, 12, 24, 1),))
            )
        return Answer(question, question + " (whole)", 0.8, (Quote(PASSAGE, 0, 11, 2.0, Span(0, 4)),))


def test_chat_keeps_what_was_understood_and_answered(capsys: pytest.CaptureFixture[str]) -> None:
    ask = RecordingAsk()
    converse(ask, ["who?", "why not?", "too long", "and?", ":new", "again?"], Screen())
    turns = (Turn("who? (whole)", "Falk"), Turn("why not?", ""))
    assert ask.asked == [("who?", ()), ("why not?", turns[:1]), ("too long", turns), ("and?", turns), ("again?", ())]
    out, err = capsys.readouterr()
    assert "Understood as: who? (whole)" in out
    assert "Nearest passage, not an answer:\n| Falk spoke.\n> Brandt left." in out
    assert err == "the question is too long\n"


def test_a_greeting_is_no_refusal_and_nothing_follows_on_it(capsys: pytest.CaptureFixture[str]) -> None:
    ask = RecordingAsk()
    converse(ask, ["hello", "who?", "exit", "unasked"], Screen())
    assert ask.asked == [("hello", ()), ("who?", ())]
    assert capsys.readouterr().out.startswith("Ask something. :help lists the commands.\n\nUnderstood as: who?")


def test_chat_goes_on_for_longer_than_it_looks_back(capsys: pytest.CaptureFixture[str]) -> None:
    ask = RecordingAsk()
    converse(ask, [f"who is {n}?" for n in range(60)], Screen())
    assert [turn.question for turn in ask.asked[-1][1]] == [f"who is {n}? (whole)" for n in range(9, 59)]
    assert capsys.readouterr().err == ""


def test_chat_shows_a_quote_in_its_article_and_ends_when_told(capsys: pytest.CaptureFixture[str]) -> None:
    ask = RecordingAsk()
    converse(ask, [":show", ":help", "who?", ":show 1", ":show 2", ":show x", ":bogus", ":quit", "unasked"], Screen())
    out, err = capsys.readouterr()
    assert len(ask.asked) == 1
    assert "**Falk spoke.** Brandt left." in out
    assert ":new        forget" in out
    assert err.splitlines() == [
        "no quote 1: the last answer has 0",
        "no quote 2: the last answer has 1",
        "no quote x: the last answer has 1",
        "no command :bogus; :help lists them",
    ]


def test_chat_reads_questions_from_a_pipe(index: Path) -> None:
    ended = process("chat", "--index", index, input="Who is Olaf Brandt?\n\n:quit\n")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "ferry.txt, characters" in ended.stdout
