"""The page's server in a process of its own, and what the parts of the soak ask of it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from pullquote.ui.web.prometheus import memory

PROGRAM = Path(__file__).parents[1] / "tools" / "page_server.py"


@dataclass(frozen=True)
class Server:
    """Where it answers, its folder, and its process."""

    address: str
    folder: Path
    pid: int

    @property
    def memory(self) -> int:
        """Megabytes that it and its workers hold now, files that are mapped left out; 0 where the system does not
        say."""
        return round(sum(memory(pid).get("own", 0) for pid in (self.pid, *children(self.pid))) / 1e6)

    @property
    def log(self) -> str:
        """What it has said on standard error."""
        return (self.folder / "log.txt").read_text()

    @property
    def left_behind(self) -> list[str]:
        """Files of visitors that lie in its folder."""
        return [str(p) for p in (self.folder / "tmp").rglob("*") if p.is_file() and p.name != "lock"]

    def event(self, name: str) -> int:
        """The number of the page's event with this trigger."""
        config = httpx.get(f"{self.address}/config", timeout=60).json()
        found = next(d for d in config["dependencies"] if name in [target[1] for target in d["targets"]])
        return int(found["id"])


def children(pid: int) -> list[int]:
    """Processes that any thread of that one has started."""
    return [int(child) for file in Path("/proc").glob(f"{pid}/task/*/children") for child in file.read_text().split()]


@contextmanager
def serving(folder: Path, password: str = "", reader: str = "", workers: int = 0) -> Iterator[Server]:
    """A server that runs inside, with a password where one is given, and the reader of that name or no network; with so
    many workers beside it."""
    folder.mkdir(parents=True)
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(folder), password, reader, str(workers)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            address = process.stdout.readline().strip() if process.stdout else ""
            if not address:
                raise RuntimeError((folder / "log.txt").read_text()[-500:])
            yield Server(address, folder, process.pid)
        finally:
            process.terminate()
            process.communicate(timeout=30)


def upload_and_add(client: httpx.Client, event: int, name: str, content: bytes, session: str) -> str:
    """What the page says of a file that is dropped on it."""
    (path,) = client.post("/gradio_api/upload", files=[("files", (name, content))]).raise_for_status().json()
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    body = {"data": [[file]], "fn_index": event, "session_hash": session}
    client.post("/gradio_api/queue/join", json=body).raise_for_status()
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        return "".join(stream.iter_text())
