"""Uploads that are cut off, and memory before and after questions and uploads."""

import random
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.soak.outcome import Outcome
from tests.soak.server import Server, serving, upload_and_add

MEMORY_MAY_GROW = 150  # megabytes


def cancelled_uploads(folder: Path, size: int, seed: int) -> Outcome:
    """`size` uploads cut off in the middle, and as many pages closed while their files are read."""
    found, chosen = Outcome(), random.Random(seed)
    with serving(folder / "server") as server:
        event = server.event("upload")
        host, port = urlsplit(server.address).hostname, urlsplit(server.address).port
        for n in range(size):
            content = b"The quokka sleeps. " * chosen.randint(10, 50_000)
            part = (
                b'--b\r\nContent-Disposition: form-data; name="files"; filename="q.txt"\r\n\r\n'
                + content
                + b"\r\n--b--\r\n"
            )
            head = (
                f"POST /gradio_api/upload HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {len(part)}\r\n"
                "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
            )
            with socket.create_connection((host, port), timeout=10) as line:
                line.sendall(head.encode() + part[: chosen.randrange(len(part))])
            found.counts["cut off in the middle"] += 1
            _closed_early(server, event, n, found)
            if n % 20 == 19:
                time.sleep(61)  # an address may send so many in a minute
        time.sleep(2)
        with httpx.Client(base_url=server.address, timeout=60) as client:
            found.must(client.get("/api/health").status_code == 200, "the server is not up")
        found.must("Traceback" not in server.log, f"the log has a traceback: {server.log[-200:]}")
        found.counts["bytes left behind"] = sum(Path(path).stat().st_size for path in server.left_behind)
    left = list((folder / "server" / "tmp").rglob("*"))
    found.must(not left, f"left after the end: {left[:2]}")
    return found


def _closed_early(server: Server, event: int, n: int, found: Outcome) -> None:
    with httpx.Client(base_url=server.address, timeout=120) as client:
        client.get("/")
        sent = client.post("/gradio_api/upload", files=[("files", (f"{n}.txt", b"Word. " * 200_000))])
        if sent.status_code != 200:
            found.counts[f"status {sent.status_code}"] += 1
            return
        file = {"path": sent.json()[0], "meta": {"_type": "gradio.FileData"}}
        body = {"data": [[file]], "fn_index": event, "session_hash": f"closing-{n:06d}"}
        client.post("/gradio_api/queue/join", json=body).raise_for_status()
    found.counts["closed while read"] += 1


def memory(folder: Path, size: int, seed: int, reader: str = "") -> Outcome:
    """The server's memory before and after `size` questions and a fifth as many uploads, each by another visitor."""
    found, chosen = Outcome(), random.Random(seed)
    with serving(folder / "server", reader=reader) as server:
        event = server.event("upload")
        with httpx.Client(base_url=server.address, timeout=60) as client:
            _paced(client, min(50, size), chosen, found)
        found.counts["MB before"] = server.memory
        with httpx.Client(base_url=server.address, timeout=60) as client:
            _paced(client, size, chosen, found)
        found.counts["MB after the questions"] = server.memory
        for n in range(size // 5):
            with httpx.Client(base_url=server.address, timeout=60) as client:
                client.get("/")
                text = f"The quokka number {n} sleeps for nineteen hours a day.".encode()
                try:
                    said = upload_and_add(client, event, f"{n}.txt", text, f"visitor-{n:06d}")
                    found.must("1 article added" in said, f"upload {n}: {said[-150:]}")
                    client.get(f"/gradio_api/heartbeat/visitor-{n:06d}", timeout=0.1)
                except httpx.TimeoutException:
                    found.counts["uploads, page closed"] += 1  # closed: the session ends
                except httpx.HTTPStatusError as error:
                    found.must(error.response.status_code == 429, f"upload {n}: {error}")
                    time.sleep(5)
        time.sleep(3)
        found.counts["MB after the uploads"] = server.memory
        grown = found.counts["MB after the uploads"] - found.counts["MB before"]
        found.must(grown <= MEMORY_MAY_GROW, f"memory grew by {grown} MB")
    return found


def _paced(client: httpx.Client, number: int, chosen: random.Random, found: Outcome) -> None:
    for _ in range(number):
        reply = client.post("/api/ask", json={"question": f"Who was the minister in {chosen.randint(1900, 2020)}?"})
        while reply.status_code == 429:
            time.sleep(int(reply.headers["retry-after"]))
            reply = client.post("/api/ask", json={"question": "Who was the minister?"})
        found.counts["questions"] += reply.status_code == 200
