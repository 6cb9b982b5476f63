"""Dense search: exact inner products with all passage vectors, by FAISS."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from pullquote.corpus import DamagedError
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.storage.database import REBUILD
from pullquote.index.storage.faiss_file import read_faiss, write_faiss
from pullquote.index.storage.schema import CACHE
from pullquote.index.storage.sqlite import PassageTable, SqliteStore
from pullquote.index.storage.store import Keys


class Vectors:
    """Exact inner products with every passage, by passage key.

    Exact search stays: over the 30,000 passages of 490 articles it takes about 2 ms, and a filter costs nothing.
    """

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def of(cls, store: SqliteStore, table: PassageTable) -> "Vectors":
        """From the file when it holds this change and its checksum is right, else from the store."""
        path = store.folder / CACHE
        found = read_faiss(path, table.change)
        if found is not None:
            return cls(found)
        vectors = store.vectors()
        if len(vectors) != len(table.keys):
            raise DamagedError(
                f"the index in {store.folder} is damaged"
                f" ({len(table.keys)} passages, {len(vectors)} vectors); {REBUILD}"
            )
        made = _make(vectors, table.keys, store.manifest.dim)
        write_faiss(path, made, table.change)
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
        # Without BLAS, whose threads fight the model's on few cores, and whose sums depend on how many rows there are.
        products = np.einsum("ij,j->i", self._index.reconstruct_batch(keys), question.reshape(-1))
        return np.asarray(products, np.float32)


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
