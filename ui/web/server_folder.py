"""One folder for all that visitors bring to a server: gone when it ends, swept by the next one where it was killed."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "pullquote-serve-"
_LOCK = "lock"  # held as long as the server lives: the system lets go of a dead process's locks


class ServerFolder:
    """A new folder that only this user can enter, under a lock that dies with the process."""

    def __init__(self) -> None:
        sweep()
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
            self._lock = FileLock(self.path / _LOCK)
            self._lock.acquire()
            if (self.path / _LOCK).exists():  # or another server swept it before the lock was ours
                break
        self.uploads, self.own = self.path / "uploads", self.path / "own"
        self.uploads.mkdir()
        self.own.mkdir()
        atexit.register(self.close)

    def close(self) -> None:
        """Delete the folder with all that is in it."""
        atexit.unregister(self.close)
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()


def sweep() -> None:
    """Delete the folders of this user's servers that live no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if _is_ours(folder) and _is_dead(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """A folder of this user's, and no link that somebody else put there."""
    try:
        return folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == getattr(os, "getuid", int)()
    except OSError:
        return False


def _is_dead(folder: Path) -> bool:
    """Whether nobody holds its lock; one without a lock is being made just now."""
    if not (folder / _LOCK).is_file():
        return False
    try:
        with FileLock(folder / _LOCK, timeout=0):
            return True
    except (Timeout, OSError):
        return False
