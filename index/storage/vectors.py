"""Dense search: FAISS over all passage vectors, kept in a file that is only a cache of the store."""

import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.corpus import DamagedError
from pullquote.index.passage import Matrix
from pullquote.index.storage.database import REBUILD
from pullquote.index.storage.sqlite import CACHE, Keys, Rows, Store

LEFT_BEHIND = 600  # seconds in which any writer has finished its file


class Vectors:
    """Exact inner products with every passage, by passage key.

    Exact search stays: over the 30,000 passages of 490 articles it takes about 2 ms, and a filter costs nothing.
    """

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def of(cls, store: Store, rows: Rows) -> "Vectors":
        """From the file when it holds this change and its checksum is right, else from the store."""
        path = store.folder / CACHE
        found = _read(path, rows.change)
        if found is not None:
            return cls(found)
        vectors = store.vectors()
        if len(vectors) != len(rows.keys):
            raise DamagedError(
                f"the index in {store.folder} is damaged ({len(rows.keys)} passages, {len(vectors)} vectors); {REBUILD}"
            )
        made = _make(vectors, rows.keys, store.manifest.dim)
        _write(path, made, rows.change)
        return cls(made)

    def search(self, question: Matrix, k: int, allowed: Keys | None = None) -> tuple[Keys, Matrix]:
        """Keys and cosines of the `k` best (fewer if there are fewer) for one row, best first."""
        k = min(k, self._index.ntotal if allowed is None else len(allowed))
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        options = _only(allowed) if allowed is not None else None
        with _one_thread():
            scores, keys = self._index.search(question.reshape(1, -1), k, params=options)
        return keys[0], scores[0]

    def cosines(self, question: Matrix, keys: Keys) -> Matrix:
        """The cosine of the question and each of these passages."""
        if not len(keys):
            return np.empty(0, np.float32)
        return dots(self._index.reconstruct_batch(keys), question.reshape(-1))


def dots(rows: Matrix, one: Matrix) -> Matrix:
    """The inner product of each row with one: without BLAS, whose threads fight the model's on few cores, and whose
    sums depend on how many rows there are."""
    return np.asarray(np.einsum("ij,j->i", rows, one), np.float32)


@contextmanager
def _one_thread() -> Iterator[None]:
    """One question is no work to share out: waking threads took ten times as long as the search, on busy cores."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _only(keys: Keys) -> Any:
    import faiss

    return faiss.SearchParameters(sel=faiss.IDSelectorBatch(keys))  # type: ignore[call-arg]  # faiss adds it when imported


def _make(vectors: Matrix, keys: Keys, dim: int) -> Any:
    import faiss

    index = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))
    if len(keys):
        index.add_with_ids(vectors, keys)
    return index


def _read(path: Path, change: int) -> Any:
    """None unless the file is whole: FAISS itself can crash on a damaged one."""
    import faiss

    try:
        with path.open("rb") as file:
            head = json.loads(file.readline(1000))
            if head.get("change") != change:
                return None
            body = np.frombuffer(file.read(), np.uint8)
    except (OSError, ValueError, AttributeError):
        return None
    if hashlib.sha256(body.data).hexdigest() != head.get("sha256"):
        return None
    return faiss.deserialize_index(body)


def _write(path: Path, index: Any, change: int) -> None:
    """Beside and swapped in. A folder that cannot be written, or is full, does without the cache."""
    import faiss

    body = faiss.serialize_index(index).data
    head = json.dumps({"change": change, "sha256": hashlib.sha256(body).hexdigest()})
    building = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        with building.open("wb") as file:
            file.write(head.encode() + b"\n")
            file.write(body)
        building.replace(path)
        _sweep(path)
    except OSError:
        with suppress(OSError):
            building.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Delete what processes that were killed have left half-written."""
    for leftover in path.parent.glob(f"{path.name}.*-*"):
        if time.time() - leftover.stat().st_mtime > LEFT_BEHIND:
            leftover.unlink(missing_ok=True)
