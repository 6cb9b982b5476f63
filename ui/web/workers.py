"""The processes that answer programs' questions: started, started again when one dies, ended with this one."""

import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pullquote.corpus import BadInputError, PullquoteError
from pullquote.ui.web.observed import Restarted, Tell, of_form, untold
from pullquote.ui.web.visitors import Rate
from pullquote.ui.web.worker import BROKEN, GRACE, READY

MOST_RESTARTS = 5  # of one worker in a minute; then it is left alone until the minute is over
LONGEST_NAME = 100  # bytes of a socket's path: systems allow some 104


class Worker:
    """One of them: the socket that outlives its processes, and the process that answers there now."""

    def __init__(self, number: int, command: Sequence[str], settings: Mapping[str, Any], tell: Tell) -> None:
        self.number, self.at_work, self.ready = number, 0, False
        self._command, self._settings, self._tell = command, settings, tell
        self._rate = Rate(MOST_RESTARTS)
        self._process: subprocess.Popen[bytes] | None = None
        self._closing, self._first, self._broken = threading.Event(), threading.Event(), ""
        self._guard = threading.Lock()

    def start(self, folder: Path) -> None:
        """Listen in the folder, and have a process answer there."""
        self.address = folder / f"worker-{self.number}"
        if len(os.fsencode(self.address)) > LONGEST_NAME:
            raise BadInputError(f"{folder} is too long a name for a socket; name a shorter folder in TMPDIR")
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(self.address))
        self._listening.listen(512)
        self._thread = threading.Thread(target=self._keep_up, name=f"worker-{self.number}", daemon=True)
        self._thread.start()

    def wait_until_ready(self) -> None:
        """Returns once it answers. Raises PullquoteError where it cannot."""
        self._first.wait()
        if self._broken:
            raise PullquoteError(self._broken)

    @property
    def pid(self) -> int | None:
        """Of the process that answers now, if there is one."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    @contextmanager
    def working(self) -> Iterator[None]:
        """Inside, it has one more to answer."""
        self.at_work += 1
        try:
            yield
        finally:
            self.at_work -= 1

    def leave(self) -> None:
        """Let it end by itself, soon."""
        with self._guard:
            self._closing.set()
            self.ready = False
            if self._process and self._process.stdin:
                with suppress(OSError):
                    self._process.stdin.close()

    def close(self) -> None:
        """Returns once its process is over, which it is made to be where it does not end by itself."""
        self.leave()
        if self._process:
            try:
                self._process.wait(GRACE + 1)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._thread.join()
        self._listening.close()

    def _keep_up(self) -> None:
        while self._run():
            code = self._process.wait() if self._process else 0
            if not self._first.is_set():
                self._broken = self._broken or f"a process that should answer questions ended with {code}"
                self._first.set()
                return
            if self._closing.is_set():
                return
            wait = self._rate.seconds_to_wait("")
            self._tell(Restarted(self.number, code, again=not wait))
            while wait and not self._closing.wait(wait):
                wait = self._rate.seconds_to_wait("")

    def _run(self) -> bool:
        """One process from its start until it has said all; False where none is to be started any more."""
        with self._guard:
            if self._closing.is_set():
                return False
            process = self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                pass_fds=(self._listening.fileno(),),
                start_new_session=True,  # Ctrl-C is for this process, which ends that one
            )
        assert process.stdin and process.stdout  # noqa: S101  # pipes
        with suppress(OSError):  # it is dead already
            process.stdin.write(json.dumps({**self._settings, "socket": self._listening.fileno()}).encode() + b"\n")
        for line in process.stdout:
            self._hear(line)
        self.ready = False
        process.stdout.close()
        with suppress(OSError):
            process.stdin.close()
        return True

    def _hear(self, line: bytes) -> None:
        try:
            form = json.loads(line)
        except ValueError:
            return
        if event := of_form(form):
            self._tell(event)
        elif form.get("event") == READY:
            self.ready = not self._closing.is_set()
            self._first.set()
        elif form.get("event") == BROKEN:
            self._broken = str(form.get("message"))


class Workers:
    """All of them. `command` starts a process that calls `worker.work`, and is given `settings`."""

    def __init__(self, number: int, command: Sequence[str], settings: Mapping[str, Any]) -> None:
        self._number, self._command, self._settings = number, command, settings
        self._all: list[Worker] = []

    def start(self, folder: Path, tell: Tell = untold) -> None:
        """Start them, with sockets in a folder that only this user can enter. Raises PullquoteError where one cannot
        answer."""
        try:
            for number in range(self._number):
                one = Worker(number, self._command, self._settings, tell)
                one.start(folder)
                self._all.append(one)
            for one in self._all:
                one.wait_until_ready()
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        return self._number

    @property
    def ready(self) -> int:
        """How many answer now."""
        return sum(one.ready for one in self._all)

    @property
    def pids(self) -> dict[str, int]:
        """Of their processes, by the names that metrics give them."""
        return {f"worker-{one.number}": pid for one in self._all if (pid := one.pid)}

    def pick(self) -> Worker | None:
        """The one with least to do of those that answer; of equal ones the first."""
        return min((one for one in self._all if one.ready), key=lambda one: one.at_work, default=None)

    def close(self) -> None:
        """End them all; returns once they are over."""
        for one in self._all:
            one.leave()
        while self._all:
            self._all.pop().close()
