"""`chat`: question after question, each understood in the light of those before."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from pullquote.ui.cli.options import After, AsOf, Author, Before, Calibration, IndexFolder, Publisher, Reader, Risk, Top

if TYPE_CHECKING:  # at run time only where it is needed, as these imports take a moment
    from pullquote.rag import Answer
    from pullquote.ui.cli.screen import Screen

HELP = """\
A question, or one that follows on the last ("and in 2020?").
:show [N]   quote N of the last answer in its article
:new        forget what was asked before
:help       this
:quit       end (so does Ctrl-D)"""


def chat(
    index: IndexFolder = None,
    publisher: Publisher = None,
    author: Author = None,
    after: After = None,
    before: Before = None,
    as_of: AsOf = None,
    top: Top = 3,
    reader: Reader = None,
    risk: Risk = None,
    calibration: Calibration = None,
) -> int:
    """Ask one question after another; a line is a question, or a command such as :help."""
    from pullquote.ui.cli.opening import opened_bot
    from pullquote.ui.cli.screen import Screen

    bot, opened = opened_bot(index, reader, risk=risk, calibration=calibration)
    screen = Screen()
    if sys.stdin.isatty():
        where = f"in {index}" if index else "that come with pullquote"
        screen.line((f"{len(opened.sources())} articles {where}. Ask a question; :help tells more.", "dim"))
    ask = partial(bot.ask, publisher=publisher, author=author, after=after, before=before, as_of=as_of, top=top)
    converse(ask, _lines(), screen)
    return 0


def converse(ask: "Callable[..., Answer]", lines: Iterable[str], screen: "Screen") -> None:
    """Answer line after line until they end or one of them says so. `ask` takes the question and `history`."""
    from pullquote.corpus import PullquoteError
    from pullquote.rag import Turn
    from pullquote.rag.question.followup import recent
    from pullquote.ui.cli.cards import answer_card
    from pullquote.ui.cli.screen import complain

    history: list[Turn] = []
    answer: Answer | None = None
    for line in lines:
        command, _, rest = line.partition(" ")
        if command in (":quit", ":q", ":exit"):
            break
        if command == ":help":
            screen.line(HELP)
        elif command == ":new":
            history.clear()
            screen.line(("A new conversation.", "dim"))
        elif command == ":show":
            _show(screen, answer, rest)
        elif command.startswith(":"):
            complain(f"no command {command}; :help lists them")
        else:
            try:
                answer = ask(line, history=recent(history))
            except PullquoteError as error:
                complain(str(error))
                continue
            answer_card(screen, answer)
            history.append(Turn(answer.understood_as, answer.short))
        screen.line()
        sys.stdout.flush()


def _show(screen: "Screen", answer: "Answer | None", which: str) -> None:
    from pullquote.ui.cli.screen import complain
    from pullquote.ui.cli.search import show_quote

    quotes = answer.quotes if answer else ()
    number = int(which) if which.isdecimal() and which.isascii() and len(which) < 9 else 0 if which else 1
    if 1 <= number <= len(quotes):
        show_quote(screen, quotes[number - 1])
    else:
        complain(f"no quote {which or 1}: the last answer has {len(quotes)}")


def _lines() -> Iterator[str]:
    """The lines typed, or those of a file that is piped in, until they end; empty ones are passed over."""
    prompt = ""
    if sys.stdin.isatty():
        prompt = "? "
        with suppress(ImportError):  # Windows has none
            import readline  # noqa: F401  # its import gives input() a history and an editable line
    while True:
        try:
            line = input(prompt).strip()
        except EOFError:
            return
        if line:
            yield line
