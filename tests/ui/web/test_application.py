"""The whole server over HTTP: Gradio's routes behind the guard, its client, many people at once."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import Served
from tests.soak.server import serving

pytest.importorskip("gradio")

pytestmark = pytest.mark.slow
WORTH = "How much are the Aegis Ashore contracts worth?"


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.address, timeout=30) as opened:
        yield opened


def test_gradio_is_imported_only_once_it_has_been_told_to_be_quiet_and_where_its_files_go() -> None:
    program = "import sys, pullquote.ui.web.application; print('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "False\n"


MANY_SESSIONS = """
import sys
from pathlib import Path
from gradio.state_holder import StateHolder
from pullquote.ui.api import Api
from pullquote.ui.collection import Collection
from pullquote.ui.page.actions import Actions
from pullquote.ui.page.feedback import Feedback
from pullquote.ui.page.page import MOST_STATES, page
from pullquote.ui.page.sessions import Sessions
from tests.conftest import always_answering, article, index_of

folder = Path(sys.argv[1])
index = index_of(folder / "index", article("a", "The ferry sank."))
collection = Collection(index, always_answering(index))
kept = StateHolder()
kept.set_blocks(page(Actions(Sessions(collection, always_answering), Feedback(folder / "votes")), Api(collection)))
for number in range(MOST_STATES + 5):
    kept[f"session {number}"]
