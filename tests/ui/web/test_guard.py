"""What is kept out before a request reaches the application."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from pullquote.corpus import StoppedError, go_on
from pullquote.ui.page.sessions import COOKIE
from pullquote.ui.web import visitors
from pullquote.ui.web.at_once import LONGEST_WAIT, MOST_WAITING
from pullquote.ui.web.guard import Guard
from pullquote.ui.web.page_calls import InLine, PageCalls
from pullquote.ui.web.request import Receive, Scope
from pullquote.ui.web.response import Message, Send
from tests.ui.conftest import WORTH


def test_another_sites_page_may_not_ask_nor_a_name_that_was_made_to_point_here(client: TestClient) -> None:
    ask = {"question": WORTH}
    assert client.post("/api/ask", json=ask, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/api/ask", json=ask, headers={"origin": "http://127.0.0.1:7860"}).status_code == 200
    assert client.get("/api/health", headers={"host": "evil.example"}).status_code == 403


def test_too_many_bytes_are_refused_whether_they_are_announced_or_not(client: TestClient) -> None:
    assert client.post("/api/ask", content=b"x" * 1_000_001).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    assert client.post("/api/ask", content=pieces()).status_code >= 400


async def echo(_scope: Scope, _receive: Receive, send: Send) -> None:
    headers = [(b"access-control-allow-origin", b"*"), (b"server", b"x"), (b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"here"})


def guarded(app: Any = echo, **settings: Any) -> TestClient:
    return TestClient(Guard(app, **{"loopback": True, "upload_bytes": 9, **settings}), base_url="http://127.0.0.1:7860")


@pytest.mark.parametrize("host", ["[::1", "a]b[", "", "localhost:x", "localhost:99999", "[::1]:-1"])
def test_a_host_that_is_none_is_400_and_one_line(host: str) -> None:
    reply = guarded().get("/api/health", headers={"host": host})
    assert (reply.status_code, reply.text) == (400, "the Host header names no host\n")


@pytest.mark.parametrize("origin", ["http://[::1", "null", "https://evil.example", "http://127.0.0.1:7861"])
def test_another_origin_is_403_however_it_is_written(origin: str) -> None:
    reply = guarded().post("/api/ask", json={}, headers={"origin": origin})
    assert (reply.status_code, reply.text) == (403, "requests from other sites are refused\n")


def test_no_other_sites_page_gets_an_answer_and_every_answer_has_the_headers() -> None:
    client = guarded()
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for reply in (client.options("/api/ask", headers=asked), client.get("/config", headers=asked), client.get("/no")):
        assert (
            not [name for name in reply.headers if name.startswith("access-control")] and "server" not in reply.headers
        )
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in reply.headers["content-security-policy"]
        assert reply.headers["x-frame-options"] == "SAMEORIGIN"


def test_the_page_gives_a_cookie_once_and_nothing_else_does() -> None:
    client = guarded()
    assert "set-cookie" not in client.get("/api/health").headers
    assert COOKIE in client.get("/").headers["set-cookie"]
    assert "set-cookie" not in client.get("/").headers


@pytest.mark.parametrize("path", ["/gradio_api/queue/data?session_hash=abcdefgh", "/gradio_api/heartbeat/abcdefgh"])
def test_nobody_listens_to_another_visitors_session(path: str) -> None:
    app = Guard(echo, loopback=True, upload_bytes=9)
    ann, bob = (TestClient(app, base_url="http://127.0.0.1:7860") for _ in range(2))
    for client in (ann, bob):
        client.get("/")
    assert ann.get(path).status_code == 200
    assert (bob.get(path).status_code, TestClient(app, base_url="http://127.0.0.1:7860").get(path).status_code) == (
        403,
        403,
    )
    assert ann.get(path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "most"),
    [("POST", "/api/ask", visitors.QUESTIONS), ("GET", "/api/search", visitors.QUESTIONS)]
    + [("POST", "/gradio_api/upload", visitors.UPLOADS)],
)
def test_too_much_from_one_address_is_429_and_says_when_to_come_again(method: str, path: str, most: int) -> None:
    client = guarded()
    body = None if method == "GET" else b"{}"
    statuses = [client.request(method, path, content=body).status_code for _ in range(most)]
    assert statuses == [200] * most
    reply = client.request(method, path, content=body)
    assert reply.status_code == 429 and 1 <= int(reply.headers["retry-after"]) <= 61
    assert client.get("/api/health").status_code == 200


def test_a_password_is_wanted_by_the_routes_for_programs_and_by_nothing_of_the_page() -> None:
    client = guarded(token="open sesame")
    for path in ("/api/health", "/api/ask", "/mcp", "/openapi.json"):
        reply = client.get(path)
        assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
        for given in ("Bearer open sesam", "Basic open sesame", "Bearer", "open sesame", "Bearer \xe9"):
            assert client.get(path, headers=[(b"authorization", given.encode("latin-1"))]).status_code == 401
        assert client.get(path, headers={"authorization": "bearer open sesame"}).status_code == 200
    assert client.get("/").status_code == client.post("/login", json={}).status_code == 200
    assert guarded().post("/login", json={}).status_code == 404
    statuses = [client.post("/login", json={}).status_code for _ in range(visitors.LOGINS)]
    assert statuses[-1] == 429  # passwords are not tried by the thousand


def test_a_request_that_takes_too_long_is_503_and_a_stream_ends() -> None:
    async def slow(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["path"] == "/api/search":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"part", "more_body": True})
        await asyncio.Event().wait()

    client = guarded(slow, seconds=0.05)
    reply = client.get("/api/health")
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "30")
    assert client.get("/api/search").text == "part"
    asked = client.post("/gradio_api/queue/join", json={"fn_index": 0, "data": [], "session_hash": "somebody"})
    assert asked.json()["detail"].startswith("this takes too long")  # in the form that the page's script reads


class Line:
    """A connection whose other end asks, and goes once `ends` is set."""

    def __init__(self, path: str) -> None:
        self.ends, self.sent, self.body = asyncio.Event(), list[Message](), [b"{}"]
        headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
        self.scope: Scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b""}

    async def receive(self) -> Message:
        if self.body:
            return {"type": "http.request", "body": self.body.pop(), "more_body": False}
        await self.ends.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)


@pytest.mark.parametrize("path", ["/api/ask", "/mcp"])
@pytest.mark.parametrize("goes", [True, False])
def test_a_question_at_work_stops_when_who_asked_has_gone_or_its_time_is_up(path: str, goes: bool) -> None:
    begun, stopped = threading.Event(), list[str]()

    def work() -> None:
        try:
            while True:
                go_on()
                begun.set()
                time.sleep(0.001)
        except StoppedError as error:
            stopped.append(str(error))

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.to_thread(work)

    async def asked() -> None:
        line = Line(path)
        guard = Guard(app, loopback=True, upload_bytes=9, seconds=60 if goes else 0.3)
        asking = asyncio.ensure_future(guard(line.scope, line.receive, line.send))
        await asyncio.to_thread(begun.wait)
        if goes:
            line.ends.set()
        await asking
        while not stopped:
            await asyncio.sleep(0.001)
        assert [one.get("status") for one in line.sent[:1]] == ([] if goes else [503])

    asyncio.run(asyncio.wait_for(asked(), 30))
    assert stopped == ["nobody waits for this any longer"]


def test_a_question_that_comes_twice_in_an_address_is_400_and_one_line(client: TestClient) -> None:
    reply = client.get("/api/search?question=who&question=what")
    assert (reply.status_code, reply.text) == (400, "the address says 'question' twice; say it once\n")


def test_an_upload_that_is_not_named_is_400_and_one_line() -> None:
    reply = guarded().get("/gradio_api/upload_progress")
    assert (reply.status_code, reply.text) == (400, "upload_id is missing\n")


def test_what_repeats_a_name_is_no_json_or_half_a_character_never_reaches_the_application() -> None:
    seen: list[bytes] = []

    async def keep(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((await receive())["body"])
        await echo(scope, receive, send)

    client = guarded(keep)
    for body in (b'{"a": 1, "a": 2}', b"{", b"\xff", b"[" * 100_000):
        reply = client.post("/api/ask", content=body)
        assert reply.status_code == 400 and reply.text.count("\n") == 1
    assert client.post("/api/ask", content=rb'{"question": "\ud800?"}').status_code == 200
    assert seen == [rb'{"question": "\ufffd?"}']


@pytest.mark.parametrize(
    ("number", "waiting", "seconds", "refused"),
    [
        (3, MOST_WAITING - 1, LONGEST_WAIT, ""),
        (3, MOST_WAITING, 1.0, "5"),
        (3, 9, LONGEST_WAIT + 0.5, "31"),
        (4, 9, LONGEST_WAIT + 0.5, ""),  # only shows something
    ],
)
def test_the_page_is_told_when_too_much_waits_in_its_line(
    number: int, waiting: int, seconds: float, refused: str
) -> None:
    events = [{"id": 3, "targets": [[1, "ask"]]}, {"id": 4, "targets": [[1, "cite"]]}]
    page = {"components": [], "dependencies": [{**event, "inputs": [], "api_name": ""} for event in events]}
    calls = PageCalls(page, Path("/"), line=InLine(lambda: waiting, lambda: seconds))
    call = {"fn_index": number, "data": [], "session_hash": "somebody"}
    reply = guarded(calls=calls).post("/gradio_api/queue/join", json=call)
    assert (reply.status_code, reply.headers.get("retry-after", "")) == (503 if refused else 200, refused)
    if refused:  # in the form that the page's script reads
        assert reply.json() == {"detail": "too many questions wait here; try again in a moment"}
