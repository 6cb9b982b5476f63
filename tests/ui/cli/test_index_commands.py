"""`build`, `add` and `remove`: what goes in and out, and what could not be read."""

import json
from pathlib import Path

from tests.ui.conftest import BRIDGE, FERRY, Run


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
    form = json.loads(run("build", folder, "--index", tmp_path / "index", "--json").out)
    assert [problem["file"] for problem in form["failed"]] == ["b.txt", "c.pdf"]
    assert form["changes"]["unchanged"] == ["news/a.txt"]


def test_what_is_added_is_listed_and_what_is_removed_is_not(run: Run, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    (folder / "a.txt").write_text(FERRY)
    run("build", folder, "--index", index, "--embedder", "hash")
    (folder / "b.md").write_text(BRIDGE)
    assert run("add", folder / "b.md", "--index", index).code == 0
    listed = run("list", "--index", index).out.splitlines()
    assert [line.split("\t")[:3] for line in listed] == [
        ["article", "date", "publisher"],
        ["news/a.txt", "----------", ""],
        ["news/b.md", "2019-03-12", "Harbour Herald (retold)"],
    ]
    assert run("remove", "news/a.txt", "--index", index).out == "1 unchanged, 1 removed\n"
    form = json.loads(run("list", "--index", index, "--json").out)
    assert [(a["id"], a["note"]) for a in form["articles"]] == [
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


def test_what_does_not_read_as_english_is_named_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(FERRY)
    (folder / "b.txt").write_text("Die Fähre liegt im Hafen und fährt am Montag wieder nach Norden. " * 8)
    ended = run("build", folder, "--index", tmp_path / "index", "--embedder", "hash")
    assert (ended.code, len(ended.err.splitlines())) == (0, 1)
    assert ended.err.startswith("news/b.txt does not read as English")
    assert run("build", folder, "--index", tmp_path / "index").err == ""
