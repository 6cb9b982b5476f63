"""`serve`: what can be wrong before anything is served."""

import socket
from pathlib import Path

import pytest

from tests.ui.conftest import process

pytest.importorskip("gradio")


@pytest.mark.slow
@pytest.mark.parametrize("problem", ["port", "index"])
def test_a_port_in_use_and_a_missing_index_are_one_clear_line(problem: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1] if problem == "port" else 0
        done = process("serve", "--port", str(port), "--index", tmp_path / "no")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert (f"port {port} is in use" if problem == "port" else "no index") in done.stderr
