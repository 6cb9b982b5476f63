"""Many people who ask one server for a while: each has an answer or is told when to come again, and sees only what is
their own."""

import json
import random
import re
import socket
import threading
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.soak.outcome import Outcome
from tests.soak.server import Server, serving, upload_and_add
from tests.soak.visitors import MEMORY_MAY_GROW

ASKERS = 64
LONGEST = 75.0  # seconds: the minute that a question has, and some for the way
OWN = re.compile(r"person (\d{3})\?|code of (\d{3})|quokka (\d{3})")  # marks of a person in what is shown


class Asker:
    """One of the people, with an address of their own. Half of them use the page, and some bring a file to it; the
    others use the routes, and some do not wait for answers."""

    def __init__(self, server: Server, number: int, seed: int, events: dict[str, int]) -> None:
        self.number, self.on_page = number, bool(number % 2)
        self.brings, self.leaves = number % 8 == 3, number % 8 == 0
        self._server, self._chosen, self._events = server, random.Random(seed + number), events
        self._from = {"x-forwarded-for": f"10.0.0.{number + 1}"}
        self._client = httpx.Client(base_url=server.address, timeout=120, headers=self._from)
        self._session = f"person-{number:03d}-{time.monotonic_ns()}"

    def begin(self) -> str:
        """Open the page, and add a file where they bring one. What went wrong; empty where nothing did."""
        self._client.get("/").raise_for_status()
        if not self.brings:
            return ""
        text = f"The quokka {self.number:03d} has the code of {self.number:03d} apples.".encode()
        said = upload_and_add(self._client, self._events["upload"], f"{self.number}.txt", text, self._session)
        return self._mistake(said) or ("" if "1 article added" in said else f"the file was not added: {said[-100:]}")

    def ask(self) -> str:
        """Ask once; what came of it."""
        if self.leaves and self._chosen.random() < 0.3:
            self._ask_and_go()
            return "went before the answer"
        question = f"Who was the defense minister in {self._chosen.randint(1990, 2020)}, person {self.number:03d}?"
        if self.brings and self._chosen.random() < 0.5:
            question = f"What code has the quokka {self.number:03d}?"
        try:
            return self._by_page(question) if self.on_page else self._by_route(question)
        except httpx.HTTPError as error:
            return type(error).__name__

    def close(self) -> None:
        self._client.close()

    def _mistake(self, shown: str) -> str:
        found = {next(filter(None, marks)) for marks in OWN.findall(shown)}
        return f"saw what is of {sorted(found - {f'{self.number:03d}'})}" if found - {f"{self.number:03d}"} else ""

    def _by_route(self, question: str) -> str:
        reply = self._client.post("/api/ask", json={"question": question})
        if reply.status_code in (429, 503):
            return _told_to_wait(reply)
        if reply.status_code != 200:
            return f"status {reply.status_code}: {reply.text[:200]}"
        return self._mistake(reply.text) or ("answered" if reply.json()["question"] == question else "another question")

    def _by_page(self, question: str) -> str:
        call = {"data": [], "event_data": {"question": question}, "fn_index": self._events["ask"]}
        joined = self._client.post("/gradio_api/queue/join", json={**call, "session_hash": self._session})
        if joined.status_code in (429, 503):
            return _told_to_wait(joined)
        with self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._session}) as stream:
            shown = "".join(stream.iter_text())
        if "this takes longer than" in shown:
            return "told to wait"
        return self._mistake(shown) or ("answered" if '"success":true' in shown else f"no answer: {shown[-300:]}")

    def _ask_and_go(self) -> None:
        body = json.dumps({"question": "Who was the defense minister in 2020?"}).encode()
        host, port = urlsplit(self._server.address).hostname, urlsplit(self._server.address).port
        address = "".join(f"{name}: {value}\r\n" for name, value in self._from.items())
        head = f"POST /api/ask HTTP/1.1\r\nHost: {host}:{port}\r\n{address}Content-Length: {len(body)}\r\n\r\n"
        with socket.create_connection((host, port), timeout=30) as line:
            line.sendall(head.encode() + body)
            time.sleep(self._chosen.uniform(0, 1))


def askers(folder: Path, size: int, seed: int, reader: str = "", workers: int = 0) -> Outcome:
    """64 of them for `size` seconds; memory counts from a quarter of the time on."""
    found, guard, took = Outcome(), threading.Lock(), defaultdict[str, list[float]](list)
    with serving(folder / "server", reader=reader, workers=workers) as server:
        events = {name: server.event(name) for name in ("ask", "upload")}
        end = time.monotonic() + size

        def live(number: int) -> None:
            asker = Asker(server, number, seed, events)
            wrong = asker.begin()
            with guard:
                found.must(not wrong, f"person {number}: {wrong}")
            while time.monotonic() < end:
                begun = time.monotonic()
                seen = asker.ask()
                seconds = time.monotonic() - begun
                with guard:
                    found.counts[seen] += 1
                    fine = seen in ("answered", "told to wait", "went before the answer") and seconds < LONGEST
                    found.must(fine, f"person {number}: {seen} after {seconds:.0f} s")
                    if seen == "answered":
                        took["page" if asker.on_page else "routes"].append(seconds)
                if seen == "told to wait":
                    time.sleep(1)
            asker.close()

        people = [threading.Thread(target=live, args=[number]) for number in range(ASKERS)]
        for one in people:
            one.start()
        time.sleep(size / 4)
        found.counts["MB after a quarter"] = server.memory
        for one in people:
            one.join()
        found.counts["MB at the end"] = server.memory
        grown = found.counts["MB at the end"] - found.counts["MB after a quarter"]
        found.must(grown <= MEMORY_MAY_GROW, f"memory grew by {grown} MB")
        found.must("Traceback" not in server.log, f"the log has a traceback: {server.log[-200:]}")
    for way, seconds in took.items():
        for share in (50, 95):
            at = sorted(seconds)[min(len(seconds) - 1, len(seconds) * share // 100)]
            found.counts[f"ms p{share}, {way}"] = round(1000 * at)
    return found


def _told_to_wait(reply: httpx.Response) -> str:
    return "told to wait" if reply.headers.get("retry-after", "").isdecimal() else "told to wait, but not how long"
