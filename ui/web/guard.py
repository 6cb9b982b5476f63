"""Before every request: only the routes that the page needs, only this server's own pages, only so much of anything."""

import hmac
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from urllib.parse import urlsplit

from pullquote.corpus import PullquoteError
from pullquote.ui.api import SECONDS
from pullquote.ui.web import visitors
from pullquote.ui.web.at_once import FIRST_RETRY, LONGEST_WAIT, MOST_WAITING, AtOnce, FullError, GoneError
from pullquote.ui.web.deadlines import TO_FINISH, Deadlines
from pullquote.ui.web.json_body import read_json, write_json
from pullquote.ui.web.observed import Requested, Tell, untold
from pullquote.ui.web.page_calls import PageCalls
from pullquote.ui.web.query import check_headers, read_query
from pullquote.ui.web.request import (
    Receive,
    Scope,
    Sender,
    json_headers,
    limited_receive,
    replayed_body,
    whole_body,
)
from pullquote.ui.web.response import Refusal, Response, Send

App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Of Gradio's some sixty routes: the page, its parts, its queue. Not among them: file= and proxy= (they hand out files
# and fetch addresses), cancel (it lets another question in while the one at work goes on), run (it asks
# past the queue), deep links, saved runs, monitoring, and whatever a later version adds.
_EXACT = {
    "/", "/config", "/config/", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json", "/openapi.json",
    "/gradio_api/info", "/gradio_api/info/", "/gradio_api/openapi.json", "/gradio_api/queue/join",
    "/gradio_api/queue/data", "/gradio_api/queue/status", "/gradio_api/upload", "/gradio_api/upload_progress",
    "/gradio_api/startup-events",
    "/gradio_api/app_id", "/gradio_api/app_id/", "/gradio_api/theme.css", "/mcp", "/mcp/",
}  # fmt: skip
_OPEN_PAGE = "/gradio_api/heartbeat/"  # a stream in which nothing comes, as long as a page is open
_BELOW = (
    _OPEN_PAGE,
    "/api/",
    "/assets/",
    "/static/",
    "/svelte/",
    "/gradio_api/call/",
)
_LOGIN = {"/login", "/login/", "/login_check", "/login_check/", "/logout", "/logout/"}  # where there is a password
_UPLOAD = "/gradio_api/upload"
_JOIN = "/gradio_api/queue/join"
_PAGE_EVENTS = (_JOIN, "/gradio_api/call/")  # for the page's queue, which has its own places
_ASKING = ("/api/ask", "/api/search", "/mcp", *_PAGE_EVENTS)
_BY_TOKEN = ("/api/", "/mcp", "/openapi.json")  # the page's own routes ask for the page's login
_TOLD = ("/api/ask", "/api/search", "/api/articles", "/api/article", "/api/health", "/api/metrics", "/mcp")
_BUSY = "too many questions wait here; try again in a moment"
_BODY = 1_000_000  # bytes of a request that uploads nothing
_NO_UPLOAD = (400, "the upload cannot be read; send files as multipart/form-data, each with a name")
_SECONDS = {  # of those that may take longer: uploads over slow lines, and streams
    _UPLOAD: 600.0,
    "/gradio_api/upload_progress": 600.0,
    "/gradio_api/queue/data": 900.0,
    "/gradio_api/call/": 900.0,
    _OPEN_PAGE: 86_400.0,
}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Guard:
    """Wraps the application. `upload_bytes` is the most that one upload may have, `full` says whether no more fits.
    With a `token` the routes for programs want it, and the page's login is let through; `calls` knows the page's
    events, `seconds` is the most that a request may take that is neither an upload nor a stream. `asked` answers in
    the application's place what asks a question, `places` are for those, and `tell` is told of every request."""

    def __init__(  # noqa: PLR0913  # settings, each with a name
        self,
        app: App,
        *,
        loopback: bool,
        upload_bytes: int,
        full: Callable[[], bool] = lambda: False,
        token: str = "",
        calls: PageCalls | None = None,
        seconds: float = SECONDS,
        asked: App | None = None,
        places: AtOnce | None = None,
        tell: Tell = untold,
    ) -> None:
        self._app, self._loopback, self._upload_bytes, self._full = app, loopback, upload_bytes, full
        self._token, self._calls, self._seconds = token, calls, seconds
        self._asked, self._tell = asked or app, tell
        self._owners, self._at_once = visitors.Owners(), places or AtOnce()
        self._questions, self._uploads = visitors.Rate(visitors.QUESTIONS), visitors.Rate(visitors.UPLOADS)
        self._logins = visitors.Rate(visitors.LOGINS)
        self._deadlines = Deadlines()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        visitor = visitors.visitor_of(headers)
        answer, begun = Response(send, cookie=scope["path"] == "/" and not visitor), time.monotonic()
        try:
            await self._guarded(scope, receive, headers, visitor, answer)
        finally:
            seconds = time.monotonic() - begun
            self._tell(Requested(_route(scope["path"]), answer.status, seconds, answer.refused))

    def end(self) -> None:
        """The server is to end: no request is open for long from now on."""
        self._deadlines.end()

    async def _guarded(
        self, scope: Scope, receive: Receive, headers: Mapping[str, str], visitor: str, answer: Response
    ) -> None:
        refuse = partial(answer.refuse, as_json=scope["path"] == _JOIN)
        try:
            check_headers(scope["headers"])
            self._refuse(scope, headers, visitor)
            limit = self._upload_bytes if scope["path"] == _UPLOAD else _BODY
            announced = headers.get("content-length", "0")
            if announced.isdecimal() and int(announced) > limit:
                raise Refusal(413, f"more than {limit:,} bytes")
            to_finish = 0.0 if scope["path"].startswith(_OPEN_PAGE) else TO_FINISH
            async with self._deadlines.within(self._seconds_for(scope["path"]), to_finish=to_finish):
                await self._pass_on(scope, visitor, limited_receive(receive, limit), answer)
        except Refusal as refusal:
            await refuse(refusal)
        except PullquoteError as error:
            await refuse(Refusal(400, str(error)))
        except TimeoutError:
            await refuse(Refusal(503, "this takes too long; ask for less, or later", 30, "slow"))
        except GoneError:
            pass

    def _seconds_for(self, path: str) -> float:
        return next((seconds for begin, seconds in _SECONDS.items() if path.startswith(begin)), self._seconds)

    async def _pass_on(self, scope: Scope, visitor: str, receive: Receive, answer: Response) -> None:
        path = scope["path"]
        if scope["method"] == "POST" and path != _UPLOAD and not path.startswith("/login"):
            call = read_json(await whole_body(receive))
            if self._calls and path.startswith(_PAGE_EVENTS):
                call = self._calls.checked(path, call)
                self._refuse_other_owner(str(call.get("session_hash") or ""), visitor)
                if self._calls.asks(path, call) and (wait := self._calls.line.seconds()) > LONGEST_WAIT:
                    raise Refusal(503, _BUSY, math.ceil(wait))
            body = write_json(call)
            scope = {**scope, "headers": json_headers(scope["headers"], len(body))}
            receive = replayed_body(body, receive)
        if path == "/":
            scope = {**scope, "headers": [one for one in scope["headers"] if one[0] != b"accept-encoding"]}
        if _asks(path, scope["method"]) and not path.startswith(_PAGE_EVENTS):
            try:
                sender = Sender(receive)
                async with sender.waiting(), self._at_once.place(sender.gone):
                    await self._asked(scope, sender.receive, answer.send)
            except FullError as full:
                raise Refusal(503, _BUSY, full.seconds) from None
        elif path == _UPLOAD and self._calls:
            try:
                await self._app(scope, receive, answer.rewriting(self._calls.by_place))
            except (Refusal, TimeoutError):
                raise
            except Exception:  # noqa: BLE001  # what parses uploads raises anything over a form that is none
                raise Refusal(*_NO_UPLOAD) from None
        else:
            await self._app(scope, receive, answer.send)

    def _refuse(self, scope: Scope, headers: Mapping[str, str], visitor: str) -> None:
        """Raises Refusal for what may not pass."""
        path, method = scope["path"], scope["method"]
        query = read_query(path, scope.get("query_string", b""))
        if path not in _EXACT and not path.startswith(_BELOW) and not (self._token and path in _LOGIN):
            raise Refusal(404, "not found")
        host = headers.get("host", "")
        name = _host_name(host)
        if not name:
            raise Refusal(400, "the Host header names no host")
        if self._loopback and name not in _LOOPBACK:
            raise Refusal(403, "this server answers to localhost only")  # another name that was made to point here
        origin = headers.get("origin")
        if method == "OPTIONS" or (method not in ("GET", "HEAD") and origin and not _same(origin, host)):
            raise Refusal(403, "requests from other sites are refused")
        if self._token and path.startswith(_BY_TOKEN) and not self._has_token(headers):
            raise Refusal(401, "this needs the server's password; send it as: Authorization: Bearer PASSWORD")
        address = (scope.get("client") or ("",))[0]
        for rate, counts in (
            (self._questions, _asks(path, method)),
            (self._uploads, path == _UPLOAD),
            (self._logins, path.startswith("/login") and method == "POST"),
        ):
            if counts and (wait := rate.seconds_to_wait(address)):
                raise Refusal(429, "too much from one address in a minute; wait", wait)
        if path == _UPLOAD and self._full():
            raise Refusal(503, "too many files are waiting here; try again in a minute", 60, "uploads")
        if (
            method == "POST"
            and path.startswith(_PAGE_EVENTS)
            and self._calls
            and self._calls.line.waiting() >= MOST_WAITING
        ):
            raise Refusal(503, _BUSY, FIRST_RETRY)
        asked = query.get("session_hash", [""])[-1]
        if path == "/gradio_api/queue/data" and self._calls and asked not in self._calls.waited_for:
            raise Refusal(404, "nothing is waited for here")
        if method == "GET" and self._calls and any(map(self._calls.is_over, _after(path, "/gradio_api/call/"))):
            raise Refusal(404, "no such event, or it is over")
        if path == "/gradio_api/upload_progress" and not query.get("upload_id"):
            raise Refusal(400, "upload_id is missing")
        for session in (*query.get("session_hash", ()), *_after(path, "/gradio_api/heartbeat/")):
            self._refuse_other_owner(session, visitor)

    def _has_token(self, headers: Mapping[str, str]) -> bool:
        kind, _, given = headers.get("authorization", "").partition(" ")
        return kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self._token.encode())

    def _refuse_other_owner(self, session: str, visitor: str) -> None:
        if session and not self._owners.admits(session, visitor):
            raise Refusal(403, "this session is another visitor's; open the page")


def _route(path: str) -> str:
    """One of a few names for what was asked for, so that nothing of an address is told."""
    if path == "/":
        return "/"
    known = (*_TOLD, _UPLOAD, *_PAGE_EVENTS)
    return next(
        (name.rstrip("/") for name in known if path == name or path.startswith(f"{name.rstrip('/')}/")), "other"
    )


def _asks(path: str, method: str) -> bool:
    """Whether a request asks a question or for passages."""
    return path.startswith(_ASKING) and (method == "POST" or path == "/api/search")


def _host_name(host: str) -> str:
    """The host that a Host header names; empty where it names none."""
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname or "" if parts.port is None or parts.port else ""
    except ValueError:  # a bracket out of place, a port that is none
        return ""


def _same(origin: str, host: str) -> bool:
    try:
        return urlsplit(origin).netloc == host
    except ValueError:
        return False


def _after(path: str, begin: str) -> tuple[str, ...]:
    return (path.removeprefix(begin).strip("/"),) if path.startswith(begin) else ()
