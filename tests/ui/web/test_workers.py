"""Processes that answer beside the page's: as it would itself, started again when they die, and never left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from pullquote.corpus import BadInputError, PullquoteError
from pullquote.index import Hit, Index
from pullquote.rag import Question, Reader, Reading
from pullquote.ui.collection import Collection
from pullquote.ui.web.observed import Event, Restarted, untold
from pullquote.ui.web.worker import STUCK_CODE, worker_app
from pullquote.ui.web.workers import MOST_RESTARTS, Workers
from tests.conftest import article
from tests.soak.server import Server, children, serving
from tests.ui.conftest import COMMAND, WORTH

pytest.importorskip("gradio")

READY = 'import sys; sys.stdin.readline(); print(\'{"event": "ready"}\', flush=True);'


def program(text: str) -> list[str]:
    return [sys.executable, "-S", "-c", text]


def until(true: Callable[[], object]) -> None:
    """Returns once it is true."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def is_over(pid: int) -> bool:
    """Whether there is no such process, or only its remains."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One whose name is short enough for sockets."""
    yield tmp_path_factory.mktemp("w")


def test_one_that_dies_is_started_again_so_many_times_in_a_minute_and_no_more(folder: Path) -> None:
    heard: list[Event] = []
    rested = threading.Event()

    def hear(event: Event) -> None:
        heard.append(event)
        if isinstance(event, Restarted) and not event.again:
            rested.set()

    workers = Workers(1, program(READY + "sys.exit(3)"), {})
    workers.start(folder, hear)
    assert rested.wait(60)
    assert heard == [Restarted(0, 3, True)] * MOST_RESTARTS + [Restarted(0, 3, False)]
    assert (workers.ready, workers.pick(), workers.pids) == (0, None, {})
    workers.close()


def test_what_it_tells_is_heard_and_what_else_it_prints_is_not(folder: Path) -> None:
    heard: list[Event] = []
    asked = json.dumps({"event": "asked", "outcome": "answered", "seconds": 0.5, "question": "Who?"})
    workers = Workers(1, program(READY + f"print('noise'); print({asked!r}, flush=True); sys.stdin.read()"), {})
    workers.start(folder, heard.append)
    until(lambda: heard)
    workers.close()
    assert [getattr(event, "outcome", "") for event in heard] == ["answered"]


def test_the_one_with_least_to_do_is_picked(folder: Path) -> None:
    workers = Workers(3, program(READY + "sys.stdin.read()"), {})
    workers.start(folder)
    picked = []
    first = workers.pick()
    assert first
    with first.working():
        second = workers.pick()
        assert second
        with second.working():
            picked = [worker.number for worker in (first, second, workers.pick()) if worker]
    assert picked == [0, 1, 2] and workers.pick() == first
    workers.close()


def test_one_that_cannot_answer_is_an_error_with_its_reason_and_ends_the_others(folder: Path) -> None:
    broken = 'import sys; sys.stdin.readline(); print(\'{"event": "broken", "message": "no index in x"}\'); sys.exit(2)'
    workers = Workers(2, program(broken), {})
    with pytest.raises(PullquoteError, match=r"^no index in x$"):
        workers.start(folder)
    assert workers.pids == {}
    silent = Workers(1, program("raise SystemExit(4)"), {})
    with pytest.raises(PullquoteError, match=r"^a process that should answer questions ended with 4$"):
        silent.start(folder / "..")


def test_a_folder_whose_name_is_too_long_for_a_socket_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"is too long a name for a socket; name a shorter folder in TMPDIR$"):
        Workers(1, program(READY), {}).start(tmp_path / ("x" * 100))


def test_one_that_does_not_end_when_it_is_left_is_killed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pullquote.ui.web.workers.GRACE", -0.9)
    workers = Workers(1, program(READY + "import time; time.sleep(600)"), {})
    workers.start(folder)
    (pid,) = workers.pids.values()
    workers.close()
    assert is_over(pid)


@dataclass(frozen=True)
class Slow:
    """A reader that takes a while."""

    reader: Reader

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        time.sleep(0.5)
        return self.reader.read(question, hits)


