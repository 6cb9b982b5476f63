"""Vectors of a build that is under way: kept in a file when it is interrupted, never searched."""

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pullquote.corpus import PullquoteError
from pullquote.index.embedding.protocol import Matrix

FILE = "staged.vectors"


class Staging:
    """Records of a text's name, its vector and a checksum, appended; a torn or damaged one counts as absent.

    `embedder` names what makes the vectors: what another one made is not found.
    """

    def __init__(self, folder: Path, embedder: str, dim: int) -> None:
        self._path = folder / FILE
        self._embedder = embedder
        self._record = np.dtype([("name", "V32"), ("vector", "<f4", (dim,)), ("check", "<u4")])

    def kept(self) -> dict[bytes, Matrix]:
        """The vectors by the name of their text."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        whole = len(data) // self._record.itemsize * self._record.itemsize
        records = np.frombuffer(data[:whole], self._record)
        checks = [
            zlib.crc32(data[at : at + self._record.itemsize - 4]) for at in range(0, whole, self._record.itemsize)
        ]
        return {r["name"].tobytes(): r["vector"] for r in records[records["check"] == np.array(checks, np.uint32)]}

    def name(self, text: str) -> bytes:
        """Under which name this embedder's vector of the text is kept."""
        return hashlib.sha256(f"{self._embedder}\0{text}".encode("utf-8", "surrogatepass")).digest()

    def keep(self, texts: Sequence[str], vectors: Matrix) -> None:
        """Append whole records: a torn one at the end is cut off first."""
        records = np.zeros(len(texts), self._record)
        for record, text, vector in zip(records, texts, vectors, strict=True):
            record["name"], record["vector"] = np.void(self.name(text)), vector
            record["check"] = zlib.crc32(record.tobytes()[:-4])
        try:
            with self._path.open("ab") as file:
                file.truncate(file.tell() // self._record.itemsize * self._record.itemsize)
                file.write(records.tobytes())
        except OSError as error:
            raise PullquoteError(
                f"{self._path.parent} cannot be written ({error.strerror or error}); it keeps its last state"
            ) from None

    def clear(self) -> None:
        """Delete the file: the build is done."""
        self._path.unlink(missing_ok=True)
