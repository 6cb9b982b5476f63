"""Before every request: only the routes that the page needs, only this server's own pages, only so many bytes."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Of Gradio's some sixty routes: the page, its parts, its queue. Not among them: file= and proxy= (they hand out files
# and fetch addresses), deep links, saved runs, monitoring, and whatever a later version adds.
_EXACT = {
    "/", "/config", "/config/", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json", "/openapi.json",
    "/gradio_api/info", "/gradio_api/info/", "/gradio_api/openapi.json", "/gradio_api/queue/join",
    "/gradio_api/queue/data", "/gradio_api/queue/status", "/gradio_api/upload", "/gradio_api/upload_progress",
    "/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/reset/", "/gradio_api/startup-events",
    "/gradio_api/app_id", "/gradio_api/app_id/", "/gradio_api/theme.css", "/mcp", "/mcp/",
}  # fmt: skip
_BELOW = (
    "/api/",
    "/assets/",
    "/static/",
    "/svelte/",
    "/gradio_api/heartbeat/",
    "/gradio_api/call/",
    "/gradio_api/run/",
)
_BODY = 1_000_000  # bytes of a request that uploads nothing
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Gradio's templates are made at run time
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
_HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


class Guard:
    """Wraps the application. `upload_bytes` is the most that one upload may have, `full` says whether no more fits."""

    def __init__(
        self, app: App, *, loopback: bool, upload_bytes: int, full: Callable[[], bool] = lambda: False
    ) -> None:
        self._app, self._loopback, self._upload_bytes, self._full = app, loopback, upload_bytes, full

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        path = scope["path"]
        refused = self._refused(path, scope["method"], headers)
        if refused:
            await _answer(send, *refused)
            return
        limit = self._upload_bytes if path == "/gradio_api/upload" else _BODY
        if headers.get("content-length", "0").isdecimal() and int(headers.get("content-length", "0")) > limit:
            await _answer(send, 413, f"more than {limit:,} bytes")
            return
        await self._app(scope, _limited(receive, limit), _with_headers(send))

    def _refused(self, path: str, method: str, headers: dict[str, str]) -> tuple[int, str] | None:
        if path not in _EXACT and not path.startswith(_BELOW):
            return 404, "not found"
        host = headers.get("host", "")
        if self._loopback and urlsplit(f"//{host}").hostname not in _LOOPBACK:
            return 403, "this server answers to localhost only"  # another name that was made to point here
        origin = headers.get("origin")
        if method not in ("GET", "HEAD", "OPTIONS") and origin and urlsplit(origin).netloc != host:
            return 403, "requests from other sites are refused"
        if path == "/gradio_api/upload" and self._full():
            return 503, "too many files are waiting here; try again in a minute"
        return None


def _limited(receive: Receive, limit: int) -> Receive:
    """`receive` that ends the request once it has brought more than `limit` bytes."""
    came = 0

    async def limited() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        return message if came <= limit else {"type": "http.disconnect"}

    return limited


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        await send(message)

    return with_headers


async def _answer(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})
