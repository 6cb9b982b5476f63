"""An index follows its files: once they lie still, and never to nothing because a folder is away."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pullquote.corpus import BusyError, NotFoundError
from pullquote.index import Index, build
from pullquote.ui.cli.watch_command import Snapshot, keep_up, look

ONE: Snapshot = {"a": (1, 1)}
TWO: Snapshot = {"a": (2, 1)}
THREE: Snapshot = {"a": (3, 1)}


def followed(seen: list[Snapshot | Exception], build_fails: list[Exception | None] | None = None) -> list[int]:
    """At which looks the index was brought up to date."""
    at = -1
    built: list[int] = []
    fails = iter(build_fails or [])

    def see() -> Snapshot:
        nonlocal at
        at += 1
        found = seen[at]
        if isinstance(found, Exception):
            raise found
        return found

    def bring_up_to_date() -> None:
        built.append(at)
        if error := next(fails, None):
            raise error

    keep_up(see, bring_up_to_date, lambda: at + 1 < len(seen))
    return built


def test_it_builds_at_first_and_when_a_change_lies_still() -> None:
    assert followed([ONE, ONE, TWO, TWO, TWO]) == [0, 3]
    assert followed([ONE, TWO, THREE, THREE]) == [0, 3]
    assert followed([ONE, TWO, ONE, ONE]) == [0]


def test_while_another_process_writes_it_tries_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert followed([ONE] * 4, [BusyError("busy"), BusyError("busy"), None]) == [0, 1, 2]
    assert capsys.readouterr().err == "busy\n"


def test_another_mistake_is_said_once_until_something_changes(capsys: pytest.CaptureFixture[str]) -> None:
    assert followed([ONE, ONE, TWO, TWO], [NotFoundError("no article"), None]) == [0, 3]
    assert capsys.readouterr().err == "no article\n"


def test_a_folder_that_is_away_changes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    away = NotFoundError("no folder")
    assert followed([ONE, away, away, ONE, ONE]) == [0]
    assert capsys.readouterr().err == "no folder\n"
    with pytest.raises(NotFoundError, match="its articles stay in the index"):
        look([tmp_path / "none"], tmp_path / "index")


def test_what_build_passes_over_is_not_looked_at_and_neither_is_the_index_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index").mkdir()
    for name in ("a.txt", ".a.txt.swp", "metadata.csv", "index/articles.sqlite"):
        (tmp_path / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    for index in (tmp_path / "index", Path("index"), Path("index/../index")):
        assert {Path(file).name for file in look([tmp_path], index)} == {"a.txt", "metadata.csv"}


def test_the_index_has_what_the_folder_has(tmp_path: Path) -> None:
    news, folder = tmp_path / "news", tmp_path / "news" / "index"
    news.mkdir()

    def add() -> None:
        (news / "b.txt").write_text("The bridge was painted green.")

    def take() -> None:
        (news / "a.txt").unlink()

    (news / "a.txt").write_text("The ferry sank.")
    steps: Iterator[Callable[[], object]] = iter([add, list, list, take, list, list])
    found = []

    def bring_up_to_date() -> None:
        with build(news, folder, embedder="hash", prune=True).index as index:
            found.append([source.file for source in index.sources()])

    def wait() -> bool:
        step = next(steps, None)
        if step:
            step()
        return step is not None

    keep_up(lambda: look([news], folder), bring_up_to_date, wait)
    assert found == [["a.txt"], ["a.txt", "b.txt"], ["b.txt"]]
    with Index.open(folder) as index:
        assert len(index) == 1
