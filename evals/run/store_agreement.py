"""Whether a folder and Milvus find the same: `python -m pullquote.evals.run.store_agreement FILE STORE`.

The paragraphs of a FILE of SQuAD are articles in an index in a folder and in one at STORE (milvus://HOST:PORT/NAME, or
a .db file of milvus-lite), made with one set of vectors. Both are asked the same questions. Written as JSON, for each
store: the right paragraph within 1, 5 and 10 with its 95 % interval, milliseconds a search, seconds of adding and bytes
a passage; and for both: how many lists of ten are the same, and by how much a score differs at most.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.corpus import Article, Source
from pullquote.evals.metrics.bootstrap import mean
from pullquote.evals.suites.squad_file import read_squad
from pullquote.index import Embedder, Hit, Index, Matrix, make_embedder

DEEPEST = 10


class Remembering:
    """An embedder that makes the vector of a text once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Matrix] = {}
        self.name, self.precision = embedder.name, embedder.precision
        self.dim, self.window = embedder.dim, embedder.window
        self.count, self.encode_questions = embedder.count, embedder.encode_questions

    def encode_passages(self, texts: Sequence[str], advance: Any = lambda _: None) -> Matrix:
        """A row for each passage."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            self._known |= zip(fresh, self._embedder.encode_passages(fresh, advance), strict=True)
        return np.stack([self._known[text] for text in texts])


def paragraphs(path: Path, most: int) -> tuple[list[Article], list[tuple[str, str]]]:
    """Each paragraph as an article, and questions, evenly taken, with the id of the paragraph that answers."""
    articles, asked = [], []
    for one in read_squad(path):
        id = f"{one.article}/{one.number}"
        articles.append(Article(Source(id, id, one.title), one.text))
        asked += [(question.text, id) for question in one.questions if not question.impossible]
    return articles, asked[:: max(1, -(-len(asked) // most))]


def measured(
    place: str | Path, embedder: Remembering, articles: Sequence[Article], asked: Sequence[tuple[str, str]]
) -> tuple[dict[str, Any], list[list[Hit]]]:
    """What a new index there costs and finds; the first questions are not timed."""
    with Index.create(place, embedder=embedder) as index:
        began = time.perf_counter()
        index.add(articles)
        added = time.perf_counter() - began
        for question, _ in asked[:20]:
            index.search(question, DEEPEST)
        found, times = [], []
        for question, _ in asked:
            began = time.perf_counter()
            found.append(index.search(question, DEEPEST))
            times.append(1000 * (time.perf_counter() - began))
        passages = len(index)
    ranks = [[hit.passage.article.id for hit in hits] for hits in found]
    right = {
        k: mean(np.array([gold in ids[:k] for ids, (_, gold) in zip(ranks, asked, strict=True)], float))
        for k in (1, 5, 10)
    }
    figures = {f"right_within_{k}": [round(100 * x, 2) for x in (f.mean, f.low, f.high)] for k, f in right.items()}
    size = _bytes(place) / passages
    p50, p95 = (float(np.percentile(times, share)) for share in (50, 95))
    return figures | {
        "passages": passages, "search_p50_ms": p50, "search_p95_ms": p95, "add_s": added, "bytes_a_passage": size,
    }, found  # fmt: skip


def compared(one: Sequence[Sequence[Hit]], other: Sequence[Sequence[Hit]]) -> dict[str, float]:
    """How far two stores' answers to the same questions are apart."""
    pairs = [
        ([h.passage.text for h in a], [h.passage.text for h in b], [h.score for h in a], [h.score for h in b])
        for a, b in zip(one, other, strict=True)
    ]
    return {
        "questions": len(pairs),
        "same_first": sum(a[:1] == b[:1] for a, b, _, _ in pairs),
        "same_ten_in_order": sum(a == b for a, b, _, _ in pairs),
        "largest_difference_of_a_score": max(
            abs(x - y) for _, _, first, second in pairs for x, y in zip(first, second, strict=True)
        ),
    }


def _bytes(place: str | Path) -> int:
    """What lies at a place on this machine; 0 for a server's."""
    path = Path(place)
    files = [path] if path.is_file() else path.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file())


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path, help="a file in SQuAD's format")
    parser.add_argument("store", help="where no index is yet: milvus://HOST:PORT/NAME, or a .db file of milvus-lite")
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--embedder", default="minilm")
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    articles, asked = paragraphs(given.squad, given.questions)
    embedder = Remembering(make_embedder(given.embedder))
    embedder.encode_passages([article.text for article in articles[:1]])  # loaded before anything is timed
    with tempfile.TemporaryDirectory() as folder:
        first, found = measured(Path(folder) / "index", embedder, articles, asked)
        second, others = measured(given.store, embedder, articles, asked)
    report = {"folder": first, "milvus": second, "both": compared(found, others)}
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
