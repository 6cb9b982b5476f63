"""What visitors brought to a server that was killed is gone once another one starts; a living server's stays."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pullquote.ui.web.server_folder import PREFIX, ServerFolder, sweep

SERVER = (
    "import sys, tempfile, time; tempfile.tempdir = sys.argv[1];"
    "from pullquote.ui.web.server_folder import ServerFolder; kept = ServerFolder();"
    "(kept.own / 'secret.txt').write_text('x'); print(kept.path, flush=True); time.sleep(600)"
)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_killed_servers_folder_is_swept_and_a_living_ones_is_not(temporary: Path) -> None:
    command = [sys.executable, "-c", SERVER, str(temporary)]
    servers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    folders = [Path(server.stdout.readline().strip()) for server in servers if server.stdout]
    try:
        os.kill(servers[0].pid, signal.SIGKILL)
        servers[0].wait()
        assert (folders[0] / "own" / "secret.txt").is_file()
        kept = ServerFolder()
        assert [folder.exists() for folder in folders] == [False, True]
        kept.close()
    finally:
        for server in servers:
            server.kill()
            server.communicate()
    sweep()
    assert list(temporary.iterdir()) == []


def test_only_this_user_can_enter_and_at_the_end_nothing_is_left(temporary: Path) -> None:
    kept = ServerFolder()
    assert kept.uploads.is_dir() and kept.own.is_dir()
    assert os.name == "nt" or kept.path.stat().st_mode & 0o777 == 0o700
    kept.close()
    assert list(temporary.iterdir()) == []


def test_what_is_no_servers_folder_is_left_alone(temporary: Path) -> None:
    (temporary / "elsewhere").mkdir()
    (temporary / "elsewhere" / "lock").touch()
    (temporary / f"{PREFIX}link").symlink_to(temporary / "elsewhere")
    (temporary / f"{PREFIX}file").touch()
    (temporary / f"{PREFIX}made-just-now").mkdir()
    sweep()
    assert len(list(temporary.iterdir())) == 4
