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

    what, speed = TextColumn("{task.description}"), TextColumn("{task.fields[rate]}")
    columns = (what, BarColumn(), MofNCompleteColumn(), speed, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        waiting = bars.add_task("getting ready", total=None, rate="")

        def track(what: str, total: int) -> Callable[[int], None]:
            bars.update(waiting, visible=False)
            task = bars.add_task(what, total=total, rate="")

            def advance(by: int) -> None:
                bars.advance(task, by)
                bars.update(task, rate=rate(bars.tasks[task].speed))

            return advance

        yield track


def rate(pieces: float | None) -> str:
    """How many pieces are done in a second; empty as long as that is not known."""
    if not pieces:
        return ""
    return f"{pieces:,.0f}/s" if pieces >= 10 else f"{pieces:.1f}/s"
