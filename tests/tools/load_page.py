"""Many people asking a running page at once: python tests/tools/load_page.py ADDRESS [PEOPLE] [TURNS].

Each person has a conversation of their own through the page's queue, and as many questions through POST /api/ask. Ends
with 1 where anybody saw an error or another person's question.
"""

import concurrent.futures
import json
import sys
import time
from collections.abc import Callable

import httpx

QUESTIONS = (
    "How much are the Aegis Ashore contracts worth",
    "Who was the defense minister in 2020",
    "Why is THAAD considered",
    "Who is the president of Brazil",
)
Times = list[float]


def page(address: str, person: int, turns: int, ask: int) -> Times:
    """One person on the page; every answer must hold all of that person's questions and nobody else's."""
    session, took = f"person-{person}-{time.time_ns()}", Times()
    with httpx.Client(base_url=address, timeout=120) as client:
        client.get("/")  # for the cookie
        for turn in range(turns):
            began = time.perf_counter()
            question = f"{QUESTIONS[(person + turn) % len(QUESTIONS)]}, person {person:03d}?"
            asked = {"data": [], "event_data": {"question": question}}
            body = {**asked, "fn_index": ask, "session_hash": session}
            client.post("/gradio_api/queue/join", json=body).raise_for_status()
            with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
                events = "".join(stream.iter_text())
            took.append(time.perf_counter() - began)
            if '"success":true' not in events or f"person {person:03d}?" not in events:
                raise RuntimeError(f"person {person} got no answer: {events[-300:]}")
            if any(f"person {other:03d}?" in events for other in range(200) if other != person):
                raise RuntimeError(f"person {person} saw another's conversation")
    return took


def api(address: str, person: int, turns: int, _ask: int) -> Times:
    took = Times()
    with httpx.Client(base_url=address, timeout=120) as client:
        for turn in range(turns):
            question = f"{QUESTIONS[(person + turn) % len(QUESTIONS)]}, person {person:03d}?"
            began = time.perf_counter()
            reply = client.post("/api/ask", json={"question": question}).raise_for_status().json()
            took.append(time.perf_counter() - began)
            if reply["question"] != question:
                raise RuntimeError(f"person {person} got the answer to {reply['question']!r}")
    return took


def measured(way: Callable[[str, int, int, int], Times], address: str, people: int, turns: int, ask: int) -> str:
    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(people) as pool:
        took = sorted(t for each in pool.map(lambda n: way(address, n, turns, ask), range(people)) for t in each)
    rate = len(took) / (time.perf_counter() - began)
    p50, p95 = (took[int(len(took) * share)] for share in (0.5, 0.95))
    asked = f"{way.__name__}: {len(took)} questions, {people} at once"
    return f"{asked}: p50 {p50:.2f} s, p95 {p95:.2f} s, {rate:.0f} a second"


def main(address: str, people: int = 32, turns: int = 4) -> int:
    config = httpx.get(f"{address}/config", timeout=60).json()
    ask = next(d["id"] for d in config["dependencies"] if "ask" in [target[1] for target in d["targets"]])
    try:
        for way in (page, api):
            print(measured(way, address, people, turns, ask), flush=True)
    except (RuntimeError, httpx.HTTPError, json.JSONDecodeError) as error:
        print(f"failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
