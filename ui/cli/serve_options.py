"""The options of `serve` that say in how many processes it runs and what it logs."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pullquote.corpus import BadInputError
from pullquote.ui.cli.screen import complain

if TYPE_CHECKING:  # at run time only where it is needed, as these imports take a moment
    from pullquote.rag import Config
    from pullquote.ui.web.observed import Event, Tell
    from pullquote.ui.web.workers import Workers

LOGS = ("plain", "json")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a server runs."""

    workers: Annotated[
        int,
        typer.Option(
            "--workers",
            metavar="N",
            min=0,
            max=64,
            help="Have N processes, each with a model of its own, answer REST and MCP beside the one with the page; 0"
            " (the default): that one answers them itself.",
        ),
    ] = 0
    log: Annotated[
        str,
        typer.Option(
            "--log",
            metavar="FORM",
            help="What standard error has: plain (the default) is mistakes of the server, json a line of JSON for each"
            " request and question as well, without what was asked.",
        ),
    ] = "plain"
    log_questions: Annotated[
        bool, typer.Option("--log-questions", help="With --log json: also log what was asked.")
    ] = False

    def check(self) -> None:
        """Raises BadInputError for a log that there is not, and for workers where this system has none."""
        if self.log not in LOGS:
            raise BadInputError(f"log is {self.log!r:.60}; allowed: {', '.join(LOGS)}")
        if self.log_questions and self.log != "json":
            raise BadInputError("--log-questions needs --log json")
        if self.workers and os.name != "posix":
            raise BadInputError(f"workers is {self.workers}; allowed on this system: 0")

    def tell(self) -> "Tell":
        """What writes the log, which libraries are made to use as well."""
        from pullquote.ui.web.json_log import JsonLog, take_over

        if self.log == "plain":
            return _tell_plainly
        log = JsonLog(questions=self.log_questions)
        take_over(log)
        return log.tell

    def make_workers(self, index: Path | None, config: "Config", *, mcp: bool) -> "Workers | None":
        """The processes beside this one, not started; None where there are to be none."""
        from pullquote.ui.cli.serve_worker import COMMAND
        from pullquote.ui.web.workers import Workers

        settings = {"index": index and str(index), "config": asdict(config), "mcp": mcp, "log": self.log}
        return Workers(self.workers, COMMAND, settings) if self.workers else None


def _tell_plainly(event: "Event") -> None:
    from pullquote.ui.web.observed import Restarted

    if isinstance(event, Restarted):
        when = "started again" if event.again else "started again in a minute at the latest"
        complain(f"worker {event.worker} ended with {event.code}; {when}")
