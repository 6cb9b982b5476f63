"""FAISS's index in a file that is only a cache of the store: stamped with the change that it holds and its checksum."""

import hashlib
import json
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

LEFT_BEHIND = 600  # seconds in which any writer has finished its file


def read_faiss(path: Path, change: int) -> Any:
    """FAISS's index of this change (untyped); None unless the file is whole: FAISS can crash on a damaged one."""
    import faiss

    try:
        with path.open("rb") as file:
            head = json.loads(file.readline(1000))
            if head.get("change") != change:
                return None
            body = np.frombuffer(file.read(), np.uint8)
    except (OSError, ValueError, AttributeError):
        return None
    if hashlib.sha256(body.data).hexdigest() != head.get("sha256"):
        return None
    return faiss.deserialize_index(body)


def stamped_change(path: Path) -> int | None:
    """The change that the file says it holds; None where it says nothing."""
    try:
        with path.open("rb") as file:
            change = json.loads(file.readline(1000))["change"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return change if isinstance(change, int) else None


def write_faiss(path: Path, index: Any, change: int) -> None:
    """Beside and swapped in. A folder that cannot be written, or is full, does without the cache."""
    import faiss

    body = faiss.serialize_index(index).data
    head = json.dumps({"change": change, "sha256": hashlib.sha256(body).hexdigest()})
    building = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        with building.open("wb") as file:
            file.write(head.encode() + b"\n")
            file.write(body)
        building.replace(path)
        _delete_leftovers(path)
    except OSError:
        with suppress(OSError):
            building.unlink(missing_ok=True)


def _delete_leftovers(path: Path) -> None:
    """What processes that were killed have left half-written."""
    for leftover in path.parent.glob(f"{path.name}.*-*"):
        if time.time() - leftover.stat().st_mtime > LEFT_BEHIND:
            leftover.unlink(missing_ok=True)
