"""Embedders for large corpora: one that keeps what it has embedded, one that makes vectors up out of those kept."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pullquote.index import Embedder, Matrix, make_embedder

AT_ONCE = 512  # texts that are embedded before they are kept
MADE_UP = "-made-up"  # ends the name of a folder whose vectors are
VECTORS = "passages.vectors"  # beside the indexes of a run
NOISE = 0.6  # length of what is added to a real vector: cosine 0.86 with it, as near as passages on one subject are


def _advance_nothing(_done: int) -> None:
    pass


class KeptVectors:
    """An embedder whose vectors of passages outlast the process: appended to a file as they are made."""

    def __init__(self, embedder: Embedder, file: Path) -> None:
        self._embedder, self._file = embedder, file
        self.name, self.precision = embedder.name, embedder.precision
        self.dim, self.window = embedder.dim, embedder.window
        self.encode_questions, self.count = embedder.encode_questions, embedder.count
        self._record = np.dtype([("name", "V16"), ("vector", "<f4", (self.dim,))])
        self._at: dict[bytes, int] = {}
        if file.exists():
            names = self.kept()["name"]
            self._at = {name.tobytes(): at for at, name in enumerate(names)}

    def kept(self) -> np.ndarray:
        """The records, mapped into memory."""
        whole = self._file.stat().st_size // self._record.itemsize
        return np.memmap(self._file, self._record, "r", shape=(whole,))

    def encode_passages(self, texts: Sequence[str], advance: object = _advance_nothing) -> Matrix:
        """A row for each text; those that are kept are not made again."""
        told = advance if callable(advance) else _advance_nothing
        names = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        missing = {name: text for name, text in zip(names, texts, strict=True) if name not in self._at}
        todo = sorted(missing.items(), key=lambda item: len(item[1]))
        for start in range(0, len(todo), AT_ONCE):
            self._keep(todo[start : start + AT_ONCE])
        rows = self.kept()["vector"][[self._at[name] for name in names]]
        told(len(texts))
        return np.ascontiguousarray(rows)

    def _keep(self, items: Sequence[tuple[bytes, str]]) -> None:
        made = np.zeros(len(items), self._record)
        made["vector"] = self._embedder.encode_passages([text for _, text in items])
        for row, (name, _) in zip(made, items, strict=True):
            row["name"] = np.void(name)
        with self._file.open("ab") as file:
            file.truncate(file.tell() // self._record.itemsize * self._record.itemsize)
            first = file.tell() // self._record.itemsize
            file.write(made.tobytes())
        self._at.update((name, first + at) for at, (name, _) in enumerate(items))


class MadeUpVectors(KeptVectors):
    """Kept vectors for the texts that have one; for any other a kept one, drawn by the text's checksum, with noise.

    It tells how the machinery bears a size, and nothing of how good the answers are: its name says so.
    """

    def __init__(self, embedder: Embedder, file: Path) -> None:
        super().__init__(embedder, file)
        self.name = f"made up from {embedder.name}"

    def encode_passages(self, texts: Sequence[str], advance: object = _advance_nothing) -> Matrix:
        """A row for each text, the same in every run."""
        told = advance if callable(advance) else _advance_nothing
        kept, rows = self.kept()["vector"], np.empty((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            name = hashlib.blake2b(text.encode(), digest_size=16).digest()
            if name in self._at:
                row[:] = kept[self._at[name]]
                continue
            chance = np.random.default_rng(int.from_bytes(name, "little"))
            noise = chance.standard_normal(self.dim, np.float32)
            made = kept[int.from_bytes(name[:8], "little") % len(self._at)] + NOISE / np.linalg.norm(noise) * noise
            row[:] = made / np.linalg.norm(made)
        told(len(texts))
        return rows


def named_embedder(folder: Path) -> KeptVectors:
    """The embedder that the index in `folder` was built with, which keeps its vectors in the folder above."""
    kept = KeptVectors if not folder.name.endswith(MADE_UP) else MadeUpVectors
    return kept(make_embedder("minilm"), folder.parent / VECTORS)
