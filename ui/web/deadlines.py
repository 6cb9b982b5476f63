"""How long a request may take: its own time, and less once the server is to end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TO_FINISH = 2.0  # seconds for what is at work when the server is to end; uvicorn waits a second longer


class Deadlines:
    """Of all requests that are open."""

    def __init__(self) -> None:
        self._open: dict[asyncio.Timeout, float] = {}

    @asynccontextmanager
    async def within(self, seconds: float, *, to_finish: float = TO_FINISH) -> AsyncIterator[None]:
        """Raises TimeoutError inside after so many seconds, or `to_finish` seconds after the server is told to end."""
        async with asyncio.timeout(seconds) as deadline:
            self._open[deadline] = to_finish
            try:
                yield
            finally:
                del self._open[deadline]

    def end(self) -> None:
        """The server is to end."""
        now = asyncio.get_running_loop().time()
        for deadline, to_finish in self._open.items():
            if not deadline.expired():
                deadline.reschedule(min(now + to_finish, deadline.when() or now))
