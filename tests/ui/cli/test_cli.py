"""The command line: what each command prints and how it ends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pullquote.corpus import Article, PullquoteError, Source, Span
from pullquote.index import Passage
from pullquote.rag import Answer, Quote, Refusal, Turn
from pullquote.ui.cli.chat import converse
from pullquote.ui.cli.main import main
from pullquote.ui.cli.screen import Screen

BRIDGE = """---
title: "A bridge at last"
publisher: "Harbour Herald (retold)"
author: "Ann Oakes"
date: 2019-03-12
note: "Retold; these are not the outlet's words."
---
The harbour bridge opened on Tuesday, two years late.

Mayor Ines Falk said that the bridge cost 48 million crowns, more than anybody had expected. Nobody came.
"""
FERRY = "The last ferry left at noon.\nIts captain, \x1b[31mOlaf [bold]Brandt\x1b[0m\u202e, had sailed it for years.\n"


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*args: str | Path) -> Ended:
        code = main([str(arg) for arg in args])
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "news"
    folder.mkdir()
    (folder / "bridge.md").write_text(BRIDGE, encoding="utf-8")
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def index(news: Path) -> Path:
    folder = news.parent / "index"
    assert main(["build", str(news), "--index", str(folder), "--embedder", "hash"]) == 0
    return folder


def process(*args: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pullquote.ui.cli.main", *map(str, args)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, **options)


# -- ask


@pytest.mark.parametrize("question", ["How much did the bridge cost?", "Who discovered penicillin?", "???"])
def test_ask_ends_with_0_for_an_answer_and_1_for_a_refusal(run: Run, index: Path, question: str) -> None:
    ended = run("ask", question, "--index", index, "--json")
    wire = json.loads(ended.out)
    assert ended.code == (0 if wire["answered"] else 1)
    assert wire["question"] == question
    assert run("ask", question, "--index", index).code == ended.code


def test_a_question_needs_no_quotation_marks(run: Run, index: Path) -> None:
    ended = run("ask", "Who", "is", "Olaf", "Brandt?", "--index", index, "--json")
    assert json.loads(ended.out)["question"] == "Who is Olaf Brandt?"


def test_no_escape_or_markup_of_an_article_or_a_question_reaches_the_terminal(run: Run, index: Path) -> None:
    asked = run("ask", "Who was the captain \x1b[2J of the ferry, Olaf Brandt?", "--index", index)
    assert "Olaf" in asked.out
    assert "[bold]" in asked.out.replace("**", "")
    shown = run("show", "ferry.txt", "--index", index)
    assert r"\x1b[31mOlaf [bold]Brandt\x1b[0m\u202e, had" in shown.out
    searched = run("search", "captain Brandt", "--index", index)
    in_json = run("search", "captain Brandt", "--index", index, "--json")
    assert "\\u001b[31m" in in_json.out
    for ended in (asked, shown, searched, in_json):
        assert not {"\x1b", "\u202e"} & set(ended.out + ended.err)


def test_filters_reach_the_bot(run: Run, index: Path) -> None:
    ended = run("ask", "What did the bridge cost?", "--index", index, "--before", "2018", "--json")
    assert ended.code == 1
    ended = run("search", "bridge ferry", "--index", index, "--json", "--publisher", "herald", "--author", "OAKES")
    assert {hit["article"]["file"] for hit in json.loads(ended.out)["hits"]} == {"bridge.md"}
    assert run("search", "bridge", "--index", index, "--after", "2019-04").code == 1
    assert run("search", "bridge", "--index", index, "--before", "2019-03").code == 0


# -- one line for every mistake


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
    "nothing to verify against": (["verify", "r.json"], "name what to check against"),
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


# -- receipts


@pytest.fixture
def receipt(run: Run, index: Path, tmp_path: Path) -> Path:
    run("ask", "How much did the bridge cost?", "--index", index, "--receipt", tmp_path / "receipt.json")
    return tmp_path / "receipt.json"


def test_a_receipt_verifies_against_index_and_articles(run: Run, index: Path, news: Path, receipt: Path) -> None:
    assert run("verify", receipt, "--index", index).code == 0
    assert run("verify", receipt, "--articles", news).code == 0
    ended = run("verify", receipt, "--articles", news, "--json")
    assert (ended.code, json.loads(ended.out)["verdict"]) == (0, "match")


def test_a_receipt_verifies_where_the_articles_were_moved_to(run: Run, receipt: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/bridge.md").write_text(BRIDGE)
    assert run("verify", receipt, "--articles", tmp_path / "elsewhere").code == 0


def test_an_article_changed_by_one_character_ends_with_1(run: Run, receipt: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/bridge.md").write_text(BRIDGE.replace("48 million", "49 million"))
    ended = run("verify", receipt, "--articles", tmp_path / "news")
    assert ended.code == 1
    assert "bridge.md is another text than the one quoted from" in ended.out


def test_a_receipt_with_another_word_ends_with_1_and_names_the_quote(run: Run, news: Path, receipt: Path) -> None:
    text = receipt.read_text(encoding="utf-8")
    receipt.write_text(text.replace("48 million", "84 million"), encoding="utf-8")
    ended = run("verify", receipt, "--articles", news)
    assert ended.code == 1
    assert "text" in ended.out
    assert ended.out.startswith("mismatch  ")


def test_an_article_that_is_gone_ends_with_2(run: Run, receipt: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(FERRY)
    (tmp_path / "news/bridge.pdf").write_text("not a PDF")
    ended = run("verify", receipt, "--articles", tmp_path / "news")
    assert ended.code == 2
    assert "news/bridge.md is not among these articles" in ended.out
    assert "failed bridge.pdf" in ended.err


def test_a_copy_with_other_white_space_verifies_against_the_folder(run: Run, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    (folder / "b.md").write_text(BRIDGE)
    run("build", folder, "--index", index, "--embedder", "hash")
    run("ask", "How much did the bridge cost?", "--index", index, "--receipt", tmp_path / "r.json")
    (folder / "a.md").write_text(BRIDGE.replace("\n\n", "\n\n\n"))
    assert run("verify", tmp_path / "r.json", "--articles", folder).code == 0


# -- the index


def test_build_ends_with_0_when_all_went_in_and_lists_what_is_skipped(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(FERRY)
    (folder / "README.md").write_text("About these.")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    ended = run("build", folder, "--index", tmp_path / "index", "--embedder", "hash")
    assert ended.code == 0
    assert ended.err == ""
    assert ended.out.splitlines()[0] == "1 added"
    assert "skipped README.md" in ended.out
    assert "skipped photo.jpg" in ended.out
    assert run("build", folder, "--index", tmp_path / "index").out.splitlines()[0] == "1 unchanged"


def test_build_ends_with_1_when_a_file_failed_and_the_index_answers(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(BRIDGE)
    (folder / "b.txt").write_text("")
    (folder / "c.pdf").write_text("no PDF")
    ended = run("build", folder, "--index", tmp_path / "index", "--embedder", "hash")
    assert ended.code == 1
    assert [line.split(":")[0] for line in ended.err.splitlines()] == ["failed b.txt", "failed c.pdf"]
    assert run("search", "bridge", "--index", tmp_path / "index").code == 0
    told = json.loads(run("build", folder, "--index", tmp_path / "index", "--json").out)
    assert [problem["file"] for problem in told["failed"]] == ["b.txt", "c.pdf"]
    assert told["changes"]["unchanged"] == ["news/a.txt"]


def test_what_is_added_is_listed_and_what_is_removed_is_not(run: Run, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    (folder / "a.txt").write_text(FERRY)
    run("build", folder, "--index", index, "--embedder", "hash")
    (folder / "b.md").write_text(BRIDGE)
    assert run("add", folder / "b.md", "--index", index).code == 0
    listed = run("list", "--index", index).out.splitlines()
    assert [line.split("\t")[:3] for line in listed] == [
        ["news/a.txt", "----------", ""],
        ["news/b.md", "2019-03-12", "Harbour Herald (retold)"],
    ]
    assert run("remove", "news/a.txt", "--index", index).out == "1 unchanged, 1 removed\n"
    told = json.loads(run("list", "--index", index, "--json").out)
    assert [(a["id"], a["note"]) for a in told["articles"]] == [
        ("news/b.md", "Retold; these are not the outlet's words.")
    ]


def test_prune_drops_what_is_no_longer_there(run: Run, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    for name, text in (("a.txt", FERRY), ("b.md", BRIDGE)):
        (folder / name).write_text(text)
    run("build", folder, "--index", index, "--embedder", "hash")
    (folder / "a.txt").unlink()
    assert run("build", folder, "--index", index).out.splitlines()[0] == "2 unchanged"
    assert run("build", folder, "--index", index, "--prune").out.splitlines()[0] == "1 unchanged, 1 removed"


def test_doctor_ends_with_0_for_a_whole_index_and_1_for_one_that_is_not(run: Run, news: Path, tmp_path: Path) -> None:
    run("build", news, "--index", tmp_path, "--embedder", "hash")
    ended = run("doctor", "--index", tmp_path)
    assert (ended.code, ended.out.splitlines()[-1]) == (0, f"{tmp_path} is whole.")
    cache = tmp_path / "vectors.faiss"
    cache.write_bytes(cache.read_bytes()[:-1])
    ended = run("doctor", "--index", tmp_path)
    assert ended.code == 1
    assert f"{cache} is damaged; delete it, it is made again" in ended.out
    told = json.loads(run("doctor", "--index", tmp_path, "--json").out)
    assert sum(len(check["problems"]) for check in told["checks"]) == 1


def test_show_marks_the_characters_asked_for(run: Run, index: Path) -> None:
    start = BRIDGE.index("48 million")
    ended = run("show", "news/bridge.md", "--start", str(start), "--end", str(start + 10), "--index", index)
    assert "the bridge cost **48 million** crowns" in ended.out
    assert "Note: Retold; these are not the outlet's words." in ended.out
    assert "**" not in run("show", "bridge.md", "--index", index).out
    told = json.loads(run("show", "bridge.md", "--index", index, "--json").out)
    assert told["text"] == BRIDGE
    assert told["debris"] == [{"start": 0, "end": BRIDGE.index("\nThe harbour")}]


# -- chat


STORY = Article(Source("news/a", "a", "A", note="retold"), "Falk spoke. Brandt left.\n")
PASSAGE = Passage(STORY, 0, 24)


class RecordingAsk:
    """Answers "Falk", or refuses a question with "not" in it, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []

    def __call__(self, question: str, *, history: Sequence[Turn]) -> Answer:
        self.asked.append((question, tuple(history)))
        if question == "too long":
            raise PullquoteError("the question is too long")
        if "not" in question:
            return Answer(
                question, question, 0.1, refusal=Refusal("not_stated", "Not said.", Quote(PASSAGE, 12, 24, 1))
            )
        return Answer(question, question + " (whole)", 0.8, (Quote(PASSAGE, 0, 11, 2.0, Span(0, 4)),))