@pytest.mark.parametrize(("stuck", "ended"), [(0.1, [STUCK_CODE]), (60.0, [])])
def test_a_question_that_does_not_end_ends_its_process(collection: Collection, stuck: float, ended: list[int]) -> None:
    codes: list[int] = []
    slow = replace(collection, bot=replace(collection.bot, reader=Slow(collection.bot.reader)))
    app = worker_app(slow, mcp=False, tell=untold, stuck=stuck, end=codes.append)
    with TestClient(app) as client:
        assert client.post("/api/ask", json={"question": WORTH}).status_code == 200
    assert codes == ended


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two workers."""
    with serving(tmp_path_factory.mktemp("two") / "server", workers=2) as server:
        yield server


@pytest.fixture
def client(two: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=two.address, timeout=60) as opened:
        opened.get("/")
        yield opened


def figure(client: httpx.Client, name: str) -> float:
    lines = client.get("/api/metrics").text.splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(name)), 0.0)


@pytest.mark.slow
def test_workers_answer_rest_and_mcp_as_the_one_process_does_and_are_counted(client: httpx.Client) -> None:
    before = figure(client, 'pullquote_questions_total{outcome="answered"}')
    answer = client.post("/api/ask", json={"question": WORTH, "top": 1}).json()
    assert answer["answered"] and answer["question"] == WORTH
    found = client.get("/api/search", params={"question": "Aegis Ashore", "publisher": ["Japan", "Kyodo"]}).json()
    assert found["hits"]
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": WORTH}},
    }
    told = client.post("/mcp", json=call, headers={"accept": "application/json, text/event-stream"}).json()
    assert told["result"]["structuredContent"]["answered"]
    assert (client.post("/api/ask", json={"question": ""}).status_code, client.get("/api/search").status_code) == (
        400,
        400,
    )
    assert figure(client, 'pullquote_questions_total{outcome="answered"}') - before == 2
    assert figure(client, "pullquote_workers") == 2
    assert figure(client, 'pullquote_memory_bytes{kind="own",process="worker-1"}') > 0


@pytest.mark.slow
def test_a_question_stops_in_its_worker_when_whoever_asked_has_gone(client: httpx.Client, two: Server) -> None:
    question, told = "What endless story is told by a worker?", two.folder / "endless.txt"

    def said(line: str) -> Callable[[], bool]:
        return lambda: told.exists() and line in told.read_text().splitlines()

    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=30) as line:
        body = json.dumps({"question": question}).encode()
        head = f"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
        line.sendall(head.encode() + body)
        until(said(f"begun: {question}"))
    until(said(f"nobody waits for this any longer: {question}"))


@pytest.mark.slow
def test_a_worker_that_is_killed_is_told_to_who_waits_for_it_and_is_there_again(
    client: httpx.Client, two: Server
) -> None:
    question, told, replies = "What endless story is cut short?", two.folder / "endless.txt", list[httpx.Response]()
    asking = threading.Thread(
        target=lambda: replies.append(httpx.post(f"{two.address}/api/ask", json={"question": question}, timeout=60))
    )
    asking.start()
    until(lambda: told.exists() and f"begun: {question}" in told.read_text().splitlines())
    before = figure(client, "pullquote_worker_restarts_total")
    for pid in children(two.pid):
        os.kill(pid, signal.SIGKILL)
    asking.join()
    assert (replies[0].status_code, replies[0].headers["retry-after"]) == (503, "5")
    assert replies[0].text.count("\n") == 1
    until(lambda: figure(client, "pullquote_workers") == 2)
    assert figure(client, "pullquote_worker_restarts_total") - before == 2
    assert client.post("/api/ask", json={"question": WORTH}).json()["answered"]


@pytest.mark.slow
def test_each_worker_notices_a_changed_index(client: httpx.Client, two: Server) -> None:
    with Index.open(two.folder / "index") as index:
        index.add([article("quoll", "The quoll of Hobart weighs 3 kilograms.", publisher="Hobart Herald")])
        for _ in range(4):  # by turns, as nobody else asks
            hits = client.get("/api/search", params={"question": "quoll of Hobart"}).json()["hits"]
            assert "quoll" in hits[0]["text"]
        index.remove("news/quoll.txt")


@pytest.mark.slow
@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_the_server_however_it_ends(index: Path, way: signal.Signals, tmp_path: Path) -> None:
    command = [*COMMAND, "serve", "--port", "0", "--index", str(index), "--reader", "nearest", "--workers", "2"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as server:
        assert server.stdout
        address = server.stdout.readline().split()[0]
        pids = children(server.pid)
        assert httpx.post(f"{address}/api/ask", json={"question": "Who painted it?"}, timeout=60).status_code == 200
        os.kill(server.pid, way)
    until(lambda: all(map(is_over, pids)))
    assert len(pids) == 2
    assert way == signal.SIGKILL or list(tmp_path.glob("pullquote-serve-*")) == []
