"""Work that nobody waits for any longer stops at its next look: whoever asks says when, and what takes long looks."""

import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from pullquote.corpus.errors import StoppedError

P = ParamSpec("P")
Result = TypeVar("Result")
Over = Callable[[], str]  # why the work should stop; empty while it should go on

# Not a parameter: readers and embedders of one's own are looked into no less than ours, between their calls.
_overs: ContextVar[tuple[Over, ...]] = ContextVar("overs", default=())


@contextmanager
def stopping_when(over: Over) -> Iterator[None]:
    """Inside, and in what is called from there, work stops once `over` says why; in other threads it goes on.

    with stopping_when(lambda: "the window is closed" if window.closed else ""):
        answer = bot.ask(question)
    """
    token = _overs.set((*_overs.get(), over))
    try:
        yield
    finally:
        _overs.reset(token)


def in_a_thread(work: Callable[P, Result]) -> Callable[P, Coroutine[Any, Any, Result]]:
    """The same work to be awaited: it is done in a thread, and stops once the task that awaits it is cancelled."""

    @wraps(work)
    async def awaited(*args: P.args, **kwargs: P.kwargs) -> Result:
        import asyncio

        cancelled = threading.Event()

        def done() -> Result:
            with stopping_when(lambda: "it was cancelled" if cancelled.is_set() else ""):
                return work(*args, **kwargs)

        try:
            return await asyncio.to_thread(done)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    return awaited


def why_stop() -> str:
    """Why the work at hand should stop; empty where it should go on."""
    return next(filter(None, (over() for over in _overs.get())), "")


def go_on() -> None:
    """Raises StoppedError where the work at hand should stop."""
    if why := why_stop():
        raise StoppedError(why)
