"""Files are read and never run, each within its limits: what the reading process is given, and what comes back."""

import itertools
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pullquote.corpus import BadInputError, Limits, StoppedError, bundled_folder, load_articles, stopping_when
from pullquote.corpus.files import find_files
from pullquote.corpus.isolation import isolated
from pullquote.corpus.isolation.isolated import Isolated, needed
from pullquote.corpus.one_file import Problem, Task
from tests.conftest import MODULES
from tests.corpus.conftest import BRIDGE, FERRY, write

ALL_APART = Limits(here=-1)
FRAME = "<html><body><article>{}</article></body></html>"
PARAGRAPHS = FRAME.format("<p>The ferry sank off the point in a storm.</p>" * 8)
SLOW = FRAME.format("<p>" + "<b>ab</b>" * 95_000 + "</p>")


def reasons(folder: Path, limits: Limits) -> dict[str, str]:
    return {problem.file: problem.reason for problem in load_articles(folder, limits=limits).failed}


@pytest.mark.parametrize("module", MODULES)
def test_a_program_beside_the_articles_is_not_run(drop: Callable[..., list[Path]], ran: Path, module: str) -> None:
    folder = drop(module)[0].parent
    loaded = load_articles(folder, limits=ALL_APART)
    assert [article.source.file for article in loaded.articles] == ["bridge.md", "harbour.docx"]
    assert not ran.exists()


