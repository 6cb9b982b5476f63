"""A stranger's files are read and never run: what is taken in, and what the process that reads them may do."""

import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from pullquote.corpus import Problem
from pullquote.index import make_embedder
from pullquote.rag import Bot, Config, open_bot
from pullquote.ui.page.upload_reader import PROGRAM, needed, read_apart, within
from pullquote.ui.page.uploads import Shelf

# The first four are what reading a .md imports, the last two what reading a .docx does besides
MODULES = ["json", "resource", "pullquote", "yaml", "docx", "lxml"]


def make(index: object) -> Bot:
    return open_bot(index, config=Config(threshold=0.0, reader="sentence"))  # type: ignore[arg-type]  # as Shelf makes it


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """A file that is there once a stranger's program has been run."""
    return tmp_path / "ran"


@pytest.fixture
def drop(tmp_path: Path, ran: Path) -> Callable[..., list[Path]]:
    """Articles, and programs that leave a mark when they are run, in one folder."""
    folder = tmp_path / "dropped"
    folder.mkdir()

    def dropped(*modules: str) -> list[Path]:
        for module in modules:
            (folder / f"{module}.py").write_text(f"open({str(ran)!r}, 'w').close()\nraise SystemExit(0)\n")
        (folder / "bridge.md").write_text("---\ntitle: The bridge\n---\nAnna Lindqvist opened the bridge in Lund.\n")
        document = docx.Document()
        document.add_paragraph("The harbour of Malmö was built in 1775.")
        document.save(str(folder / "harbour.docx"))
        return sorted(folder.iterdir())

    return dropped


@pytest.mark.parametrize("module", MODULES)
def test_a_program_beside_the_articles_is_not_run(drop: Callable[..., list[Path]], ran: Path, module: str) -> None:
    folder = drop(module)[0].parent
    loaded = read_apart(folder, seconds=60)
    assert [article.source.file for article in loaded.articles] == ["bridge.md", "harbour.docx"]
    assert not ran.exists()


def test_a_program_where_the_server_was_started_is_not_run(
    drop: Callable[..., list[Path]], ran: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drop(*MODULES)[0].parent
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    assert len(read_apart(Path(), seconds=60).articles) == 2
    assert not ran.exists()


def test_of_what_is_dropped_only_what_can_be_read_is_taken_in(drop: Callable[..., list[Path]], ran: Path) -> None:
    shelf = Shelf(make_embedder("hash"), make)
    added = shelf.add(drop(*MODULES))
    unread = "not a kind that is read: .txt .md .markdown .html .htm .pdf .docx .jsonl"
    assert added.articles == 2
    assert set(added.failed) == {Problem(f"{module}.py", unread) for module in MODULES}
    assert not ran.exists()
    shelf.close()


def test_a_table_that_is_dropped_speaks_for_the_files_beside_it(tmp_path: Path) -> None:
    files = [tmp_path / "bridge.txt", tmp_path / "metadata.csv"]
    files[0].write_text("Anna Lindqvist opened the bridge in Lund.\n")
    files[1].write_text("file,title\nbridge.txt,The bridge\n")
    shelf = Shelf(make_embedder("hash"), make)
    shelf.add(files)
    assert [source.title for source in shelf.sources] == ["The bridge"]
    shelf.close()


def test_the_reading_process_is_given_what_python_needs_and_nothing_else() -> None:
    variables = {"LANG": "de_DE.UTF-8", "AWS_SECRET_ACCESS_KEY": "x", "PYTHONSTARTUP": "x.py", "LD_PRELOAD": "x.so"}
    assert needed(variables) == {"LANG": "de_DE.UTF-8"}


def test_the_limits_stand_before_anything_is_imported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A word.\n")
    command = [sys.executable, "-I", "-X", "importtime", PROGRAM, tmp_path, "60", ""]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    imported = [line.rpartition("|")[2].strip() for line in told.splitlines()]
    # Python's own start ends with `site`, which also makes the project known where it is installed to be worked on
    assert imported[imported.index("site") + 1] == "resource"
    assert imported.index("pullquote.ui.page.upload_reader") > imported.index("resource")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_reading_process_may_not_write_a_file_nor_take_all_memory() -> None:
    script = (
        "import resource; from pullquote.ui.page.upload_process import limit; limit(60);"
        "print([resource.getrlimit(kind) for kind in"
        " (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)])"
    )
    told = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True).stdout
    assert told == f"{[(2_000_000_000,) * 2, (60, 60), (0, 0), (0, 0)]}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_limit_that_is_lower_already_stays() -> None:
    script = (
        "import resource; from pullquote.ui.page.upload_process import limit;"
        "resource.setrlimit(resource.RLIMIT_CPU, (7, 7)); limit(60);"
        "print(resource.getrlimit(resource.RLIMIT_CPU))"
    )
    told = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True).stdout
    assert told == "(7, 7)\n"


def test_more_than_the_server_can_hold_is_not_handed_over() -> None:
    assert list(within(["ab", "c"], 3)) == ["ab", "c"]
    with pytest.raises(SystemExit):
        list(within(["ab", "c"], 2))


def test_packages_that_this_user_installed_for_themselves_are_found(tmp_path: Path) -> None:
    """As after `pip install --user`: the interpreter itself has none of them, and isolated it does not look."""
    venv.create(tmp_path / "bare", with_pip=False, symlinks=os.name != "nt")
    python = tmp_path / "bare" / ("Scripts" if os.name == "nt" else "bin") / "python"
    places = [place for place in sys.path if place.endswith("site-packages")]
    (tmp_path / "a.txt").write_text("A word.\n")
    command = [python, "-I", PROGRAM, tmp_path, "60"]
    assert subprocess.run([*command, ""], capture_output=True, check=False).returncode
    assert b"A word." in subprocess.run([*command, places[0]], capture_output=True, check=True).stdout
