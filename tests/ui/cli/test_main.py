"""The command line as a process: one line for every mistake, quiet endings, nothing imported in vain."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from pullquote.ui.cli.main import main
from tests.ui.conftest import COMMAND, Run, process

MISTAKES: dict[str, tuple[list[str], str]] = {
    "an empty question": (["ask", " ", "--index", "INDEX"], "the question is empty"),
    "an endless question": (["ask", "x" * 100_000, "--index", "INDEX"], "the question has 100,000 characters"),
    "no question": (["ask"], "Missing argument 'QUESTION'; run: pullquote ask --help"),
    "a command that is not": (["aks"], "No such command 'aks'"),
    "an option that is not": (["ask", "x", "--no-such"], "--no-such"),
    "a folder that is not": (["ask", "x", "--index", "no/such"], "no index in no/such; run: pullquote build"),
    "a folder without an index": (["list", "--index", "NEWS"], "; run: pullquote build PATH --index"),
    "a date that is none": (["ask", "x", "--index", "INDEX", "--after", "June"], "'June' is no date; write 2020-06-26"),
    "a range without a day": (
        ["search", "x", "--index", "INDEX", "--after", "2021", "--before", "2020"],
        "no day is both",
    ),
    "no quotes at all": (["ask", "x", "--top", "0"], "--top"),
    "articles that are not": (["build", "no/such", "--index", "NEW"], "no such file or folder: 'no/such'"),
    "an empty folder": (["build", "EMPTY", "--index", "NEW"], "no article in"),
    "an index without a name": (["build", "NEWS"], "Missing option '--index'"),
    "an index that cannot be": (["build", "NEWS", "--index", "NEWS/ferry.txt/x", "--embedder", "hash"], "ferry.txt/x"),
    "another embedder": (
        ["build", "NEWS", "--index", "INDEX", "--embedder", "minilm"],
        "was built with embedder 'hash'",
    ),
    "adding to nothing": (["add", "NEWS", "--index", "NEW"], "run: pullquote build"),
    "removing nothing": (["remove", "x/y", "--index", "INDEX"], "no article 'x/y'"),
    "showing nothing": (["show", "x/y", "--index", "INDEX"], "no article 'x/y'"),
    "a place outside": (["show", "ferry.txt", "--end", "999", "--index", "INDEX"], "characters 0 to 999 are not in"),
    "a receipt nowhere": (["ask", "x", "--index", "INDEX", "--receipt", "no/such/r.json"], "cannot write the receipt"),
    "a receipt that is not": (["verify", "no/such", "--index", "INDEX"], "cannot read the receipt no/such"),
    "a receipt that is none": (["verify", "NEWS/ferry.txt", "--index", "INDEX"], "is not a receipt"),
    "two things to verify against": (
        ["verify", "r.json", "--articles", "NEWS", "--index", "INDEX"],
        "excludes --index",
    ),
    "articles that cannot be asked": (["verify", "r.json", "--articles", "NEWS", "--replay"], "excludes --replay"),
    "a calibration for nothing": (["verify", "r.json", "--calibration", "c.json"], "give both"),
    "a key that is not": (["verify", "NEWS/ferry.txt", "--index", "INDEX", "--key", "no/such"], "cannot read the key"),
    "a signature of nothing": (["ask", "x", "--index", "INDEX", "--sign", "k"], "--receipt FILE"),
    "a signature without a key": (
        ["ask", "x", "--index", "INDEX", "--receipt", "r.json", "--sign", "no/such"],
        "cannot read the key no/such",
    ),
    "a key in no folder": (["make-key", "no/such/key"], "cannot write the key no/such/key"),
    "a doctor without a patient": (["doctor", "--index", "no/such"], "no index in no/such"),
    "a chat about nothing": (["chat", "--index", "no/such"], "no index in no/such"),
    "escapes in a name": (["show", "x\x1b[31m\ny", "--index", "INDEX"], r"no article"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_on_standard_error_and_2(
    run: Run, index: Path, news: Path, tmp_path: Path, mistake: str
) -> None:
    args, words = MISTAKES[mistake]
    empty = tmp_path / "empty"
    empty.mkdir()
    for name, path in (("INDEX", index), ("NEWS", news), ("NEW", tmp_path / "new"), ("EMPTY", empty)):
        args = [str(path) + arg.removeprefix(name) if arg.split("/")[0] == name else arg for arg in args]
    ended = run(*args)
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert words in ended.err
    assert "\x1b" not in ended.err


def test_a_damaged_index_is_one_line(run: Run, news: Path, tmp_path: Path) -> None:
    run("build", news, "--index", tmp_path, "--embedder", "hash")
    (tmp_path / "articles.sqlite").write_bytes(b"damaged" * 1000)
    ended = run("ask", "x", "--index", tmp_path)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "run: pullquote build" in ended.err


def test_bytes_that_are_no_text_are_written_as_escapes(index: Path) -> None:
    wire = process("ask", b"Who is \xff Brandt?".decode("utf-8", "surrogateescape"), "--index", index, "--json")
    assert json.loads(wire.stdout)["question"] == r"Who is \udcff Brandt?"
    command = [*COMMAND, "chat", "--index", str(index)]
    ended = subprocess.run(command, capture_output=True, input=b"Who is \xff Brandt?\n", timeout=120)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_help_needs_no_numpy_and_lists_every_command() -> None:
    script = "import sys; from pullquote.ui.cli.main import main; main(['--help']); print('numpy' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert ended.stdout.endswith("False\n")
    for command in "ask chat search build add remove list show verify doctor".split():
        assert f" {command} " in ended.stdout


HEAVY = ("torch", "sentence_transformers", "transformers", "trafilatura", "pypdf", "docx", "rich", "charset_normalizer")


def loaded_by_asking(*args: str | Path) -> set[str]:
    script = (
        "import sys; from pullquote.ui.cli.main import main; main(sys.argv[1:]);"
        f" print({HEAVY} and sorted(sys.modules))"
    )
    command = [sys.executable, "-c", script, "ask", "Who is Olaf Brandt?", *map(str, args)]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return set(HEAVY) & {name.strip("'[]") for name in ended.stdout.splitlines()[-1].split(", ")}


def test_a_question_imports_nothing_heavy(index: Path, tmp_path: Path) -> None:
    assert loaded_by_asking("--index", index, "--receipt", tmp_path / "r.json") == set()


@pytest.mark.model
def test_a_question_to_the_real_model_imports_nothing_heavy() -> None:
    main(["list"])  # the export and the bundled index, made once
    assert loaded_by_asking() == set()


def test_version_prints_the_version(run: Run) -> None:
    assert run("--version").out.startswith("pullquote ")


def test_no_command_at_all_is_help(run: Run) -> None:
    ended = run()
    assert ended.code == 0
    assert "Usage: pullquote" in ended.out


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes of another kind")
def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("A sentence that says nothing new.\n\n" * 10_000)
    index = tmp_path / "index"
    assert process("build", tmp_path / "long.txt", "--index", index, "--embedder", "hash").returncode == 0
    command = [*COMMAND, "show", "long.txt", "--index", str(index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as shown:
        assert shown.stdout and shown.stderr
        shown.stdout.readline()
        shown.stdout.close()
        assert shown.stderr.read() == b""
        assert shown.wait() == 141


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes of another kind")
def test_ctrl_c_ends_quietly_with_130(index: Path) -> None:
    command = [*COMMAND, "chat", "--index", str(index)]
    pipe = subprocess.PIPE
    # A shell that starts the tests in the background has them ignore the signal, and children take that over.
    listening = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=listening) as chatting:
        assert chatting.stdin and chatting.stdout and chatting.stderr
        chatting.stdin.write(b"Who is Olaf Brandt?\n")
        chatting.stdin.flush()
        chatting.stdout.readline()
        chatting.send_signal(signal.SIGINT)
        assert chatting.stderr.read() == b""
        assert chatting.wait() == 130


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line(index: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [*COMMAND, "list", "--index", str(index)]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", timeout=60)
    assert (ended.returncode, ended.stderr) == (2, "the disk is full; make room and run again\n")


def test_a_terminal_without_unicode_gets_escapes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“Łódź” is a town.\n", encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    process("build", tmp_path / "a.txt", "--index", tmp_path / "i", "--embedder", "hash", env=environment)
    ended = process("show", "a.txt", "--index", tmp_path / "i", env=environment)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert r"\u201c\u0141\xf3d\u017a\u201d is a town." in ended.stdout
