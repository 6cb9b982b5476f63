"""Collections and indexes opened for a command, saying what is waited for: the first time, the model is made ready."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pullquote.index import Index, bundled_index
from pullquote.rag import Config, open_bot
from pullquote.ui.cli.screen import complain
from pullquote.ui.collection import Collection

_PATIENCE = 1.5  # seconds until a person wonders whether anything happens


def open_collection(folder: Path | None, config: Config = Config()) -> Collection:
    """The index and its bot, without a folder those of the bundled articles, with the model loaded."""
    with waiting("loading the model"):
        index = open_index(folder)
        collection = Collection(index, open_bot(index, config=config), config)
        _ = index.embedder
        return collection


def open_index(folder: Path | None, *, to_search: bool = True) -> Index:
    """The index, without a folder that of the bundled articles; its model is loaded when it is needed, and has to be
    there only `to_search`."""
    with waiting("opening the index"):
        return bundled_index() if folder is None else Index.open(folder, to_search=to_search)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Says what is being waited for, on a terminal, once it takes long."""
    timer = threading.Timer(_PATIENCE, complain, [f"{what} …"])
    timer.daemon = True
    if sys.stderr.isatty():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