def test_a_program_where_the_reading_was_started_is_not_run(
    drop: Callable[..., list[Path]], ran: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drop(*MODULES)[0].parent
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    assert len(load_articles(Path(), limits=ALL_APART).articles) == 2
    assert not ran.exists()


def test_the_reading_process_is_given_what_python_needs_and_nothing_else() -> None:
    variables = {"LANG": "de_DE.UTF-8", "AWS_SECRET_ACCESS_KEY": "x", "PYTHONSTARTUP": "x.py", "LD_PRELOAD": "x.so"}
    assert needed(variables) == {"LANG": "de_DE.UTF-8"}


@pytest.mark.parametrize("limits", [Limits(), ALL_APART])
def test_what_is_read_under_limits_is_what_is_read_without(tmp_path: Path, limits: Limits) -> None:
    table = "file,title,published\nlong.md,A long one,2020-06-26\n"
    files = {"a.html": PARAGRAPHS, "b.jsonl": '{"text": "One."}\n{}\n', "no.pdf": "words", "metadata.csv": table}
    write(tmp_path, {**files, "long.md": "\n".join(f"Line {n} of many." for n in range(80_000))})
    assert load_articles(tmp_path, bundled_folder(), limits=limits) == load_articles(tmp_path, bundled_folder())


@pytest.mark.slow
def test_a_file_over_its_time_is_named_and_the_rest_go_on(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": PARAGRAPHS, "b.html": SLOW, "c.html": PARAGRAPHS.replace("ferry", "bridge")})
    loaded = load_articles(tmp_path, limits=Limits(seconds=15))
    assert [article.source.file for article in loaded.articles] == ["a.html", "c.html"]
    assert loaded.failed == (Problem("b.html", "takes longer than 15 seconds to read"),)


def test_all_files_over_their_time_together_are_an_error(tmp_path: Path) -> None:
    ticks = itertools.chain([0.0], itertools.repeat(9.9))
    (file,) = find_files([write(tmp_path, {"b.html": SLOW})])
    said = pytest.raises(BadInputError, match="reading the files took longer than 10 seconds; add fewer at once")
    with Isolated(Limits(seconds_together=10), clock=lambda: next(ticks)) as reader, said:
        reader.read(Task(file, "a", "b.html"))


def test_a_file_over_its_memory_is_named_and_the_rest_go_on(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": BRIDGE, "b.txt": "word " * 3_900_000, "c.html": PARAGRAPHS})
    loaded = load_articles(tmp_path, limits=Limits(memory=300_000_000))
    assert [article.source.file for article in loaded.articles] == ["a.txt", "c.html"]
    assert [problem.file for problem in loaded.failed] == ["b.txt"]


def test_a_file_of_too_many_characters_is_named(tmp_path: Path) -> None:
    records = "".join(f'{{"text": "The ferry {n} left."}}\n' for n in range(9))
    write(tmp_path, {"a.txt": BRIDGE, "b.txt": FERRY * 9, "c.jsonl": records})
    limits = replace(ALL_APART, chars=100)
    assert reasons(tmp_path, limits) == dict.fromkeys(["b.txt", "c.jsonl"], "enormous: more than 100 characters")


@pytest.mark.parametrize("limits", [Limits(chars_together=100), Limits(here=-1, chars_together=100)])
def test_more_characters_than_all_files_may_have_are_an_error(tmp_path: Path, limits: Limits) -> None:
    with pytest.raises(BadInputError, match="more than 100 characters of text; add fewer files"):
        load_articles(write(tmp_path, {"a.txt": BRIDGE, "b.txt": FERRY}), limits=limits)


def test_a_file_that_ends_the_process_is_named_and_the_rest_go_on(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": BRIDGE, "b.txt": FERRY, "c.txt": FERRY + BRIDGE})
    tasks = [Task(file, file.name, file.name) for file in find_files([tmp_path])]
    with Isolated(ALL_APART) as reader:
        found = [reader.read(tasks[0])]
        process = reader._process
        assert process
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        found += [reader.read(task) for task in tasks[1:]]
    assert [type(one).__name__ for (one,) in found] == ["Article", "Problem", "Article"]
    assert "ended the process that reads it, signal 9" in str(found[1])


def test_a_process_that_does_not_start_is_told_for_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = write(tmp_path, {"program.py": "raise SystemExit(3)"}) / "program.py"
    monkeypatch.setattr(isolated, "PROGRAM", program)
    (tmp_path / "n").mkdir()
    write(tmp_path / "n", {"a.txt": BRIDGE})
    assert "the process that reads it does not start" in reasons(tmp_path / "n", ALL_APART)["a.txt"]


def test_a_process_that_says_something_else_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "import sys\nsys.stdin.readline()\nprint('{\"article\": 1}', flush=True)\nsys.stdin.readline()\n"
    monkeypatch.setattr(isolated, "PROGRAM", write(tmp_path, {"program.py": said}) / "program.py")
    (tmp_path / "n").mkdir()
    write(tmp_path / "n", {"a.txt": BRIDGE})
    assert "cannot be read" in reasons(tmp_path / "n", ALL_APART)["a.txt"]


def test_no_process_and_no_thread_is_left(tmp_path: Path) -> None:
    with Isolated(ALL_APART) as reader:
        (file,) = find_files([write(tmp_path, {"a.txt": BRIDGE})])
        reader.read(Task(file, "a", "a.txt"))
        process = reader._process
    assert process and process.returncode is not None
    assert not [thread for thread in threading.enumerate() if thread.name == "limits"]


def test_a_file_that_nobody_waits_for_any_longer_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        isolated, "PROGRAM", write(tmp_path, {"program.py": "import time\ntime.sleep(600)"}) / "program.py"
    )
    (file,) = find_files([write(tmp_path / "n", {"a.txt": BRIDGE})])
    gone = threading.Event()
    threading.Timer(0.3, gone.set).start()
    with (
        Isolated(ALL_APART) as reader,
        stopping_when(lambda: "the page was closed" if gone.is_set() else ""),
        pytest.raises(StoppedError, match="the page was closed"),
    ):
        reader.read(Task(file, "a", "a.txt"))
    assert reader._process is None


def test_small_files_of_our_own_formats_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    write(tmp_path, {"a.txt": BRIDGE, "b.md": FERRY, "c.jsonl": '{"text": "The bridge opened."}'})
    assert len(load_articles(tmp_path, limits=Limits()).articles) == 3
    with pytest.raises(AssertionError, match="a process was started"):
        load_articles(write(tmp_path, {"d.html": PARAGRAPHS}), limits=Limits())


def test_the_error_of_a_file_that_is_gone_meanwhile_is_one_problem(tmp_path: Path) -> None:
    (file,) = find_files([write(tmp_path, {"a.txt": BRIDGE})])
    (tmp_path / "a.txt").unlink()
    for limits in (Limits(), ALL_APART):
        with Isolated(limits) as reader:
            (problem,) = reader.read(Task(file, "a", "a.txt"))
        assert problem == Problem("a.txt", "unreadable: No such file or directory")
