"""An embedder without a model: the same words give the same vector."""

import hashlib
from collections.abc import Sequence

import numpy as np

from pullquote.index.embedding.protocol import Advance, Matrix, ignore_progress, unit_rows
from pullquote.index.terms import terms


class HashEmbedder:
    """Signed feature hashing of stems (Weinberger et al. 2009): no weights, no meaning; for tests and dry runs."""

    name = "hash"
    precision = "f32"
    window = 256

    def __init__(self, dim: int = 256) -> None:
        self.dim = dim

    def count(self, texts: list[str]) -> list[int]:
        """The words of each text."""
        return [len(text.split()) for text in texts]

    def encode_questions(self, texts: Sequence[str]) -> Matrix:
        """As for passages."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_progress) -> Matrix:
        """Each stem adds 1 or -1 in one place of its text's row, which is then scaled."""
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in terms(text):
                digest = hashlib.blake2b(term.encode(), digest_size=8).digest()
                row[int.from_bytes(digest[:4], "little") % self.dim] += 1 if digest[4] % 2 else -1
        advance(len(texts))
        return unit_rows(rows)
