"""Which passages hold a term and how often: sorted lists, found by the term's hash, mapped into memory."""

import hashlib
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pullquote.index.storage.parts import DamagedPartsError, Parts

NOTHING: tuple[NDArray[np.int32], NDArray[np.unsignedinteger]] = (np.empty(0, np.int32), np.empty(0, np.uint8))


def inverted(lines: Iterable[str]) -> dict[str, NDArray[Any]]:
    """The parts of a segment that hold the terms of its rows, which are given a line each, set apart by blanks."""
    numbers: dict[str, int] = {}
    said, lengths = array("i"), array("i")
    for line in lines:
        terms = line.split(" ") if line else []
        said.extend([numbers.setdefault(term, len(numbers)) for term in terms])
        lengths.append(len(terms))
    rows = np.repeat(np.arange(len(lengths), dtype=np.int64), np.array(lengths, np.int64))
    together, counts = np.unique(np.array(said, np.int64) * max(1, len(lengths)) + rows, return_counts=True)
    del rows, said
    texts = [term.encode() for term in numbers]
    hashes = np.array([_hash(text) for text in texts], np.uint64)
    order = np.argsort(hashes, kind="stable")
    by_number = np.searchsorted(together, np.arange(len(texts) + 1, dtype=np.int64) * max(1, len(lengths)))
    starts, ends = by_number[:-1][order], by_number[1:][order]
    moved = np.concatenate([np.arange(a, b) for a, b in zip(starts, ends, strict=True)] or [np.empty(0, np.int64)])
    most = int(counts.max(initial=0))
    return {
        "hashes": hashes[order],
        "at": np.concatenate([[0], np.cumsum(ends - starts)]).astype(np.int64),
        "text_at": np.concatenate([[0], np.cumsum([len(texts[n]) for n in order])]).astype(np.int64),
        "texts": np.frombuffer(b"".join(texts[n] for n in order), np.uint8),
        "rows": (together % max(1, len(lengths)))[moved].astype(np.int32),
        "counts": counts[moved].astype(np.uint8 if most < 1 << 8 else np.uint16 if most < 1 << 16 else np.uint32),
    }


class Postings:
    """The terms of one segment."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def of(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.unsignedinteger]]:
        """The rows that hold the term, ascending, and how often each does."""
        text = term.encode("utf-8", "surrogatepass")
        hashes, number = self._parts["hashes"], np.uint64(_hash(text))
        at = int(np.searchsorted(hashes, number))
        while at < len(hashes) and hashes[at] == number:
            if self._text(at) == text:
                start, end = self._parts.rows("at", at, at + 2).tolist()
                return self._parts.rows("rows", start, end), self._parts.rows("counts", start, end)
            at += 1
        return NOTHING

    def counted(self, dead: NDArray[np.bool_] | None) -> Iterator[tuple[str, int]]:
        """Every term with the number of rows that hold it and are not dead."""
        at, edges = self._parts["at"], self._parts["text_at"].tolist()
        if dead is None:
            held = np.diff(at)
        else:
            alive = np.concatenate([[0], np.cumsum(~dead[self._parts["rows"]])])
            held = alive[at[1:]] - alive[at[:-1]]
        texts = self._parts["texts"].tobytes()
        try:
            for number, count in enumerate(held.tolist()):
                if count:
                    yield texts[edges[number] : edges[number + 1]].decode(), count
        except UnicodeDecodeError:
            raise DamagedPartsError("texts") from None

    def _text(self, at: int) -> bytes:
        start, end = self._parts.rows("text_at", at, at + 2).tolist()
        return self._parts.rows("texts", start, end).tobytes()


def _hash(text: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")
