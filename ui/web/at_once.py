"""How many questions are at work at once: the others wait in line, and who has gone meanwhile is let go."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from pullquote.ui.api import AT_ONCE

MOST_WAITING = 128
LONGEST_WAIT = 30.0  # seconds; who would wait longer, as it looks, is told so at once, and has half of its time left
FIRST_RETRY = 5  # seconds, while nothing is known of how long a question takes
_NEWEST = 0.1  # what the newest counts in the mean of how long they take


class FullError(Exception):
    """Too many wait already; `seconds` is when to come again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class GoneError(Exception):
    """Whoever asked has gone meanwhile."""


class Pace:
    """How many seconds things take of late: `mean` is 0 while there was none."""

    def __init__(self) -> None:
        self.mean = 0.0

    def add(self, seconds: float) -> None:
        """One more is done."""
        self.mean = seconds if not self.mean else self.mean + _NEWEST * (seconds - self.mean)

    def retry_after(self, wait: float) -> int:
        """When to come again, who would wait so long now."""
        return max(1, math.ceil(wait)) if self.mean else FIRST_RETRY


class AtOnce:
    """Places for so many; the others wait in line, at most `most_waiting` of them and none for longer than `longest`
    seconds: who would, by what those before took, need not begin to."""

    def __init__(
        self,
        places: int = AT_ONCE,
        most_waiting: int = MOST_WAITING,
        *,
        longest: float = LONGEST_WAIT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._places, self._number, self._most_waiting = asyncio.Semaphore(places), places, most_waiting
        self._longest, self._clock = longest, clock
        self.waiting, self.inside = 0, 0
        self._pace = Pace()

    @property
    def expected_wait(self) -> float:
        """Seconds until whoever came now would be inside, as far as it can be known; 0 while nobody has been."""
        return self._pace.mean * (self.waiting + 1) / self._number if self._places.locked() else 0.0

    @asynccontextmanager
    async def place(self, gone: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Inside is a place; `gone` returns once whoever asked has gone. Raises FullError and GoneError."""
        if self._places.locked() and (self.waiting >= self._most_waiting or self.expected_wait > self._longest):
            raise FullError(self._pace.retry_after(self.expected_wait))
        self.waiting += 1
        want, end = asyncio.ensure_future(self._places.acquire()), asyncio.ensure_future(gone())
        try:
            over, _ = await asyncio.wait((want, end), timeout=self._longest, return_when=asyncio.FIRST_COMPLETED)
            if not over:
                raise FullError(self._pace.retry_after(self.expected_wait))
            if not want.done():
                end.result()
                raise GoneError
        except BaseException:
            if not want.cancel():  # the place is there, just when who waits for it is stopped
                self._places.release()
            raise
        finally:
            self.waiting -= 1
            end.cancel()
        begun = self._clock()
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1
            self._pace.add(self._clock() - begun)
            self._places.release()
