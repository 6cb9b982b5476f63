"""Whether the vectors of an index are those of its texts, and FAISS's file those of the database."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from pullquote.corpus import PullquoteError
from pullquote.index.checks.contents import Contents
from pullquote.index.embedding.maker import make_embedder, usable_precision
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.heading import embedded_texts
from pullquote.index.storage.faiss_file import read_faiss, stamped_change
from pullquote.index.storage.schema import CACHE
from pullquote.index.storage.store import Keys
from pullquote.index.terms import terms

SAMPLE = 32  # passages that are embedded again: some seconds
NEAR = 0.99  # cosine with the stored vector; bfloat16 on one processor and float32 on another stay above 0.995


class NoModelError(PullquoteError):
    """The model that made the vectors cannot be had here, so nothing can be said of them."""


def lengths(contents: Contents) -> Iterator[str]:
    """Every vector is finite and of length 1."""
    for passage in contents.readable:
        vector = contents.vector(passage)
        if vector is None:
            yield f"passage {passage.id} of {passage.article.id}: its vector has another size"
            continue
        with np.errstate(all="ignore"):
            norm = float(np.linalg.norm(vector))
        # Without a word in it a text may have no direction.
        if not (abs(norm - 1) < 0.01 or (norm == 0 and not terms(passage.text))):
            yield f"passage {passage.id} of {passage.article.id}: its vector is not of length 1"


def faiss_file(contents: Contents) -> Iterator[str]:
    """FAISS's file. A missing one or one of another change is no fault: it is made again when first needed."""
    path, change = contents.store.folder / CACHE, contents.store.change()
    if not path.is_file():
        return
    found = read_faiss(path, change)
    if found is None:
        if stamped_change(path) in (None, change):
            yield f"{path} is damaged; delete it, it is made again"
        return
    vectors = {passage.id: contents.vector(passage) for passage in contents.readable}
    truth = [vector for vector in vectors.values() if vector is not None]
    if len(truth) < len(contents.passages):
        return  # the database itself is damaged: said elsewhere
    if found.ntotal != len(truth) or (truth and not _holds(found, np.array(list(vectors)), np.stack(truth))):
        yield f"{path} has other vectors than the database; delete it, it is made again"


def _holds(found: Any, keys: Keys, truth: Matrix) -> bool:
    try:
        return np.array_equal(found.reconstruct_batch(keys), truth)
    except RuntimeError:  # a key that is not in it
        return False


def meaning(contents: Contents) -> Iterator[str]:
    """A sample of passages, embedded again, has the vectors that are stored. Raises NoModelError."""
    made = contents.store.manifest
    everything = contents.readable
    sample = everything[:: max(1, -(-len(everything) // SAMPLE))]
    try:
        embedder = make_embedder(made.embedder, usable_precision(made.embedder, made.precision))
    except PullquoteError as error:
        raise NoModelError(str(error)) from None
    for passage in sample:
        stored = contents.vector(passage)
        if stored is None:
            continue
        true = embedder.encode_passages(embedded_texts(passage.article, [passage], embedder))[0]
        with np.errstate(all="ignore"):
            cosine = float(np.sum(true * stored))
        if not (cosine > NEAR or not (true.any() or stored.any())):
            what = "its vector is not that of its text, title and date"
            yield f"passage {passage.id} of {passage.article.id}: {what} (cosine {cosine:.3f})"
