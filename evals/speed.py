"""How fast asking and embedding are, beside sentence-transformers in one run: `python -m pullquote.evals.speed`.

Machines are shared and differ: read the ratios, then the seconds. Without --data the embedding is timed on the bundled
articles and recall is left out. With --build only the building of an index is timed: run it in turn over two versions.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from pullquote.corpus import bundled_folder
from pullquote.evals.suites.squad_file import read_squad
from pullquote.index import Filters, Hit, Index, Matrix, build, make_embedder, minilm_folder
from pullquote.rag import READERS, Config, Question, Reader, Reading, Retriever, open_bot

BARE = """
import sys
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
print(model.encode([sys.argv[2]]).shape)
"""
QUESTIONS = [
    "Who was Japan's defense minister in 2020?",
    "How much are the Aegis Ashore contracts worth?",
    "Does the security treaty cover the Senkaku Islands?",
    "Why did the United States and Japan meet in August 2017?",
    "Which missile are the two countries developing together?",
    "What did Jon Hill say about the suspension?",
]


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def cold(repeats: int) -> dict[str, float]:
    """Whole processes: `pullquote ask` over an existing index, and a bare script that loads the model and encodes."""
    with tempfile.TemporaryDirectory() as scratch:
        build([bundled_folder()], Path(scratch) / "index").index.close()
        python = [sys.executable, "-P"]  # nothing is imported from the folder that this is started in
        ask = [*python, "-m", "pullquote.ui.cli.main", "ask", QUESTIONS[0], "--index", str(Path(scratch) / "index")]
        bare = [*python, "-c", BARE, minilm_folder(), QUESTIONS[0]]
        found: dict[str, list[float]] = {"ask": [], "sentence-transformers": []}
        for _ in range(repeats):
            for name, command in (("ask", ask), ("sentence-transformers", bare)):
                began = time.perf_counter()
                run = subprocess.run(command, capture_output=True, check=False)
                found[name].append(time.perf_counter() - began)
                if run.returncode not in (0, 1) or not run.stdout:  # 1 is a refusal, and prints one
                    raise RuntimeError(run.stderr.decode())
    middle = {name: median(times) for name, times in found.items()}
    return {
        "ask_s": middle["ask"],
        "bare_sentence_transformers_s": middle["sentence-transformers"],
        "ratio": middle["sentence-transformers"] / middle["ask"],
    }


@dataclass
class Watched:
    """A retriever and a reader in one, with the seconds that each call of either took."""

    retriever: Retriever
    reader: Reader
    took: list[float] = field(default_factory=list)

    def search(self, question: str, k: int, *, where: Filters = Filters()) -> list[Hit]:
        """As the retriever searches."""
        began = time.perf_counter()
        found = self.retriever.search(question, k, where=where)
        self.took.append(time.perf_counter() - began)
        return found

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """As the reader reads."""
        began = time.perf_counter()
        found = self.reader.read(question, hits)
        self.took.append(time.perf_counter() - began)
        return found


def warm(index: Index, reader: str, repeats: int) -> dict[str, float]:
    """Questions to a bot that has answered before, in milliseconds; `beside` is what is neither searching nor reading:
    understanding the question, short answers, claims and their times."""
    bot = open_bot(index, config=Config(reader=reader))
    watched = Watched(bot.retriever, bot.reader)
    bot = replace(bot, retriever=watched, reader=watched)
    for question in QUESTIONS:
        bot.ask(question)
    times, beside = [], []
    for question in QUESTIONS * repeats:
        watched.took.clear()
        times.append(1000 * seconds(partial(bot.ask, question)))
        beside.append(times[-1] - 1000 * sum(watched.took))
    return {
        f"{name}p{share}_ms": float(np.percentile(values, share))
        for name, values in (("", times), ("beside_", beside))
        for share in (50, 95)
    }


def building(articles: Path) -> dict[str, float]:
    """An index made of a folder of articles, with the model made ready before: seconds, passages and megabytes."""
    make_embedder("minilm")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "index"
        began, worked = time.perf_counter(), time.process_time()
        index = build([articles], folder).index
        found = {"s": time.perf_counter() - began, "processor_s": time.process_time() - worked, "passages": len(index)}
        index.close()
        return {**found, "mb": sum(file.stat().st_size for file in folder.iterdir()) / 1e6}


def embedding(texts: list[str], questions: list[str], gold: list[int] | None) -> dict[str, Any]:
    """Passages a second by sentence-transformers in float32 and by ours in each precision; cosines, recall."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(minilm_folder(), device="cpu")
    theirs: list[Matrix] = []
    found: dict[str, Any] = {}
    ours = {name: make_embedder("minilm", name) for name in ("bf16", "f32")}
    sample = texts[:400]
    times: dict[str, list[float]] = {name: [] for name in ("sentence-transformers", *ours)}
    for _ in range(3):
        times["sentence-transformers"].append(
            seconds(lambda: theirs.append(model.encode(sample, normalize_embeddings=True, show_progress_bar=False)))
        )
        for name, embedder in ours.items():
            times[name].append(seconds(partial(embedder.encode_passages, sample)))
    base = len(sample) / median(times["sentence-transformers"])
    found["sentence-transformers f32"] = {"passages_per_s": base}
    for name, embedder in ours.items():
        rate = len(sample) / median(times[name])
        cosine = np.sum(embedder.encode_passages(sample) * theirs[0], axis=1)
        row = {
            "passages_per_s": rate,
            "ratio": rate / base,
            "cosine_min": float(cosine.min()),
            "cosine_mean": float(cosine.mean()),
        }
        if gold is not None:
            scores = embedder.encode_questions(questions) @ embedder.encode_passages(texts).T
            own = scores[np.arange(len(gold)), gold]
            rank = (scores > own[:, None]).sum(axis=1)
            row |= {f"recall@{k}": float(np.mean(rank < k)) for k in (1, 10)}
            row["half_interval"] = float(1.96 * np.sqrt(row["recall@1"] * (1 - row["recall@1"]) / len(gold)))
        found[name] = row
    return found


def squad_dev(data: Path, every: int) -> tuple[list[str], list[str], list[int]]:
    """Every paragraph of squad-1.1-train and one in so many of its questions, with the paragraph that answers it."""
    paragraphs = list(read_squad(data / "squad-1.1-train.json"))
    asked = [(question.text, number) for number, one in enumerate(paragraphs) for question in one.questions][::every]
    return [one.text for one in paragraphs], [text for text, _ in asked], [number for _, number in asked]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder of the benchmark data, for recall in each precision")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--reader", action="append", choices=list(READERS))
    parser.add_argument("--build", type=Path, metavar="ARTICLES", help="time only the building of an index of these")
    given = parser.parse_args()
    if given.build:
        print(json.dumps(building(given.build)))
        return
    report: dict[str, Any] = {"machine": {"processor": platform.processor(), "python": platform.python_version()}}
    report["cold"] = cold(given.repeats)
    with tempfile.TemporaryDirectory() as scratch:
        index = build([bundled_folder()], Path(scratch) / "index").index
        for reader in given.reader or ["nearest"]:
            report[f"warm, {reader} reader"] = warm(index, reader, 10 * given.repeats)
        bundled = [passage.text for article in index.articles() for passage in index.passages(article)]
        texts, questions, gold = squad_dev(given.data, 4) if given.data else (bundled, [], None)
        report["embedding"] = embedding(texts, questions, gold)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
