"""`serve`: what can be wrong before anything is served, and what it is told of answers."""

import os
import signal
import socket
import subprocess
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from pullquote.corpus import BadInputError
from pullquote.ui.cli.serve_options import RunOptions
from pullquote.ui.web.observed import Restarted
from tests.ui.conftest import COMMAND, Run, process

pytest.importorskip("gradio")


@pytest.mark.slow
@pytest.mark.parametrize("problem", ["port", "index"])
def test_a_port_in_use_and_a_missing_index_are_one_clear_line(problem: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1] if problem == "port" else 0
        done = process("serve", "--port", str(port), "--index", tmp_path / "no")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert (f"port {port} is in use" if problem == "port" else "no index") in done.stderr


def test_other_machines_are_let_in_with_a_password_or_where_that_is_asked_for(run: Run) -> None:
    ended = run("serve", "--host", "0.0.0.0")
    assert ended.code == 2 and ended.err.count("\n") == 1
    assert "--password-file FILE" in ended.err and "--open" in ended.err


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff\xfe", "pässwörter\n".encode(), None])
def test_a_password_that_nobody_should_use_is_refused_in_one_line(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    ended = run("serve", "--host", "0.0.0.0", "--password-file", file)
    assert (ended.code, ended.err.count("\n")) == (2, 1) and str(file) in ended.err


def test_a_setting_that_there_is_not_is_one_clear_line(run: Run) -> None:
    ended = run("serve", "--refuse", "wild")
    assert ended.code == 2 and ended.err == "refuse is 'wild'; allowed: strict, balanced, everything\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--log", "xml"], "log is 'xml'; allowed: plain, json\n"),
        (["--log-questions"], "--log-questions needs --log json\n"),
    ],
)
def test_a_log_that_there_is_not_is_one_clear_line(run: Run, options: list[str], said: str) -> None:
    ended = run("serve", *options)
    assert (ended.code, ended.err) == (2, said)


def test_workers_are_refused_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pullquote.ui.cli.serve_options.os", SimpleNamespace(name="nt"))
    with pytest.raises(BadInputError, match=r"^workers is 2; allowed on this system: 0$"):
        RunOptions(workers=2).check()
    RunOptions(workers=0).check()


def test_a_worker_that_ended_is_a_line_of_the_plain_log(capsys: pytest.CaptureFixture[str]) -> None:
    RunOptions().tell()(Restarted(1, -9, again=True))
    assert capsys.readouterr().err == "worker 1 ended with -9; started again\n"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_ctrl_c_ends_with_one_line_while_a_page_is_open(index: Path) -> None:
    command = [*COMMAND, "serve", "--port", "0", "--index", str(index), "--reader", "nearest"]
    # A shell that starts the tests in the background has them ignore the signal, and children take that over.
    listening = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, encoding="utf-8", preexec_fn=listening) as server:
        assert server.stdout and server.stderr
        address = server.stdout.readline().split()[0]
        with httpx.stream("GET", f"{address}/gradio_api/heartbeat/somebody", timeout=60) as page:
            assert next(page.iter_lines()) == "data: ALIVE"
            server.send_signal(signal.SIGINT)
            assert server.stderr.read() == "ended\n"
        assert server.wait() == 130


@pytest.mark.slow
@pytest.mark.parametrize(("setting", "answered"), [("strict", False), ("everything", True)])
def test_answers_are_as_sure_as_the_server_was_told_to_be(index: Path, setting: str, answered: bool) -> None:
    command = [*COMMAND, "serve", "--port", "0", "--index", str(index), "--reader", "nearest", "--refuse", setting]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as server:
        try:
            assert server.stdout
            address = server.stdout.readline().split()[0]
            asked = httpx.post(f"{address}/api/ask", json={"question": "Who painted the harbour?"}, timeout=60)
        finally:
            server.terminate()
    assert asked.json()["answered"] is answered
