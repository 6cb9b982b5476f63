"""The server's log as lines of JSON: one for each question and request, without its text unless that is wanted."""

import json
import logging
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from pullquote.ui.web.observed import Asked, Event, Requested, as_form

Write = Callable[[str], object]


def to_stderr(line: str) -> None:
    """A line at once, so that those of several threads do not mix."""
    sys.stderr.write(line)
    sys.stderr.flush()


class JsonLog:
    """Writes what it is told, with the text of questions where `questions` says so; never the address of a visitor."""

    def __init__(self, write: Write = to_stderr, *, questions: bool = False) -> None:
        self._write, self._questions = write, questions

    def tell(self, event: Event) -> None:
        """A line for the event."""
        if isinstance(event, Requested) and event.route == "other" and not event.refused:
            return  # scripts and styles of the page
        form = as_form(event)
        if isinstance(event, Asked) and not self._questions:
            del form["question"]
        if "seconds" in form:
            form["seconds"] = round(form["seconds"], 4)
        self.line("warning" if form["event"] == "restarted" else "info", form)

    def line(self, level: str, values: Mapping[str, Any]) -> None:
        """Any line, with its time."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._write(json.dumps({"at": at, "level": level, **values}) + "\n")


class _Lines(logging.Handler):
    """What libraries log, as lines of the same form."""

    def __init__(self, log: JsonLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        said = {"event": "log", "from": record.name, "message": record.getMessage()}
        if record.exc_info:
            said["traceback"] = logging.Formatter().formatException(record.exc_info)
        self._log.line(record.levelname.lower(), said)


def take_over(log: JsonLog) -> None:
    """From now on all that is logged in this process is written by `log`."""
    logging.basicConfig(handlers=[_Lines(log)], level=logging.WARNING, force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
