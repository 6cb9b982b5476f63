"""Sums of the models that this user has made ready, in a file that only the user can write: whoever can write the cache
alone cannot put another model into it, not even with its checksums."""

import json
import os
import stat
import tempfile
from pathlib import Path

FILE = "models.json"
_NAMES = 200  # kept; those not made for longest are forgotten, and made again when they are asked for
_SUMS = 8  # of one name: an export is not the same to the byte each time, and there may be several caches


def sums_file() -> Path:
    """Where the sums are: in the user's data folder, not in the cache."""
    from platformdirs import user_data_path

    return user_data_path("pullquote") / FILE


def remember(name: str, sha256: str) -> None:
    """Keep the sum of what was just made under a name; nothing where the folder is not this user's to keep it in."""
    from filelock import FileLock

    file = sums_file()
    if not _can_keep(file.parent):
        return
    with FileLock(file.with_suffix(".lock")):
        known = _read(file)
        sums = [*(one for one in known.pop(name, []) if one != sha256), sha256]
        known[name] = sums[-_SUMS:]
        handle, beside = tempfile.mkstemp(dir=file.parent, prefix=f".{FILE}-")  # which nobody else may read or write
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            json.dump(dict(list(known.items())[-_NAMES:]), opened, indent=1)
        Path(beside).replace(file)


def made_here(name: str, sha256: str) -> bool | None:
    """Whether this user has made what has that sum; None where nothing is known of the name, or nothing can be."""
    file = sums_file()
    sums = _read(file).get(name)
    return None if sums is None else sha256 in sums


def can_tell() -> bool:
    """Whether this user has a place where sums can be kept."""
    return _can_keep(sums_file().parent)


def _can_keep(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK) and _private(folder)


def _read(file: Path) -> dict[str, list[str]]:
    try:
        if not _private(file.parent) or not _private(file):
            return {}
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: sums for name, sums in found.items() if isinstance(sums, list)} if isinstance(found, dict) else {}


def _private(path: Path) -> bool:
    """Whether nobody but this user can write there: true where the system does not say."""
    if not hasattr(os, "getuid"):
        return True
    about = path.stat()
    return about.st_uid == os.getuid() and not about.st_mode & (stat.S_IWOTH | stat.S_IWGRP)
