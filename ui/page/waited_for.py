"""Whether an event of the page is still waited for: its stream is open, and its time is not up."""

import time
from collections.abc import Callable

from gradio.context import LocalContext

from pullquote.corpus import Over
from pullquote.ui.api import SECONDS


def why_over(seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> Over:
    """For the event that is at work in this thread: its time began when it was put in line, as it does for programs."""
    blocks, id = LocalContext.blocks.get(None), LocalContext.event_id.get(None)
    # Gradio keeps the events at work by id, and marks one once the stream that it is answered in is closed.
    event = blocks._queue.event_ids_to_events.get(id) if blocks and id else None
    end = (event.enqueue_time if event else clock()) + seconds

    def over() -> str:
        if event is not None and not event.alive:
            return "nobody waits for this any longer"
        return f"this takes longer than {seconds:.0f} seconds; ask for less, or later" if clock() > end else ""

    return over