print(len(kept.session_data) == MOST_STATES)
"""


def test_gradio_keeps_what_was_shown_to_a_few_sessions_and_not_to_all(tmp_path: Path) -> None:
    program = [sys.executable, "-c", MANY_SESSIONS, str(tmp_path)]  # Gradio leaves a loop open where it is imported
    ran = subprocess.run(program, cwd=Path(__file__).parents[3], capture_output=True, text=True)
    assert ran.stdout == "True\n", ran.stderr


def test_the_page_names_no_address_elsewhere_to_load_from(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "fonts.googleapis" not in page.text and "cdn" not in page.text
    allowed = page.headers["content-security-policy"]
    assert "default-src 'self'" in allowed and "sha256-" in allowed
    assert "'unsafe-inline'" not in allowed.partition("script-src")[2]


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=http://example.org/",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=http://example.org/",
        "/gradio_api/deep_link?session_hash=x",
        "/gradio_api/run-history/records",
        "/gradio_api/runs",
        "/gradio_api/run/ask",
        "/gradio_api/cancel",
        "/gradio_api/call/ask/nobody-began-it",
        "/gradio_api/vibe-code/",
        "/gradio_api/component_server",
        "/gradio_api/stream/a/b/1/playlist-file",
        "/monitoring/summary",
        "/file=/etc/passwd",
        "/custom_component/a/b/c/d",
        "/docs",
    ],
)
def test_routes_that_the_page_does_not_need_are_not_there(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_address_in_the_place_of_a_file_or_a_path_of_the_server_is_not_read(
    client: httpx.Client, tmp_path: Path
) -> None:
    info = client.get("/config").json()
    take = next(d for d in info["dependencies"] if d["targets"] and d["targets"][0][1] == "upload")
    secret = tmp_path / "secret.txt"
    secret.write_text("The password of the safe is swordfish.")
    for path in ("http://192.0.2.1/x.txt", str(secret), "/etc/passwd", f"{'0' * 64}/..", f"{'0' * 64}/../../x.txt"):
        file = {"path": path, "meta": {"_type": "gradio.FileData"}}
        body = {"data": [[file]], "fn_index": take["id"], "session_hash": "somebody"}
        joined = client.post("/gradio_api/queue/join", json=body)
        assert joined.status_code == 400
        assert joined.json() == {"detail": "value 0 of the event is none of a file"}
    for path in (f"{'0' * 64}/gone.txt",):
        file = {"path": path, "meta": {"_type": "gradio.FileData"}}
        body = {"data": [[file]], "fn_index": take["id"], "session_hash": "somebody"}
        assert client.post("/gradio_api/queue/join", json=body).status_code == 200
        with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "somebody"}) as stream:
            assert '"success":false' in "".join(stream.iter_text()).replace(" ", "")


def test_an_uploaded_file_can_be_had_by_nobody_and_is_gone_once_indexed(client: httpx.Client, served: Served) -> None:
    sent = client.post(
        "/gradio_api/upload", files=[("files", ("../../quokka.txt", b"The quokka sleeps nineteen hours."))]
    )
    (path,) = sent.json()
    (waiting,) = (served.folder / "tmp").glob("pullquote-serve-*/uploads")
    assert (waiting / path).is_file() and not Path(path).is_absolute()
    assert client.get(f"/gradio_api/file={path}").status_code == 404
    info = client.get("/config").json()
    take = next(d for d in info["dependencies"] if d["targets"] and d["targets"][0][1] == "upload")
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    client.post("/gradio_api/queue/join", json={"data": [[file]], "fn_index": take["id"], "session_hash": "uploader"})
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "uploader"}) as stream:
        events = "".join(stream.iter_text())
    assert "1 article added" in events
    assert sum(p.stat().st_size for p in waiting.rglob("*") if p.is_file()) == 0  # Gradio leaves an empty one


def test_gradios_own_client_asks_with_named_arguments(served: Served) -> None:
    asked = (
        "import json, sys; from gradio_client import Client; c = Client(sys.argv[1], verbose=False);"
        "print(json.dumps(c.predict(question=sys.argv[2], after='2020', top=1, api_name='/ask')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked, served.address, WORTH], capture_output=True, text=True, check=True
    )
    assert f'"question": "{WORTH}"' in done.stdout and '"format": 2' in done.stdout


def test_thirty_two_people_ask_at_once_without_an_error_or_another_ones_conversation(served: Served) -> None:
    command = [sys.executable, str(Path(__file__).parents[2] / "tools" / "load_page.py"), served.address, "32", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    print(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")


def until(file: Path, line: str) -> None:
    """Returns once the file has the line."""
    end = time.monotonic() + 30
    while not file.exists() or line not in file.read_text().splitlines():
        assert time.monotonic() < end, f"{line!r} never came"
        time.sleep(0.02)


@pytest.mark.parametrize("way", ["/api/ask", "/mcp", "/gradio_api/call/ask", "join"])
def test_a_question_stops_when_whoever_asked_it_has_gone(client: httpx.Client, served: Served, way: str) -> None:
    question, told = f"What endless story comes by {way}?", served.folder / "endless.txt"
    event: dict[str, Any] = {"data": [question, [], None, None, "", "", "", None, 3, None]}
    tool = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    bodies = {
        "/api/ask": {"question": question},
        "/mcp": {**tool, "params": {"name": "ask", "arguments": {"question": question}}},
    }
    client.get("/")
    request = client.build_request(
        "POST", way, json=bodies.get(way), headers={"accept": "application/json, text/event-stream"}
    )
    if way == "/gradio_api/call/ask":
        id = client.post(way, json=event).raise_for_status().json()["event_id"]
        request = client.build_request("GET", f"{way}/{id}")
    elif way == "join":
        events = client.get("/config").json()["dependencies"]
        typed = next(one for one in events if "ask" in [what for _, what in one["targets"]])
        asked = {"data": [], "event_data": {"question": question}}
        call = {"fn_index": typed["id"], **asked, "session_hash": "goes-away"}
        client.post("/gradio_api/queue/join", json=call).raise_for_status()
        request = client.build_request("GET", "/gradio_api/queue/data?session_hash=goes-away")
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    with socket.create_connection((request.url.host, request.url.port), timeout=30) as line:
        line.sendall(
            f"{request.method} {request.url.raw_path.decode()} HTTP/1.1\r\n{head}\r\n".encode() + request.read()
        )
        until(told, f"begun: {question}")
    until(told, f"nobody waits for this any longer: {question}")


def test_a_server_that_ends_does_not_wait_for_questions_at_work(tmp_path: Path) -> None:
    with serving(tmp_path / "server") as server, httpx.Client(base_url=server.address, timeout=30) as client:
        event = server.event("ask")
        question = "What endless story does nobody listen to?"
        asked = {"data": [], "event_data": {"question": question}}
        call = {"fn_index": event, **asked, "session_hash": "never-listens"}
        client.post("/gradio_api/queue/join", json=call).raise_for_status()
        until(server.folder / "endless.txt", f"begun: {question}")
    # `serving` gives it thirty seconds to end, a question has sixty
    until(server.folder / "endless.txt", f"nobody waits for this any longer: {question}")
