"""Bots and indexes opened for a command: patiently, as the first time the model has to be made ready."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pullquote.index import Index, bundled_index
from pullquote.rag import Bot, Config, open_bot
from pullquote.ui.cli.screen import complain

_PATIENCE = 1.5  # seconds until a person wonders whether anything happens


def opened_bot(
    folder: Path | None, reader: str | None = None, *, risk: float | None = None, calibration: Path | None = None
) -> tuple[Bot, Index]:
    """The bot over an index, without one over the bundled articles, and that index, its model loaded; the rest as in
    `Config`."""
    with patience("loading the model"):
        kept = str(calibration) if calibration else None
        config = Config(reader=reader or Config().reader, risk=risk, calibration=kept)
        opened = bundled_index() if folder is None else Index.open(folder)
        bot = open_bot(opened, config=config)
        _ = opened.embedder
        return bot, opened


def opened_index(folder: Path | None) -> Index:
    """The index, without one that of the bundled articles; its model is loaded when it is needed."""
    with patience("opening the index"):
        return bundled_index() if folder is None else Index.open(folder)


@contextmanager
def patience(what: str) -> Iterator[None]:
    """Says what is being waited for, on a terminal, once it takes long."""
    timer = threading.Timer(_PATIENCE, complain, [f"{what} …"])
    timer.daemon = True
    if sys.stderr.isatty():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
