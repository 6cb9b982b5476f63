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


def save_receipt(receipt: Receipt, path: str | Path) -> None:
    """Written beside and renamed: the file is whole or it is not there. Raises PullquoteError where it cannot be."""
    path = Path(path)
    if not path.name:
        raise BadInputError(f"cannot write the receipt {path}: name a file")
    building = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        building.write_text(to_json(receipt) + "\n", encoding="utf-8")
        building.replace(path)
    except OSError as error:
        with suppress(OSError):
            building.unlink(missing_ok=True)
        raise PullquoteError(f"cannot write the receipt {path}: {error.strerror or error}") from None


def load_receipt(path: str | Path) -> object:
    """What the file holds, whatever it is. Raises DamagedError when that is no JSON, or names a field twice."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ValueError(f"more than {LARGEST:,} bytes")
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once_each)
    except OSError as error:
        raise NotFoundError(f"cannot read the receipt {path}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"{path} is not a receipt: {error}; run: pullquote ask QUESTION --receipt FILE") from None


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Two readers of one field named twice may see different things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is named twice")
    return found
