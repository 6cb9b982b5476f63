"""What the search for near vectors costs by itself: `python -m tests.tools.near_vectors WORK PASSAGES`.

WORK is the folder of a run of `python -m pullquote.evals.scale`, whose kept vectors are multiplied with noise and whose
questions are asked. Prints one JSON object. The vectors are those of files, so what the database takes is left out:
`rescored` says of how many passages a question has it read the vectors.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import faiss
import numpy as np

from pullquote.evals.scale.asked import PeakMemory, milliseconds, own_mb
from pullquote.evals.scale.kept_vectors import NOISE, VECTORS, KeptVectors
from pullquote.index import Matrix, make_embedder
from pullquote.index.storage.codes import Codes, coded
from pullquote.index.storage.dense import Rows, Vectors
from pullquote.index.storage.parts import Parts
from pullquote.index.storage.segments import EXACT, LARGEST, Segment

DEPTH, TOP = 100, 10
BLOCK = 10_000  # rows that are made up at a time
NARROW = 101  # a narrow filter lets one passage of so many through
BROAD = 3  # and a broad one all but one of so many


def made_up(kept: Matrix, count: int, seed: int) -> Iterator[Matrix]:
    """So many rows of length 1, each a kept one with noise, in blocks."""
    chance = np.random.default_rng(seed)
    for at in range(0, count, BLOCK):
        rows = kept[chance.integers(0, len(kept), min(BLOCK, count - at))]
        noise = chance.standard_normal(rows.shape, np.float32)
        rows = rows + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        yield rows / np.linalg.norm(rows, axis=1, keepdims=True)


def write_segments(vectors: Matrix, folder: Path) -> list[Path]:
    """Files with the searched vectors of segments as an index has them."""
    count = -(-len(vectors) // LARGEST)
    paths: list[Path] = []
    for part in np.array_split(vectors, count):
        rows = np.ascontiguousarray(part)
        arrays, said = coded(rows, len(rows) > EXACT)
        paths.append(folder / f"{len(paths)}")
        Parts({"keys": np.arange(len(rows)), **arrays}, said).write(paths[-1])
    return paths


def opened(paths: Sequence[Path]) -> list[Segment]:
    """What a search by vectors reads of a segment."""
    parts = [Parts.read(path) for path in paths]
    return [cast(Segment, SimpleNamespace(parts=part, codes=Codes(part))) for part in parts]


def measured(work: Path, passages: int) -> dict[str, Any]:
    """All that one process tells of a size."""
    questions = [one["question"] for one in json.loads((work / "questions.json").read_text("utf-8"))]
    embedder = KeptVectors(make_embedder("minilm"), work / VECTORS)
    asked = embedder.encode_questions(questions)
    kept = np.ascontiguousarray(embedder.kept()["vector"])
    with tempfile.TemporaryDirectory(dir=work) as scratch:
        file = Path(scratch) / "true"
        with file.open("wb") as written:
            for block in made_up(kept, passages, seed=1):
                written.write(block.tobytes())
        vectors = np.memmap(file, np.float32, "r", shape=(passages, embedder.dim))
        before, peak, began = own_mb(), PeakMemory(), time.perf_counter()
        paths = write_segments(vectors, Path(scratch))
        found: dict[str, Any] = {"passages": passages, "build_s": time.perf_counter() - began}
        found["build_mb"] = peak.stop() - before
        found["bytes"] = sum(path.stat().st_size for path in paths) / passages
        return found | searched(paths, vectors, asked)


def searched(paths: Sequence[Path], vectors: Matrix, asked: Matrix) -> dict[str, Any]:
    """What asking tells."""
    read: list[int] = []

    def full(rows: Rows) -> Matrix:
        read.append(len(rows))
        return vectors[rows]

    before, peak, began = own_mb(), PeakMemory(), time.perf_counter()
    segments = opened(paths)
    found: dict[str, Any] = {"open_ms": 1000 * (time.perf_counter() - began)}
    near, at = Vectors(segments, full), np.arange(len(vectors))
    began = time.perf_counter()
    near.nearest(asked[:1], DEPTH, None)
    found["first_ms"] = 1000 * (time.perf_counter() - began)
    masks = {"all": None, "broad": at % BROAD > 0, "narrow": at % NARROW == 0}
    rows = [str(number) for number in range(len(asked))]
    for name, mask in masks.items():

        def ask(row: str, mask: Any = mask) -> object:
            return near.nearest(asked[int(row)][None], DEPTH, mask)

        for row in rows:
            ask(row)
        read.clear()
        began = time.process_time()
        found[name] = milliseconds(ask, rows)
        found[name]["processor_ms"] = 1000 * (time.process_time() - began) / len(rows)
        found[name]["rescored"] = float(np.mean(read))
    found["memory_mb"] = peak.stop() - before
    hits = [near.nearest(question[None], TOP, None)[0] for question in asked]
    _, best = faiss.knn(asked, np.asarray(vectors), TOP, metric=faiss.METRIC_INNER_PRODUCT)
    shares = [len(set(a.tolist()) & set(b.tolist())) / TOP for a, b in zip(hits, best, strict=True)]
    found["recall"] = float(np.mean(shares))
    found["cells"] = [segment.codes.cells for segment in segments]
    found["probes"] = [segment.codes.probes for segment in segments]
    found["said"] = [segment.parts.about.get("recall") for segment in segments]
    return found


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), int(sys.argv[2]))))
