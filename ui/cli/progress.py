"""Progress bars on standard error, where that is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pullquote.index import TrackProgress, no_progress


@contextmanager
def progress() -> Iterator[TrackProgress]:
    """What to hand to `build(track=...)`; the bars go away when the work is done."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        waiting = bars.add_task("getting ready", total=None)

        def track(what: str, total: int) -> Callable[[int], None]:
            bars.update(waiting, visible=False)
            task = bars.add_task(what, total=total)
            return lambda by: bars.advance(task, by)

        yield track
