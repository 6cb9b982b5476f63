"""Whether the vectors of an index are those of its texts."""

from collections.abc import Iterator

import numpy as np

from pullquote.corpus import PullquoteError
from pullquote.index.checks.contents import Contents
from pullquote.index.embedding.maker import make_embedder, usable_precision
from pullquote.index.heading import embedded_texts
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
