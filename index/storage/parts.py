"""Arrays in one file that is only a cache: mapped into memory, each block checked before it is first used."""

import json
import os
import threading
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 1 << 16  # bytes that have one checksum: so much is read more than was asked for
ALIGNED = 64
MAGIC = b"PQPARTS1"


class DamagedPartsError(Exception):
    """The file is not what was written: whoever uses it makes it anew from the database."""


class Parts:
    """Named arrays and what is said `about` them; from a file, or in memory where none can be written."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> None:
        self._arrays = dict(arrays)
        self.about = dict(about)
        self._checks: dict[str, NDArray[np.uint32]] = {}
        self._unread: dict[str, NDArray[np.bool_]] = {}

    @classmethod
    def read(cls, path: Path) -> "Parts":
        """Only the head is read. Raises DamagedPartsError for one that is not whole."""
        try:
            with path.open("rb") as file:
                start = file.read(16)
                size, check = (int.from_bytes(start[at : at + 4], "little") for at in (8, 12))
                head = file.read(size)
            if start[:8] != MAGIC or zlib.crc32(head) != check:
                raise DamagedPartsError(path.name)
            said = json.loads(head)
            if path.stat().st_size != said["size"]:
                raise DamagedPartsError(path.name)
            mapped = np.memmap(path, np.uint8, "r")
        except (OSError, ValueError):
            raise DamagedPartsError(path.name) from None
        views = {}
        for name, (kind, shape, at) in said["parts"].items():
            length = int(np.prod(shape)) * np.dtype(kind).itemsize
            views[name] = np.asarray(mapped[at : at + length]).view(kind).reshape(shape)
        found = cls(views, said["about"])
        for name in said["parts"]:
            if not name.endswith(_CHECKS):
                found._checks[name] = views[name + _CHECKS]
                found._unread[name] = np.ones(len(found._checks[name]), np.bool_)
        sums = zlib.crc32(b"".join(checks.tobytes() for checks in found._checks.values()))
        if sums != said["checks"]:
            raise DamagedPartsError(path.name)
        return found

    def write(self, path: Path) -> None:
        """Beside and swapped in. Raises OSError where it cannot be written."""
        parts, at, body = {}, 0, []
        sums = b""
        for name, array in self._arrays.items():
            data = np.ascontiguousarray(array)
            checks = np.array([zlib.crc32(block.data) for block in _blocks(data)], np.uint32)
            sums += checks.tobytes()
            for part, values in ((name, data), (name + _CHECKS, checks)):
                parts[part] = (values.dtype.str, values.shape, at)
                body.append(values)
                at += values.nbytes + -values.nbytes % ALIGNED
        said = {"about": self.about, "parts": parts, "checks": zlib.crc32(sums), "size": 0}
        room = len(json.dumps(said)) + 64 + 20 * len(parts)
        first = 16 + room + -(16 + room) % ALIGNED
        said["parts"] = {name: (kind, shape, first + begin) for name, (kind, shape, begin) in parts.items()}
        said["size"] = first + at
        head = json.dumps(said).encode().ljust(first - 16)
        building = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
        try:
            with building.open("wb") as file:
                file.write(MAGIC + len(head).to_bytes(4, "little") + zlib.crc32(head).to_bytes(4, "little") + head)
                for values in body:
                    file.write(values.data if values.nbytes else b"")
                    file.write(bytes(-values.nbytes % ALIGNED))
            building.replace(path)
        except OSError:
            building.unlink(missing_ok=True)
            raise

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._arrays if not name.endswith(_CHECKS))

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The whole array."""
        return self.rows(name, 0, len(self._arrays[name]))

    def rows(self, name: str, start: int, end: int) -> NDArray[Any]:
        """Rows `start` to `end`. Raises DamagedPartsError where they are not what was written."""
        array = self._arrays[name]
        if name in self._unread and end > start:
            row = array.nbytes // len(array)
            unread = self._unread[name][start * row // BLOCK : -(-end * row // BLOCK)]
            if unread.any():
                self._check(name, start * row // BLOCK + np.flatnonzero(unread))
        return array[start:end]

    def look(self, name: str, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        """Look at the rows from each start to its end. Raises DamagedPartsError where they are not what was written."""
        if name in self._unread and len(self._arrays[name]):
            row = self._arrays[name].nbytes // len(self._arrays[name])
            unread = np.concatenate([[0], np.cumsum(self._unread[name])])
            for at in np.flatnonzero(unread[-(-ends * row // BLOCK)] > unread[starts * row // BLOCK]).tolist():
                self.rows(name, int(starts[at]), int(ends[at]))

    def unlooked(self, name: str) -> NDArray[Any]:
        """The whole array, for whoever looks at what it reads of it, before it does."""
        return self._arrays[name]

    def size(self, name: str) -> int:
        """How many rows the array has."""
        return len(self._arrays[name])

    def check(self) -> None:
        """Look at everything. Raises DamagedPartsError where something is not what was written."""
        for name in self._checks:
            self._unread[name][:] = True
            self[name]

    def _check(self, name: str, blocks: NDArray[np.int64]) -> None:
        data = self._arrays[name].reshape(-1).view(np.uint8)
        for at in blocks.tolist():
            if zlib.crc32(data[at * BLOCK : (at + 1) * BLOCK].data) != self._checks[name][at]:
                raise DamagedPartsError(name)
            self._unread[name][at] = False


_CHECKS = " checks"


def _blocks(array: NDArray[Any]) -> list[NDArray[np.uint8]]:
    data = array.reshape(-1).view(np.uint8)
    return [data[at : at + BLOCK] for at in range(0, len(data), BLOCK)]
