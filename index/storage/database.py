"""Connections to an index's SQLite file: borrowed for one transaction, their errors put in one line."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from pullquote.corpus import BadInputError, BusyError, DamagedError, NotFoundError, PullquoteError

REBUILD = (  # only where damage is proved
    "lost with it are articles whose files are gone, and a calibration kept in it;"
    " make it anew: delete the folder and run: pullquote build PATH --index FOLDER"
)
PATIENCE = 30  # seconds to wait for another process's lock
# The disk is full, failing or not there: that says nothing of what the file holds.
_DISK_ERRORS = ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_FULL")


class _Connection(NamedTuple):
    """A connection, and of the file what must stay as it is while that connection is used."""

    db: sqlite3.Connection
    file: tuple[int, ...]
    immutable: bool  # opened as a file that nobody writes: SQLite takes no lock


class Database:
    """Transactions on one file, for any number of threads; there are as many connections as were needed at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[_Connection] = []
        self._local = threading.local()
        self._process = os.getpid()
        self.closed = False
        self._inode = _inode(path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the file, also while others write. May be nested: then it is the same state."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            with self._transaction("BEGIN") as db:
                yield db
        else:
            with one_line_errors(self.path.parent):
                yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All of the changes inside, or none. Reading inside sees them."""
        with self._transaction("BEGIN IMMEDIATE") as db:
            yield db
        self._empty_log()

    def close(self) -> None:
        """Close the connections; those that are used just now when their transaction ends. None is opened again."""
        self.closed = True
        with suppress(IndexError):  # that another thread takes the last one
            while True:
                self._idle.pop().db.close()

    def _empty_log(self) -> None:
        """Move what was written from the log into the file, unless somebody reads an older state just now: a folder
        whose log is empty can be copied or made read-only as it lies, even when its processes were never closed."""
        with suppress(IndexError, sqlite3.OperationalError):
            connection = self._idle.pop()
            connection.db.execute("PRAGMA busy_timeout = 0")
            connection.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.db.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
            self._idle.append(connection)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        if os.getpid() != self._process:
            raise RuntimeError(f"the index in {self.path.parent} was opened before a fork; open it in the new process")
        if self.closed:
            raise BadInputError(f"the index in {self.path.parent} is closed; open it again")
        with one_line_errors(self.path.parent):
            outer = getattr(self._local, "db", None)
            connection = self._borrowed(writing=begin != "BEGIN")
            self._local.db = connection.db
            try:
                connection.db.execute(begin)
                yield connection.db
                connection.db.execute("COMMIT")
                self._refuse_torn(connection)
            except BaseException:
                with closing(connection.db), suppress(sqlite3.Error):
                    connection.db.execute("ROLLBACK")
                raise
            finally:
                self._local.db = outer
            self._idle.append(connection)
            if self.closed:
                self.close()

    def _borrowed(self, *, writing: bool) -> _Connection:
        if _inode(self.path) != self._inode:
            raise BusyError(f"the index in {self.path.parent} was made anew since it was opened; open it again")
        with suppress(IndexError):
            connection = self._idle.pop()
            if not connection.immutable or (not writing and connection.file == _contents(self.path)):
                return connection
            connection.db.close()
        return _opened(self.path, "mode=rw") if writing and _writable(self.path) else _connect(self.path)

    def _refuse_torn(self, connection: _Connection) -> None:
        if connection.immutable and connection.file != _contents(self.path):
            raise BusyError(f"the index in {self.path.parent} was written while it was read; try again")


@contextmanager
def one_line_errors(folder: Path) -> Iterator[None]:
    """Turns SQLite's errors into PullquoteErrors of one line, which a person can act on.

    Those that only a bug can cause stay as they are.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        name = _error_name(error)
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise BusyError(f"the index in {folder} is being written by another process; try again") from None
        if name.startswith("SQLITE_FULL"):
            raise PullquoteError(f"the disk is full: {folder} keeps its last state; make room and run again") from None
        if name.startswith("SQLITE_READONLY"):
            raise PullquoteError(f"{folder} cannot be written; name another with --index") from None
        if name.startswith(_DISK_ERRORS):
            raise PullquoteError(
                f"the disk of {folder} is full or fails ({short_reason(error)}); the index keeps its last state;"
                " make room and run again"
            ) from None
        # The statements are fixed: what else fails in them fails over what the file says of its tables.
        raise DamagedError(f"the index in {folder} cannot be read ({short_reason(error)}); {REBUILD}") from None
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise DamagedError(f"the index in {folder} is damaged ({short_reason(error)}); {REBUILD}") from None


def short_reason(error: Exception) -> str:
    """The error's text in one line of at most 150 characters."""
    return " ".join(str(error).split())[:150]


def _error_name(error: sqlite3.Error) -> str:
    """SQLite's name for it; empty for what Python itself raises."""
    return getattr(error, "sqlite_errorname", "")


def _inode(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        raise NotFoundError(f"no index in {path.parent}; run: pullquote build PATH --index {path.parent}") from None
    return found.st_dev, found.st_ino


def _contents(path: Path) -> tuple[int, ...]:
    """What changes with the file: its size and time, and how long its log is."""
    found, log = path.stat(), _log(path)
    return found.st_size, found.st_mtime_ns, log.stat().st_size if log.is_file() else 0


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _writable(path: Path) -> bool:
    return os.access(path.parent, os.W_OK) and os.access(path, os.W_OK)


def _connect(path: Path) -> _Connection:
    """A connection that can write where the folder can be written and the disk has room for SQLite's lock file.

    Elsewhere SQLite reads a file and its log where both are there. Without a log it has to open the file as one that
    nobody writes, and takes no lock, so whether it changes is watched here.
    """
    logged = _contents(path)[-1] > 0
    if _writable(path):
        connection = _opened(path, "mode=rw")
        try:
            connection.db.execute("SELECT name FROM meta LIMIT 1").fetchone()
            return connection
        except sqlite3.Error as error:
            connection.db.close()
            if logged or not _error_name(error).startswith(_DISK_ERRORS):
                raise
    if not logged:
        return _opened(path, "immutable=1")
    connection = _opened(path, "mode=ro")
    try:
        connection.db.execute("SELECT name FROM meta LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        connection.db.close()
        raise DamagedError(
            f"{path.parent} is read-only and its last change was cut short; run once where it can be written:"
            f" pullquote doctor --index {path.parent}"
        ) from None
    return connection


def _opened(path: Path, mode: str) -> _Connection:
    file = _contents(path)
    uri = f"{path.absolute().as_uri()}?{mode}"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
    db.execute("PRAGMA foreign_keys = ON")
    return _Connection(db, file, mode == "immutable=1")
