"""`watch`: an index kept up to date with its files for as long as it runs."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from pullquote.ui.cli.index_commands import Paths, build
from pullquote.ui.cli.options import NamedIndex

Snapshot = dict[str, tuple[int, int]]  # by path: when a file was written last (ns), and its size
Seconds = Annotated[float, typer.Option("--every", metavar="SECONDS", min=0.1, help="Look at the files so often.")]


def watch(paths: Paths, index: NamedIndex, every: Seconds = 2.0) -> int:
    """Make an index of articles and keep it up to date: what is added, changed or deleted is so in the index once the
    files lie still. Ends with Ctrl-C."""

    def wait() -> bool:
        time.sleep(every)
        return True

    keep_up(lambda: look(paths, index), lambda: build(paths, index, prune=True), wait)
    return 0


def look(paths: list[Path], index: Path) -> Snapshot:
    """The files that `build` finds under these paths, but for those of the index, as they lie there now. Raises
    NotFoundError for a path that is gone."""
    from pullquote.corpus import NotFoundError, find_files

    try:
        files = [file.path for file in find_files(paths)]
    except NotFoundError as error:
        raise NotFoundError(f"{error}; its articles stay in the index, and it is looked for again") from None
    own, found = index.resolve(), Snapshot()
    for file in files:
        if not file.is_relative_to(own):
            with suppress(OSError):  # deleted just now
                status = file.stat()
                found[str(file)] = status.st_mtime_ns, status.st_size
    return found


def keep_up(see: Callable[[], Snapshot], bring_up_to_date: Callable[[], object], wait: Callable[[], bool]) -> None:
    """Bring up to date at first, and then whenever what is seen is another and the same at two looks, until there is no
    more waiting. Where another process is writing it is tried again at the next look; any other mistake of a person is
    said once, until something changes."""
    from pullquote.corpus import BusyError, PullquoteError
    from pullquote.ui.cli.screen import complain

    done: Snapshot | None = None  # what was brought up to date with
    before: Snapshot | None = None
    said = ""
    while True:
        problem = ""
        try:
            now = see()
            still, before = before in (None, now), now
            if still and now != done:
                done = now
                bring_up_to_date()
        except BusyError as error:
            problem, done = str(error), None
        except PullquoteError as error:
            problem = str(error)
        if problem and problem != said:
            complain(problem)
        said = problem
        if not wait():
            return
