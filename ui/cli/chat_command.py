"""`chat`: question after question, each understood in the light of those before."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from pullquote.ui.cli.options import AnswerOptions, FilterOptions, IndexFolder, ReaderOptions

if TYPE_CHECKING:  # at run time only where it is needed, as these imports take a moment
    from pullquote.rag import Answer
    from pullquote.ui.cli.screen import Screen

ENDINGS = (":quit", ":q", ":exit", "quit", "exit")  # the last two as in other programs
HELP = """\
A question, or one that follows on the last ("and in 2020?").
:show [N]   quote N of the last answer in its article
:new        forget what was asked before
:help       this
:quit       end (so does Ctrl-D)"""


def chat(*, index: IndexFolder = None, where: FilterOptions, how: AnswerOptions, reading: ReaderOptions) -> int:
    """Ask one question after another; a line is a question, or a command such as :help."""
    from pullquote.ui.cli.open_collection import open_collection
    from pullquote.ui.cli.screen import Screen

    filters = where.filters()
    collection = open_collection(index, reading.config())
    screen = Screen()
    if sys.stdin.isatty():
        place = f"in {collection.index.place}" if index else "that come with pullquote"
        count = len(collection.index.sources())
        screen.line((f"{count} articles {place}. Ask a question; :help lists the commands.", "dim"))
    ask = partial(collection.bot.ask, where=filters, as_of=how.as_of, top=how.top)
    converse(ask, _lines(), screen)
    return 0


def converse(ask: "Callable[..., Answer]", lines: Iterable[str], screen: "Screen") -> None:
    """Answer line after line until they end or one of them says so. `ask` takes the question and `history`."""
    from pullquote.corpus import PullquoteError
    from pullquote.rag import Turn, recent_turns
    from pullquote.ui.cli.output import print_answer
    from pullquote.ui.cli.screen import complain

    history: list[Turn] = []
    answer: Answer | None = None
    for line in lines:
        command, _, rest = line.partition(" ")
        if line in ENDINGS:
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
                answer = ask(line, history=recent_turns(history))
            except PullquoteError as error:
                complain(str(error))
                continue
            if answer.refusal and answer.refusal.kind == "not_a_question":
                # A greeting, thanks: nothing was looked up, so nothing was refused, and nothing can follow on it.
                screen.line(answer.refusal.message, " :help lists the commands.")
                screen.line()
                continue
            print_answer(screen, answer)
            history.append(Turn(answer.understood_as, answer.short))
        screen.line()
        sys.stdout.flush()


def _show(screen: "Screen", answer: "Answer | None", which: str) -> None:
    """The whole article with a quote of the answer highlighted."""
    from pullquote.corpus import Span
    from pullquote.ui.cli.output import print_article
    from pullquote.ui.cli.screen import complain

    quotes = answer.quotes if answer else ()
    number = int(which) if which.isdecimal() and which.isascii() and len(which) < 9 else 0 if which else 1
    if 1 <= number <= len(quotes):
        quote = quotes[number - 1]
        print_article(screen, quote.article, Span(quote.start, quote.end))
    else:
        complain(f"no quote {which or 1}: the last answer has {len(quotes)}")


def _lines() -> Iterator[str]:
    """The lines typed, or those of a file that is piped in, until they end; empty ones are passed over."""
    prompt = ""
    if sys.stdin.isatty():
        prompt = "? "
        with suppress(ImportError):  # Windows has none
            pass  # its import gives input() a history and an editable line
    while True:
        try:
            line = input(prompt).strip()
        except EOFError:
            return
        if line:
            yield line
