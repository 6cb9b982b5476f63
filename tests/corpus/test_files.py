"""Every file is found once, under an id that says where it came from; what is passed over is named."""

import os
import sys
from pathlib import Path

import pytest

from pullquote.corpus import BadInputError, Problem, PullquoteError, load_articles
from tests.corpus.conftest import BRIDGE, FERRY, ids, write


def test_an_id_is_the_folders_name_and_the_path_inside_it(tmp_path: Path) -> None:
    write(tmp_path, {"news/b.txt": BRIDGE, "news/2019/a.txt": FERRY})
    loaded = load_articles(tmp_path / "news")
    assert ids(loaded) == ["news/2019/a.txt", "news/b.txt"]
    assert [article.source.file for article in loaded.articles] == ["2019/a.txt", "b.txt"]
    assert loaded.articles[1].source.origin == str((tmp_path / "news/b.txt").resolve())
    assert ids(load_articles(tmp_path / "news/2019/../b.txt")) == ["news/b.txt"]


def test_where_a_path_is_named_from_does_not_change_an_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"news/b.txt": BRIDGE})
    monkeypatch.chdir(tmp_path / "news")
    assert (
        load_articles(".").articles == load_articles(tmp_path / "news").articles == load_articles("../news/").articles
    )


def test_equal_ids_grow_by_a_folder_until_they_differ(tmp_path: Path) -> None:
    write(tmp_path, {"x/one/news/a.txt": BRIDGE, "x/two/news/a.txt": FERRY, "x/two/news/b.txt": "Only here.\n"})
    assert ids(load_articles(tmp_path / "x/one/news", tmp_path / "x/two/news")) == [
        "news/b.txt",
        "one/news/a.txt",
        "two/news/a.txt",
    ]


def test_what_is_named_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"news/deep/a.txt": BRIDGE})
    loaded = load_articles(tmp_path / "news/deep/a.txt", tmp_path / "news/deep", tmp_path / "news", tmp_path / "news")
    assert ids(loaded) == ["news/deep/a.txt"]
    assert loaded.articles[0].also == ()


def test_other_files_are_skipped_and_are_no_failure(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": BRIDGE,
        "README.md": "# Read",
        "LICENSE": "MIT",
        "licence.txt": "x",
        "b.png": b"\x89PNG",
        "c.csv": "a",
    }
    loaded = load_articles(write(tmp_path, {**files, "metadata.csv": "file\n", ".git/x.txt": "hid", "~$a.docx": "hid"}))
    assert len(loaded.articles) == 1
    assert loaded.failed == ()
    assert {problem.file for problem in loaded.skipped} == set(files) - {"a.txt"} | {"metadata.csv"}


def test_a_readme_named_by_itself_is_read(tmp_path: Path) -> None:
    assert len(load_articles(write(tmp_path, {"README.md": BRIDGE}) / "README.md").articles) == 1


@pytest.mark.parametrize("name", ["gone", "gone\nover two lines", "x" * 5000, "\0"])
def test_a_path_that_is_not_there_is_one_clear_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(PullquoteError) as caught:
        load_articles(tmp_path, tmp_path / name)
    assert "\n" not in str(caught.value) and name[:4] in str(caught.value).replace("\\x00", "\0")


def test_naming_nothing_is_refused() -> None:
    with pytest.raises(BadInputError, match="name a file or a folder"):
        load_articles()


def test_links_are_followed_to_files_inside_the_folder_only(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.txt": BRIDGE, "in/.store/9f3": FERRY, "out.txt": "Outside.\n", "far/x.txt": "Far away.\n"})
    folder = tmp_path / "in"
    for name, target in {
        "stored.txt": ".store/9f3",
        "again.txt": "a.txt",
        "loop": ".",
        "self.txt": "self.txt",
        "leaves.txt": "../out.txt",
        "far": "../far",
    }.items():
        (folder / name).symlink_to(target)
    loaded = load_articles(folder)
    assert ids(loaded) == ["in/a.txt", "in/stored.txt"]
    assert loaded.articles[0].also == ()
    assert [problem.file for problem in loaded.failed] == ["self.txt"]
    assert {problem.file for problem in loaded.skipped} == {"loop", "leaves.txt", "far"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_skipped_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert load_articles(tmp_path).skipped == (Problem("pipe.txt", "not a regular file"),)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_a_file_whose_name_cannot_be_shown_is_named_in_one_line(tmp_path: Path) -> None:
    write(tmp_path, {"two\nlines.txt": BRIDGE})
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(FERRY)
    loaded = load_articles(tmp_path)
    assert [problem.file for problem in loaded.failed] == ["caf\\udce9.txt", "two\\nlines.txt"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": BRIDGE, "closed.txt": FERRY, "shut/b.txt": FERRY})
    (tmp_path / "closed.txt").chmod(0)
    (tmp_path / "shut").chmod(0)
    failed = load_articles(tmp_path).failed
    (tmp_path / "shut").chmod(0o700)
    assert failed == (
        Problem("shut", "unreadable: Permission denied"),
        Problem("closed.txt", "unreadable: Permission denied"),
    )
