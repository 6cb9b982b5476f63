"""Vectors of a build that is under way: kept in a file when it is interrupted, never searched."""

import hashlib
import zlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import PullquoteError
from pullquote.index.embedding.protocol import Matrix

FILE = "staged.vectors"

Records = NDArray[np.int64]  # places of records in the file


class Staging:
    """Records of a text's name, its vector and a checksum, appended; a torn or damaged one counts as absent.

    `embedder` names what makes the vectors: what another one made is not found. The file is mapped into memory, so what
    is kept of it is some bytes a record.
    """

    def __init__(self, folder: Path, embedder: str, dim: int) -> None:
        self._path = folder / FILE
        self._embedder = embedder
        self._record = np.dtype([("name", "V32"), ("vector", "<f4", (dim,)), ("check", "<u4")])

    def name(self, text: str) -> bytes:
        """Under which name this embedder's vector of the text is kept."""
        return hashlib.sha256(f"{self._embedder}\0{text}".encode("utf-8", "surrogatepass")).digest()

    def records(self, texts: Sequence[str]) -> Records:
        """For each text the record that was there before this build and holds its vector; -1 where none does."""
        numbers, order = self._before
        found = np.full(len(texts), -1, np.int64)
        for n, name in enumerate(map(self.name, texts)):
            at = int(np.searchsorted(numbers, int.from_bytes(name[:8], "little")))
            while found[n] < 0 and at < len(numbers) and numbers[at] == int.from_bytes(name[:8], "little"):
                record = self._mapped()[order[at]]
                if record["name"].tobytes() == name and _is_whole(record):
                    found[n] = order[at]
                at += 1
        return found

    def keep(self, texts: Sequence[str], vectors: Matrix) -> int:
        """Append whole records, and say at which place the first is: a torn one at the end is cut off first."""
        self._before  # noqa: B018  # what was there before is looked up before it has company
        records = np.zeros(len(texts), self._record)
        for record, text, vector in zip(records, texts, vectors, strict=True):
            record["name"], record["vector"] = np.void(self.name(text)), vector
            record["check"] = zlib.crc32(record.tobytes()[:-4])
        try:
            with self._path.open("ab") as file:
                first = file.tell() // self._record.itemsize
                file.truncate(first * self._record.itemsize)
                file.write(records.tobytes())
        except OSError as error:
            raise PullquoteError(
                f"{self._path.parent} cannot be written ({error.strerror or error}); it keeps its last state"
            ) from None
        return first

    def read(self, records: Records) -> Matrix:
        """The vectors of these records. Raises PullquoteError where one is not what was written."""
        found = self._mapped()[records]
        if not all(map(_is_whole, found)):
            raise PullquoteError(
                f"{self._path} was changed while it was read; the index keeps its last state; run again"
            )
        return np.ascontiguousarray(found["vector"])

    def clear(self) -> None:
        """Delete the file: the build is done."""
        self._path.unlink(missing_ok=True)

    @cached_property
    def _before(self) -> tuple[NDArray[np.uint64], Records]:
        """The first bytes of the names as numbers, ascending, and the record of each."""
        numbers = np.ascontiguousarray(self._mapped()["name"]).view(np.uint64).reshape(-1, 4)[:, 0]
        order = np.argsort(numbers, kind="stable")
        return numbers[order], order

    def _mapped(self) -> NDArray[np.void]:
        whole = self._path.stat().st_size // self._record.itemsize if self._path.exists() else 0
        return np.memmap(self._path, self._record, "r", shape=(whole,)) if whole else np.empty(0, self._record)


def _is_whole(record: np.void) -> bool:
    return bool(zlib.crc32(record.tobytes()[:-4]) == record["check"])
