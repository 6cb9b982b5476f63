"""One index, opened and asked in a process of its own: `python -m pullquote.evals.scale.asked FOLDER QUESTIONS`.

QUESTIONS is a JSON list of {"question", "title", "paragraph"}. Prints one JSON object.
"""

import json
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pullquote.evals.scale.kept_vectors import named_embedder
from pullquote.index import Hit, Index, Matrix
from pullquote.rag import Config, open_bot

TOP = 10
BLOCK = 50_000  # passages whose exact cosines are worked out at a time
SAMPLED = 0.02  # seconds between two looks at the memory


class PeakMemory:
    """The most memory that this process had for itself alone, in MB: what is mapped from files is not counted."""

    def __init__(self) -> None:
        self.mb = 0.0
        self._stop = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self._stop.wait(SAMPLED):
            self.mb = max(self.mb, own_mb())

    def stop(self) -> float:
        """The peak."""
        self._stop.set()
        return max(self.mb, own_mb())


def own_mb() -> float:
    """What the process has for itself now; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon", "RssShmem"))) / 1000


def milliseconds(work: Callable[[str], object], questions: Sequence[str]) -> dict[str, float]:
    """p50, p95 and the slowest of a call a question."""
    times = []
    for question in questions:
        began = time.perf_counter()
        work(question)
        times.append(1000 * (time.perf_counter() - began))
    return {"p50_ms": float(np.percentile(times, 50)), "p95_ms": float(np.percentile(times, 95)), "most_ms": max(times)}


def stored_vectors(folder: Path) -> Iterator[tuple[NDArray[np.int64], Matrix]]:
    """Ids of passages and their vectors (BLOCK, dim) as the database of an index has them."""
    with closing(sqlite3.connect(f"{(folder / 'articles.sqlite').absolute().as_uri()}?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT passage, dense FROM vector ORDER BY passage")
        while block := rows.fetchmany(BLOCK):
            vectors = np.frombuffer(b"".join(dense for _, dense in block), np.float32)
            yield np.array([key for key, _ in block]), vectors.reshape(len(block), -1)


def exact_best(folder: Path, questions: Matrix) -> list[set[int]]:
    """The ids of the TOP passages of largest cosine for each question, from every stored vector."""
    best: list[list[tuple[float, int]]] = [[] for _ in questions]
    for keys, vectors in stored_vectors(folder):
        for row, found in zip(questions @ vectors.T, best, strict=True):
            at = np.argsort(-row, kind="stable")[:TOP]
            found[:] = sorted([*found, *((-float(row[n]), int(keys[n])) for n in at)])[:TOP]
    return [{key for _, key in found} for found in best]


def is_right(hits: Sequence[Hit], paragraph: str) -> bool:
    """Whether the first passage lies in the paragraph, as it stands in an article."""
    if not hits:
        return False
    passage = hits[0].passage
    at = passage.article.text.find(paragraph)
    middle = (passage.start + passage.end) // 2
    return at >= 0 and at <= middle < at + len(paragraph)


def measured(folder: Path, asked: Sequence[dict[str, str]], answers: int) -> dict[str, Any]:
    """All that one process tells of an index."""
    embedder = named_embedder(folder)
    embedder.encode_questions(["Which model is made ready here?"])
    questions = [one["question"] for one in asked]
    before, peak = own_mb(), PeakMemory()
    began = time.perf_counter()
    index = Index.open(folder, embedder=embedder)
    passages = len(index)
    opened = time.perf_counter() - began
    began = time.perf_counter()
    index.search(questions[-1], TOP)
    first = time.perf_counter() - began
    found: dict[str, Any] = {
        "passages": passages,
        "open_s": opened,
        "first_question_ms": 1000 * first,
        "embedding": milliseconds(lambda question: embedder.encode_questions([question]), questions),
        "retrieval": milliseconds(lambda question: index.search(question, TOP), questions),
        "again": milliseconds(lambda question: index.search(question, TOP), questions),
        "narrow": milliseconds(lambda question: index.search(question, TOP, where={"volume": "0"}), questions[:50]),
        "memory_mb": peak.stop(),
        "memory_before_mb": before,
    }
    exact = exact_best(folder, embedder.encode_questions(questions))
    shares = [
        len(best & {hit.passage.id for hit in index.search(question, TOP, lexical=False)}) / max(1, len(best))
        for question, best in zip(questions, exact, strict=True)
    ]
    hits = [index.search(question, TOP) for question in questions]
    found["recall"] = float(np.mean(shares))
    found["right_first"] = float(np.mean([is_right(h, one["paragraph"]) for h, one in zip(hits, asked, strict=True)]))
    if answers:
        bot = open_bot(index, config=Config())
        bot.ask(questions[-1])
        found["answer"] = milliseconds(bot.ask, questions[:answers])
    index.close()
    return found


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")), int(sys.argv[3]))))
