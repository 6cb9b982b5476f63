"""The process that reads files limits itself before it does anything else, and gives up network and processes."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from pullquote.corpus.files import find_files
from pullquote.corpus.isolation.isolated import PROGRAM
from pullquote.corpus.isolation.json_form import result_of, to_line
from pullquote.corpus.isolation.system_calls import forbid_network_and_processes
from pullquote.corpus.one_file import Task
from tests.corpus.conftest import BRIDGE, write

ARGUMENTS = ["2000000000", "60", "1000000"]
LIMIT = "from pullquote.corpus.isolation.reading_process import limit, limit_time; import resource;"
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux has such calls")


def task(folder: Path) -> bytes:
    (file,) = find_files([write(folder, {"a.txt": BRIDGE})])
    return to_line(Task(file, "news/a.txt", "a.txt"))


def python(script: str) -> str:
    """What a script prints in a process of its own."""
    ended = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_the_limits_stand_before_anything_is_imported(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-X", "importtime", str(PROGRAM), *ARGUMENTS, ""]
    ended = subprocess.run(command, input=task(tmp_path), capture_output=True, check=True)
    imported = [line.rpartition("|")[2].strip() for line in ended.stderr.decode().splitlines()]
    # Python's own start ends with `site`, which also makes the project known where it is installed to be worked on
    assert imported[imported.index("site") + 1] == "resource"
    assert imported.index("pullquote.corpus.one_file") > imported.index("resource")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_reading_process_may_not_write_a_file_nor_take_all_memory() -> None:
    kinds = "resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE"
    out = python(f"{LIMIT} limit(2_000_000_000); print([resource.getrlimit(kind) for kind in ({kinds})])")
    assert out == str([(2_000_000_000,) * 2, (0, 0), (0, 0)])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_limit_that_is_lower_already_stays() -> None:
    lower = "resource.setrlimit(resource.RLIMIT_CPU, (7, 7)); limit_time(60);"
    assert python(f"{LIMIT} {lower} print(resource.getrlimit(resource.RLIMIT_CPU))") == "(7, 7)"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_each_file_has_its_own_time_of_the_processor() -> None:
    """The limit counts all that the process has used, so it moves on with every file."""
    busy = "import time\nwhile time.process_time() < 1.2: pass\n"
    out = python(f"{LIMIT} limit_time(60)\n{busy}limit_time(60); print(resource.getrlimit(resource.RLIMIT_CPU)[0])")
    assert out == "62"


def test_packages_that_this_user_installed_for_themselves_are_found(tmp_path: Path) -> None:
    """As after `pip install --user`: the interpreter itself has none of them, and isolated it does not look."""
    venv.create(tmp_path / "bare", with_pip=False, symlinks=os.name != "nt")
    bare = tmp_path / "bare" / ("Scripts" if os.name == "nt" else "bin") / "python"
    places = [place for place in sys.path if place.endswith("site-packages")]
    (tmp_path / "n").mkdir()
    told = task(tmp_path / "n")
    command = [str(bare), "-I", str(PROGRAM), *ARGUMENTS]
    assert subprocess.run([*command, ""], input=told, capture_output=True, check=False).returncode
    out = subprocess.run([*command, places[0]], input=told, capture_output=True, check=True).stdout
    assert getattr(result_of(out.splitlines()[0]), "text", "") == BRIDGE


REFUSED = {
    "socket.socket()": "a connection",
    "socket.socketpair()": "a pair of sockets",
    "os.fork()": "a process",
    "os.posix_spawn(sys.executable, [sys.executable, '-c', ''], {})": "another program",
    "os.execv(sys.executable, [sys.executable, '-c', ''])": "another program in its place",
    "os.kill(os.getppid(), 0)": "a signal",
    "threading.Thread(target=print).start()": "a thread",
}


@linux
@pytest.mark.parametrize("call", REFUSED, ids=REFUSED.values())
def test_a_process_that_gave_them_up_has_no_network_and_starts_nothing(call: str) -> None:
    out = python(
        "import os, socket, sys, threading\n"
        "from pullquote.corpus.isolation.system_calls import forbid_network_and_processes\n"
        "if not forbid_network_and_processes(): print('not to be had'); sys.exit()\n"
        f"try:\n {call}\nexcept (OSError, RuntimeError) as error: print('refused')\n"
        f"print(open({str(PROGRAM)!r}).readline()[:20])"  # files are read as before
    )
    if out == "not to be had":
        pytest.skip("seccomp is not to be had here")
    assert out.splitlines() == ["refused", '"""The process that']


def test_on_other_systems_nothing_is_given_up_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert forbid_network_and_processes() is False


@linux
def test_the_reading_process_has_given_them_up(tmp_path: Path) -> None:
    """Seen from outside: the kernel says so of the process that waits for a task."""
    process = subprocess.Popen(
        [sys.executable, "-I", str(PROGRAM), *ARGUMENTS, ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin and process.stdout
    with process:
        process.stdin.write(task(tmp_path))
        process.stdin.flush()
        process.stdout.readline()
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.stdin.close()
    seccomp = next(line.split()[1] for line in status.splitlines() if line.startswith("Seccomp:"))
    assert seccomp == "2"  # by a filter
