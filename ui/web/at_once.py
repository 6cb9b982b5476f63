"""How many questions are at work at once: the others wait in line, and who has gone meanwhile is let go."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from pullquote.ui.api import AT_ONCE

MOST_WAITING = 128  # more would wait longer than they have


class FullError(Exception):
    """Too many wait already."""


class GoneError(Exception):
    """Whoever asked has gone meanwhile."""


class AtOnce:
    """Places for so many; the others wait in line."""

    def __init__(self, places: int = AT_ONCE, most_waiting: int = MOST_WAITING) -> None:
        self._places, self._most_waiting = asyncio.Semaphore(places), most_waiting
        self._waiting = 0

    @asynccontextmanager
    async def place(self, gone: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Inside is a place; `gone` returns once whoever asked has gone. Raises FullError and GoneError."""
        if self._places.locked() and self._waiting >= self._most_waiting:
            raise FullError
        self._waiting += 1
        want, end = asyncio.ensure_future(self._places.acquire()), asyncio.ensure_future(gone())
        try:
            await asyncio.wait((want, end), return_when=asyncio.FIRST_COMPLETED)
            if not want.done():
                end.result()
                raise GoneError
        except BaseException:
            if not want.cancel():  # the place is there, just when who waits for it is stopped
                self._places.release()
            raise
        finally:
            self._waiting -= 1
            end.cancel()
        try:
            yield
        finally:
            self._places.release()
