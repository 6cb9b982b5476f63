"""A page may run the scripts that it is served with and no other; what is no page may run none."""

import base64
import hashlib

import pytest
from starlette.testclient import TestClient

from pullquote.ui.web.guard import Guard
from pullquote.ui.web.policy import policy
from pullquote.ui.web.request import Receive, Scope
from pullquote.ui.web.response import Send


def directive(header: str, name: str) -> list[str]:
    (found,) = (part.split()[1:] for part in header.split("; ") if part.startswith(f"{name} "))
    return found


def sha(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def test_what_is_no_page_runs_nothing() -> None:
    for page in (b"", b"{}", b"<p onclick='x()'>no script</p>", b'<script src="a.js"></script>'):
        assert directive(policy(page).decode(), "script-src") == ["'none'"]


@pytest.mark.parametrize(
    ("page", "scripts"),
    [
        (b"<script>one()</script> <script type='module' src='x.js'></script>", [b"one()"]),
        (b"<script data-x>\n a < b\n</script><SCRIPT>no</SCRIPT>", [b"\n a < b\n"]),
        (b"<script>a\r\nb\rc</script>", [b"a\nb\nc"]),
        (b"<script>1</script><script>2</script><script>1</script>", [b"1", b"2"]),
        (b"<script></script>", [b""]),
    ],
)
def test_a_page_runs_the_scripts_inside_it_by_their_sums_and_files_of_the_server(
    page: bytes, scripts: list[bytes]
) -> None:
    allowed = directive(policy(page).decode(), "script-src")
    assert sorted(allowed) == sorted(["'self'", "'unsafe-eval'", *map(sha, scripts)])


def test_no_policy_lets_scripts_into_attributes_or_anything_from_elsewhere() -> None:
    for page in (b"", b"<script>one()</script>"):
        header = policy(page).decode()
        assert "'unsafe-inline'" not in directive(header, "script-src") and "http" not in header
        assert directive(header, "object-src") == directive(header, "frame-src") == ["'none'"]


def test_the_policy_is_that_of_the_page_in_however_many_pieces_it_comes() -> None:
    async def page(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        for part in (b"<scr", b"ipt>on", b"e()</script>"):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"<p>"})

    reply = TestClient(Guard(page, loopback=True, upload_bytes=9), base_url="http://127.0.0.1").get("/")
    assert reply.text == "<script>one()</script><p>"
    assert sha(b"one()") in reply.headers["content-security-policy"]