def test_chat_keeps_what_was_understood_and_answered(capsys: pytest.CaptureFixture[str]) -> None:
    ask = RecordingAsk()
    converse(ask, ["who?", "why not?", "too long", "and?", ":new", "again?"], Screen())
    turns = (Turn("who? (whole)", "Falk"), Turn("why not?", ""))
    assert ask.asked == [("who?", ()), ("why not?", turns[:1]), ("too long", turns), ("and?", turns), ("again?", ())]
    out, err = capsys.readouterr()
    assert "Understood as: who? (whole)" in out
    assert "Nearest passage, not an answer:\n> Brandt left." in out
    assert err == "the question is too long\n"


def test_chat_goes_on_for_longer_than_it_looks_back(capsys: pytest.CaptureFixture[str]) -> None:
    ask = RecordingAsk()
    converse(ask, [f"who is {n}?" for n in range(60)], Screen())
    assert [turn.question for turn in ask.asked[-1][1]] == [f"who is {n}? (whole)" for n in range(9, 59)]
    assert capsys.readouterr().err == ""


def test_chat_shows_a_quote_in_its_article_and_ends_when_told(capsys: pytest.CaptureFixture[str]) -> None:
    ask = RecordingAsk()
    converse(ask, [":show", ":help", "who?", ":show 1", ":show 2", ":show x", ":bogus", ":quit", "unasked"], Screen())
    out, err = capsys.readouterr()
    assert len(ask.asked) == 1
    assert "**Falk spoke.** Brandt left." in out
    assert ":new        forget" in out
    assert err.splitlines() == [
        "no quote 1: the last answer has 0",
        "no quote 2: the last answer has 1",
        "no quote x: the last answer has 1",
        "no command :bogus; :help lists them",
    ]


