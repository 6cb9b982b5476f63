"""Whether the vectors of an index are those of its texts, and FAISS's file those of the database."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from pullquote.corpus import PullquoteError
from pullquote.index.checks.contents import Contents
from pullquote.index.embedding.maker import make_embedder, usable_precision
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.heading import embedded_texts
from pullquote.index.passage import Passage
from pullquote.index.storage.faiss_file import read_faiss, stamped_change
from pullquote.index.storage.schema import CACHE
from pullquote.index.storage.sqlite import Keys
from pullquote.index.terms import terms

SAMPLE = 32  # passages that are embedded again: some seconds
NEAR = 0.99  # cosine with the stored vector; bfloat16 on one processor and float32 on another stay above 0.995


class NoModelError(PullquoteError):
    """The model that made the vectors cannot be had here, so nothing can be said of them."""


def lengths(contents: Contents) -> Iterator[str]:
    """Every vector is finite and of length 1."""
    for passage in contents.readable:
        pair = contents.vectors(passage)
        if not pair:
            yield f"passage {passage.id} of {passage.article.id}: its vectors have another size"
            continue
        for what, rows, texts in (
            ("vector", pair[0], [passage.text]),
            ("sentences' vectors", pair[1], _sentences(passage)),
        ):
            with np.errstate(all="ignore"):
                norms = np.linalg.norm(rows, axis=1)
            # Without a word in it a text may have no direction; float16 rounds in the third place.
            fine = [abs(n - 1) < 0.01 or (n == 0 and not terms(t)) for n, t in zip(norms, texts, strict=True)]
            if not all(fine):
                yield f"passage {passage.id} of {passage.article.id}: its {what} are not of length 1"


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
    pairs = {passage.id: pair for passage in contents.readable if (pair := contents.vectors(passage))}
    if len(pairs) < len(contents.passages):
        return  # the database itself is damaged: said elsewhere
    truth = [dense for dense, _ in pairs.values()]
    if found.ntotal != len(pairs) or (pairs and not _holds(found, np.array(list(pairs)), np.concatenate(truth))):
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
        pair = contents.vectors(passage)
        if pair is None:
            continue
        for what, texts, stored in (
            (
                "its vector is not that of its text, title and date",
                embedded_texts(passage.article, [passage], embedder),
                pair[0],
            ),
            ("a sentence's vector is not that of the sentence", _sentences(passage), pair[1]),
        ):
            true = embedder.encode_passages(texts)
            with np.errstate(all="ignore"):
                cosines = np.sum(true * stored, axis=1)
            if not np.all((cosines > NEAR) | ~(true.any(axis=1) | stored.any(axis=1))):
                worst = float(np.min(cosines))
                yield f"passage {passage.id} of {passage.article.id}: {what} (cosine {worst:.3f})"


def _sentences(passage: Passage) -> list[str]:
    return [passage.article.text[start:end] for start, end in passage.sentences]
