"""What comes in: a body read whole, given once more, or bounded, and whether its sender is still there."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

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


def watched_receive(receive: Receive) -> tuple[Receive, Callable[[], Awaitable[None]]]:
    """`receive`, and what returns once the sender of the request has gone; what came before that is kept."""
    kept: list[Message] = []

    async def gone() -> None:
        while True:
            message = await receive()
            kept.append(message)
            if message["type"] == "http.disconnect":
                return

    async def watched() -> Message:
        return kept.pop(0) if kept else await receive()

    return watched, gone


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
