"""What goes back: the application's answer under our headers, or a refusal in its place."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from pullquote.ui.web import visitors
from pullquote.ui.web.json_body import write_json
from pullquote.ui.web.policy import policy

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"SAMEORIGIN"),  # for browsers that do not know frame-ancestors
]
_NOT_PASSED_ON = (b"access-control-", b"server")  # no other site's page gets an answer, nor what serves this one


# Why a request is refused, for metrics and log; 503 says it itself
_REASONS = {400: "mistake", 401: "password", 403: "stranger", 404: "unknown", 413: "size", 429: "rate"}


class Refusal(Exception):  # noqa: N818  # a normal answer
    """The status and the line of an answer that the application is not asked for, and the seconds until it may be;
    `reason` is one of a few words for metrics."""

    def __init__(self, status: int, words: str, retry_after: int = 0, reason: str = "") -> None:
        super().__init__(words)
        self.status, self.words, self.retry_after = status, words, retry_after
        self.reason = reason or _REASONS.get(status, "busy")


class Response:
    """What goes back: never twice begun, with our headers and without Gradio's for other sites."""

    def __init__(self, send: Send, *, cookie: bool) -> None:
        self._send, self._begun, self._ended = send, False, False
        self.status, self.refused = 0, ""  # as sent, and why it was a refusal
        self._page: list[Message] = []  # one in HTML, kept until all of it is there
        self._headers = [*_HEADERS, *([(b"set-cookie", visitors.new_cookie().encode())] if cookie else [])]

    async def send(self, message: Message) -> None:
        """Pass on a message of the application."""
        begins = message["type"] == "http.response.start"
        if not self._page and not (begins and _is_page(message)):
            await self._pass_on(message)
            return
        self._page.append(message)
        if not begins and not message.get("more_body"):
            start, *parts = self._page
            body = b"".join(part.get("body", b"") for part in parts)
            await self._pass_on(start, body)
            await self._pass_on({"type": "http.response.body", "body": body})

    async def _pass_on(self, message: Message, page: bytes = b"") -> None:
        if message["type"] == "http.response.start":
            self._begun, self.status = True, message["status"]
            own = [(name, value) for name, value in message.get("headers", ()) if not name.startswith(_NOT_PASSED_ON)]
            message = {**message, "headers": [*own, *self._headers, (b"content-security-policy", policy(page))]}
        self._ended = message["type"] == "http.response.body" and not message.get("more_body")
        await self._send(message)

    async def refuse(self, refusal: Refusal, *, as_json: bool = False) -> None:
        """Answer in place of the application; where that has begun, the answer ends, and one that is over stays.
        `as_json`: in the form that Gradio's script reads."""
        if self._ended:
            return
        self.refused = refusal.reason
        if self._begun:
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        extra = [(b"retry-after", str(refusal.retry_after).encode())] if refusal.retry_after else []
        extra += [(b"www-authenticate", b"Bearer")] if refusal.status == 401 else []
        kind = b"application/json" if as_json else b"text/plain; charset=utf-8"
        headers = [(b"content-type", kind), *self._headers, *extra]
        headers.append((b"content-security-policy", policy()))
        self._begun, self.status = True, refusal.status
        await self._send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        line = " ".join(refusal.words.split())
        body = write_json({"detail": line}) if as_json else f"{line}\n".encode("utf-8", "backslashreplace")
        await self._send({"type": "http.response.body", "body": body})

    def rewriting(self, change: Callable[[Any], Any]) -> Send:
        """`send` for an answer in JSON, whose value is changed; it raises RuntimeError where the application failed."""
        begin: list[Message] = []
        parts: list[bytes] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                begin.append(message)
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body, (start,) = b"".join(parts), begin
            if start["status"] == 500:
                raise RuntimeError("the application failed")
            if start["status"] == 200:
                body = write_json(change(json.loads(body)))
            kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
            await self._pass_on({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
            await self._pass_on({"type": "http.response.body", "body": body})

        return send


def _is_page(start: Message) -> bool:
    """Whether HTML begins, uncompressed, in which a browser could run something."""
    headers = dict(start.get("headers", ()))
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers
