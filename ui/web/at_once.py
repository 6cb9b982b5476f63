"""How many questions are at work at once, and how long anything may take: who waits in vain or has gone is let go."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

AT_ONCE = 4  # more than that fight for the processor
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
        try:
            await _first(self._places.acquire(), gone())
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()


async def _first(wanted: Any, gone: Any) -> None:
    """Waits for the first; raises GoneError where the second ends before."""
    want, end = asyncio.ensure_future(wanted), asyncio.ensure_future(gone)
    try:
        await asyncio.wait((want, end), return_when=asyncio.FIRST_COMPLETED)
        if not want.done():
            end.result()
            raise GoneError
    finally:
        end.cancel()
        if not want.done():
            want.cancel()
