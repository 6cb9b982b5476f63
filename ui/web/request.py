"""What comes in: a body read whole, given once more, or bounded, and whether its sender is still there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from pullquote.corpus import stopping_when
from pullquote.ui.web.at_once import GoneError
from pullquote.ui.web.response import Message, Refusal

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


def json_headers(headers: list[tuple[bytes, bytes]], size: int) -> list[tuple[bytes, bytes]]:
    """The headers of a request, for a body of so many bytes of JSON."""
    replaced = (b"content-length", b"content-type", b"transfer-encoding")
    kept = [(name, value) for name, value in headers if name.lower() not in replaced]
    return [*kept, (b"content-type", b"application/json"), (b"content-length", str(size).encode())]


async def whole_body(receive: Receive) -> bytes:
    """All of the body. Raises GoneError."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def replayed_body(body: bytes, receive: Receive) -> Receive:
    """`receive` that gives the body once more, and then waits for what comes."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return left.pop() if left else await receive()

    return replayed


class Sender:
    """Who sent a request: it is read ahead, so that it is known at once when they have gone."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept: asyncio.Queue[Message | Refusal] = asyncio.Queue()
        self._left = asyncio.Event()
        self._answered = False

    @asynccontextmanager
    async def waiting(self) -> AsyncIterator[None]:
        """Inside, the request is read ahead; from the end on nobody waits for an answer to it."""
        reading = asyncio.ensure_future(self._read_ahead())
        try:
            with stopping_when(self._why_over):
                yield
        finally:
            self._answered = True
            reading.cancel()

    async def receive(self) -> Message:
        """The next message, as `receive` would have brought it."""
        if self._left.is_set() and self._kept.empty():
            return {"type": "http.disconnect"}
        message = await self._kept.get()
        if isinstance(message, Refusal):
            raise message
        return message

    async def gone(self) -> None:
        """Returns once they have gone."""
        await self._left.wait()

    async def _read_ahead(self) -> None:
        while not self._left.is_set():
            try:
                message = await self._receive()
            except Refusal as refusal:
                self._kept.put_nowait(refusal)
                return
            if message["type"] == "http.disconnect":
                self._left.set()
            self._kept.put_nowait(message)

    def _why_over(self) -> str:
        """Asked for in other threads, while an answer is at work."""
        return "nobody waits for this any longer" if self._answered or self._left.is_set() else ""


def limited_receive(receive: Receive, limit: int) -> Receive:
    """`receive` that raises Refusal once it has brought more than `limit` bytes."""
    came = 0

    async def limited() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > limit:
            raise Refusal(413, f"more than {limit:,} bytes")
        return message

    return limited
