"""The command line: which commands there are, and how every ending becomes an exit code and at most one line."""

import errno
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated, cast

import typer
from typer.main import get_command

import pullquote
from pullquote.corpus import PullquoteError
from pullquote.ui.cli import eval_command
from pullquote.ui.cli.article_commands import articles, list_articles, search, show
from pullquote.ui.cli.ask_command import ask
from pullquote.ui.cli.calibrate_command import calibrate
from pullquote.ui.cli.chat_command import chat
from pullquote.ui.cli.check_commands import doctor
from pullquote.ui.cli.index_commands import add, build, remove
from pullquote.ui.cli.options import with_groups
from pullquote.ui.cli.receipt_commands import make_key, verify
from pullquote.ui.cli.serve_commands import mcp, serve
from pullquote.ui.cli.timeline_command import timeline
from pullquote.ui.cli.watch_command import watch

MISTAKE = 2
CTRL_C = 130  # as shells have it: 128 and the signal's number
CLOSED_PIPE = 141

app = typer.Typer(add_completion=False, help="Answers from a folder of articles, in the articles' own words.")
asking, checking = (ask, timeline, chat, search), (verify, make_key, doctor)
for command in (*asking, build, watch, add, remove, list_articles, show, articles, *checking, calibrate, serve, mcp):
    app.command(command.__name__.removesuffix("_articles").replace("_", "-"))(with_groups(command))
app.add_typer(eval_command.app, name="eval")

# What typer raises for a mistyped command; newer ones bring a click of their own, where older ones need click's.
_UsageError = cast(type[typer.BadParameter], typer.BadParameter.__base__)


@app.callback(invoke_without_command=True)
def without_command(
    context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    """The version, or help where no command is named."""
    if version:
        print(f"pullquote {pullquote.__version__}")
        raise typer.Exit()
    if context.invoked_subcommand is None:
        print(context.get_help())


def main(args: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. A person's mistake is one line on standard error, a bug a traceback."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without curly quotes, a pipe that is not UTF-8
    try:
        code = _run(sys.argv[1:] if args is None else args)
        sys.stdout.flush()
        return code
    except PullquoteError as error:
        return _complain(str(error))
    except _UsageError as error:
        where = error.ctx.command_path if error.ctx else "pullquote"
        return _complain(f"{error.format_message().rstrip('.')}; run: {where} --help")
    except KeyboardInterrupt:
        return CTRL_C
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains while ending
        return CLOSED_PIPE
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _complain("the disk is full; make room and run again")


def _run(args: Sequence[str]) -> int:
    command = get_command(app)
    try:
        with command.make_context("pullquote", list(args), obj=list(args)) as context:
            return command.invoke(context) or 0
    except typer.Exit as ending:
        return ending.exit_code
    except typer.Abort:
        return CTRL_C


def _complain(line: str) -> int:
    """The exit code for a mistake, its line printed."""
    from pullquote.ui.cli.screen import complain

    complain(line)
    return MISTAKE


if __name__ == "__main__":
    sys.exit(main())
