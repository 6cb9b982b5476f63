"""Files are read in the reading process: started with the first that needs it, and again after one that ended it."""

import site
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextvars import copy_context
from os import environ
from pathlib import Path
from types import TracebackType
from typing import Self

from pullquote.corpus.article import Article
from pullquote.corpus.errors import BadInputError
from pullquote.corpus.isolation.json_form import result_of, to_line
from pullquote.corpus.isolation.limits import Limits
from pullquote.corpus.one_file import Problem, Task, read_file
from pullquote.corpus.stopping import go_on, why_stop

PROGRAM = Path(__file__).with_name("reading_process.py")
OWN_FORMATS = (".txt", ".md", ".markdown", ".jsonl")  # read by this package alone, or the standard library
# What Python itself needs to start and to decode the names of files: its own libraries, the character set
NEEDED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL", "LC_CTYPE")
_LOOK = 0.1  # seconds between looks whether a file is still waited for
_LINE = 1_000_000  # bytes of a line besides the text, each character of which takes up to twelve


class Isolated:
    """Reads files one after the other under limits; a context, at whose end no process is left."""

    def __init__(self, limits: Limits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._clock = limits, clock
        self._end = clock() + limits.seconds_together
        self._chars = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._stop()

    def read(self, task: Task) -> list[Article | Problem]:
        """The articles and problems of a file; only a problem where the file takes too much.

        Raises BadInputError past the limits for all files together, StoppedError inside `stopping_when`.
        """
        found = list(read_file(task)) if self._reads_here(task) else self._read_there(task)
        self._chars += sum(len(one.text) for one in found if isinstance(one, Article))
        if self._chars > self._limits.chars_together:
            raise BadInputError(f"more than {self._limits.chars_together:,} characters of text; add fewer files")
        return found

    def _reads_here(self, task: Task) -> bool:
        try:
            return task.file.kind in OWN_FORMATS and task.file.path.stat().st_size <= self._limits.here
        except OSError:
            return True  # and be told there why

    def _read_there(self, task: Task) -> list[Article | Problem]:
        left = self._end - self._clock()
        seconds = min(self._limits.seconds, left)
        process = self._process = self._process or self._started()
        late, done, end = threading.Event(), threading.Event(), time.monotonic() + seconds

        def watch() -> None:
            while not done.wait(min(_LOOK, max(end - time.monotonic(), 0))):
                if time.monotonic() >= end:
                    late.set()
                if late.is_set() or why_stop():
                    process.kill()
                    return

        watching = threading.Thread(target=copy_context().run, args=[watch], name="limits", daemon=True)
        watching.start()
        try:
            return list(_results(process, task, 12 * self._limits.chars + _LINE))
        except (OSError, ValueError, LookupError, TypeError, AttributeError):  # it ended, or said something else
            self._stop()
            go_on()
            if late.is_set() and left < self._limits.seconds:
                together = f"{self._limits.seconds_together:.0f} seconds"
                raise BadInputError(f"reading the files took longer than {together}; add fewer at once") from None
            reason = f"takes longer than {self._limits.seconds:.0f} seconds to read"
            return [Problem(task.name, reason if late.is_set() else _why_ended(process))]
        finally:
            done.set()
            watching.join()

    def _started(self) -> subprocess.Popen[bytes]:
        own = site.getusersitepackages() if site.ENABLE_USER_SITE else ""  # isolated, Python does not look there
        isolated = [sys.executable, "-I", "-B", "-X", f"utf8={sys.flags.utf8_mode}", str(PROGRAM)]
        limits = self._limits
        return subprocess.Popen(
            [*isolated, str(limits.memory), str(int(limits.seconds) + 1), str(limits.chars), own],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROGRAM.anchor,  # in the folder, a file `json.py` that lies there would be imported, and so be run
            env=needed(environ),
        )

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()


def needed(variables: Mapping[str, str]) -> dict[str, str]:
    """Of an environment what the reading process is given: no password, no key, nothing that changes what is run."""
    return {name: variables[name] for name in NEEDED if name in variables}


def _results(process: subprocess.Popen[bytes], task: Task, longest: int) -> Iterator[Article | Problem]:
    """What the process says of a file. Raises OSError where it has ended, and all that `result_of` does."""
    assert process.stdin and process.stdout  # noqa: S101  # both are pipes
    process.stdin.write(to_line(task))
    process.stdin.flush()
    while (result := result_of(process.stdout.readline(longest))) is not None:
        yield result


def _why_ended(process: subprocess.Popen[bytes]) -> str:
    if process.returncode > 0:
        return "cannot be read: the process that reads it does not start, or ended by itself"
    return f"cannot be read: damaged, or too big (it ended the process that reads it, signal {-process.returncode})"
