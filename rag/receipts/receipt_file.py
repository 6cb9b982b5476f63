"""Receipts as files, and JSON that is safe to look at."""

import json
import os
import re
from contextlib import suppress
from pathlib import Path

from pullquote.corpus import BadInputError, DamagedError, NotFoundError, PullquoteError
from pullquote.rag.receipts.form import Receipt

LARGEST = 50_000_000  # bytes of a receipt: a real one has some kilobytes
ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def to_json(value: object, *, indent: int | None = 2) -> str:
    """JSON that keeps its letters; what would steer a terminal or is no character at all is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def written(receipt: object) -> bytes:
    """What a file of the receipt holds, to the byte: the one way in which a receipt is saved, digested and signed."""
    return (to_json(receipt) + "\n").encode("utf-8")


def save_receipt(receipt: Receipt, path: str | Path) -> None:
    """Written beside and renamed: the file is whole or it is not there. Raises PullquoteError where it cannot be."""
    path = Path(path)
    if not path.name:
        raise BadInputError(f"cannot write the receipt {path}: name a file")
    building = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        building.write_bytes(written(receipt))
        building.replace(path)
    except OSError as error:
        with suppress(OSError):
            building.unlink(missing_ok=True)
        raise PullquoteError(f"cannot write the receipt {path}: {error.strerror or error}") from None


def load_receipt(path: str | Path) -> object:
    """What the file holds, whatever it is. Raises NotFoundError where there is none, DamagedError when it is no JSON or
    names a field twice."""
    return read_receipt(path)[0]


def read_receipt(path: str | Path) -> tuple[object, bytes]:
    """What `load_receipt` gives, and the bytes that it is read from."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise NotFoundError(f"cannot read the receipt {path}: {error.strerror or error}") from None
    try:
        return parsed(data), data
    except ValueError as error:
        raise DamagedError(f"{path} is not a receipt: {error}; run: pullquote ask QUESTION --receipt FILE") from None


def parsed(data: bytes) -> object:
    """What the bytes of a file hold. Raises ValueError when that is no JSON, or names a field twice."""
    if len(data) > LARGEST:
        raise ValueError(f"more than {LARGEST:,} bytes")
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once_each)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Two readers of one field named twice may see different things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is named twice")
    return found