def test_chat_reads_questions_from_a_pipe(index: Path) -> None:
    ended = process("chat", "--index", index, input="Who is Olaf Brandt?\n\n:quit\n")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "ferry.txt, characters" in ended.stdout


def test_bytes_that_are_no_text_are_written_as_escapes(index: Path) -> None:
    wire = process("ask", b"Who is \xff Brandt?".decode("utf-8", "surrogateescape"), "--index", index, "--json")
    assert json.loads(wire.stdout)["question"] == r"Who is \udcff Brandt?"
    command = [sys.executable, "-m", "pullquote.ui.cli.main", "chat", "--index", str(index)]
    ended = subprocess.run(command, capture_output=True, input=b"Who is \xff Brandt?\n", timeout=120)
    assert (ended.returncode, ended.stderr) == (0, b"")


# -- the process


def test_help_needs_no_numpy_and_tells_every_command(index: Path) -> None:
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


def test_version_is_told(run: Run) -> None:
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
    command = [sys.executable, "-m", "pullquote.ui.cli.main", "show", "long.txt", "--index", str(index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as shown:
        assert shown.stdout and shown.stderr
        shown.stdout.readline()
        shown.stdout.close()
        assert shown.stderr.read() == b""
        assert shown.wait() == 141


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes of another kind")
def test_ctrl_c_ends_quietly_with_130(index: Path) -> None:
    command = [sys.executable, "-m", "pullquote.ui.cli.main", "chat", "--index", str(index)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as chatting:
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
        command = [sys.executable, "-m", "pullquote.ui.cli.main", "list", "--index", str(index)]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", timeout=60)
    assert (ended.returncode, ended.stderr) == (2, "the disk is full; make room and run again\n")


def test_a_terminal_without_unicode_gets_escapes(index: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“Łódź” is a town.\n", encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    process("build", tmp_path / "a.txt", "--index", tmp_path / "i", "--embedder", "hash", env=environment)
    ended = process("show", "a.txt", "--index", tmp_path / "i", env=environment)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert r"\u201c\u0141\xf3d\u017a\u201d is a town." in ended.stdout
