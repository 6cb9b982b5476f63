"""Full disks, read-only folders, other processes and forks: one clear line, or the right answer."""

import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pullquote.corpus import BusyError, DamagedError, NotFoundError, PullquoteError
from pullquote.index import Chunking, Index, check_index
from pullquote.index.storage.database import Database, one_line_errors
from pullquote.index.storage.schema import CACHE, FILE
from tests.conftest import article, index_of
from tests.index.conftest import BRIDGE, FERRY, alter, answers, embedded, one_line


def test_an_index_made_anew_under_an_open_one_is_noticed(index: Index) -> None:
    shutil.rmtree(index.folder)
    with pytest.raises(NotFoundError, match="no index in"):
        index.search("ferry")
    new = Index.create(index.folder, embedder="hash", chunking=Chunking(1, 5))
    with pytest.raises(BusyError, match="was made anew since it was opened; open it again"):
        index.search("ferry")
    new.close()


def test_a_full_disk_leaves_the_last_state(index: Index) -> None:
    before = answers(index)
    with embedded(index).reading() as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(PullquoteError, match=r"the disk is full: .* keeps its last state; make room and run again"):
        index.add([article("c", "".join(f"Sentence {n} of many.\n\n" for n in range(400)))])
    assert answers(index) == before
    index.close()
    again = Index.open(index.folder)
    assert answers(again) == before
    assert again.add([article("c", "Cheese is dear.")]).added == ("news/c.txt",)
    again.close()


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_disk_that_is_really_full_leaves_the_last_state(mounted: Callable[[str], Path]) -> None:
    folder = mounted("rw") / "i"
    index = index_of(folder, article("a", FERRY), article("b", BRIDGE))
    before = answers(index)
    for n in (6_000, 20_000):  # what does not fit are the rows, or the vectors that are kept meanwhile
        with pytest.raises(PullquoteError) as error:
            index.add([article("c", "".join(f"Sentence {m} of many.\n\n" for m in range(n)))])
        assert "keeps its last state" in one_line(error)
    assert answers(index) == before
    index.close()
    again = Index.open(folder)
    assert answers(again) == before
    again.close()


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_whole_index_on_a_full_disk_answers_and_says_why_it_takes_nothing_in(mounted: Callable[[str], Path]) -> None:
    folder = mounted("rw") / "i"
    index = index_of(folder, article("a", FERRY), article("b", BRIDGE))
    before = answers(index)
    index.close()
    filling = folder.parent / "filling"
    with pytest.raises(OSError, match="No space left"), filling.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    full = Index.open(folder)
    assert answers(full) == before
    assert check_index(folder) == []
    with pytest.raises(PullquoteError) as error:
        full.add([article("c", "Cheese is dear.")])
    assert "make room and run again" in one_line(error) and "delete" not in str(error.value)
    filling.unlink()
    assert full.add([article("c", "Cheese is dear.")]).added == ("news/c.txt",)
    assert [h.passage.text for h in full.search("Is cheese dear?", 1)] == ["Cheese is dear."]
    full.close()


@pytest.mark.parametrize(
    ("raised", "deletes"),
    [("SQLITE_IOERR_READ", False), ("SQLITE_CANTOPEN", False), ("SQLITE_FULL", False), ("SQLITE_ERROR", True)],
)
def test_only_what_proves_damage_advises_to_delete(raised: str, deletes: bool, tmp_path: Path) -> None:
    error = sqlite3.OperationalError("it failed")
    error.sqlite_errorname = raised
    with pytest.raises(PullquoteError) as said, one_line_errors(tmp_path):
        raise error
    assert ("delete the folder" in one_line(said), "lost with it are" in str(said.value)) == (deletes, deletes)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
@pytest.mark.parametrize("with_cache", [True, False])
def test_an_index_on_a_read_only_disk_answers_and_refuses_to_change(
    mounted: Callable[[str], Path], index: Index, with_cache: bool
) -> None:
    before = answers(index)
    index.close()
    folder = mounted("rw") / "i"
    shutil.copytree(index.folder, folder)
    if not with_cache:
        shutil.rmtree(folder / CACHE)
    mounted("ro")
    fixed = Index.open(folder)
    assert answers(fixed) == before
    with pytest.raises(PullquoteError, match="cannot be written"):
        fixed.add([article("c", "Cheese is dear.")])
    with pytest.raises(PullquoteError, match="cannot be written"):
        fixed.remove(["news/a.txt"])
    with pytest.raises(PullquoteError, match="cannot be written"):
        Index.create(folder.parent / "new", embedder="hash")
    mounted("rw")
    other = Index.open(folder)
    other.add([article("c", "Cheese is dear.")])
    other.close()
    fixed._state = None  # lets go of the segment that was deleted: the disk cannot be made read-only while it is used
    mounted("ro")
    assert [h.passage.text for h in fixed.search("Is cheese dear?", 1)] == ["Cheese is dear."]
    fixed.close()


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_log_left_on_a_read_only_disk_is_not_passed_over(mounted: Callable[[str], Path], index: Index) -> None:
    folder = mounted("rw") / "i"
    folder.mkdir()
    other = Index.open(index.folder)
    with other._store.reading():
        other._store.change()  # a reader of the state before keeps the change in the log
        index.add([article("c", "Cheese is dear.")])
        for name in (FILE, f"{FILE}-wal"):
            shutil.copy(index.folder / name, folder / name)
    other.close()
    mounted("ro")
    with pytest.raises(DamagedError) as error:
        Index.open(folder)
    assert "is read-only and its last change was cut short; run once where it can be written" in one_line(error)


def test_a_file_changed_while_it_is_read_without_locks_is_noticed(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    fixed = Index.open(index.folder)
    assert len(fixed.search("ferry")) == 2
    with pytest.raises(BusyError, match="was written while it was read; try again"), fixed._store.reading():
        alter(index.folder, "UPDATE sqlite_sequence SET seq = ?", [70])
        alter(index.folder, "UPDATE meta SET value = ? WHERE name = 'change'", ["5"])
    assert len(fixed.search("ferry")) == 2
    assert fixed._store.change() == 5
    fixed.close()


def test_a_folder_whose_process_never_closed_it_can_be_copied_as_it_lies(index: Index, tmp_path: Path) -> None:
    assert (index.folder / f"{FILE}-wal").stat().st_size == 0
    (tmp_path / "copy").mkdir()
    shutil.copy(index.folder / FILE, tmp_path / "copy" / FILE)
    copy = Index.open(tmp_path / "copy")
    assert answers(copy) == answers(index)
    copy.close()


def test_a_process_forked_from_one_with_an_open_index_is_told_to_open_its_own(index: Index) -> None:
    database = embedded(index)._database
    database._process += 1  # as it looks from the child
    with pytest.raises(RuntimeError, match="was opened before a fork; open it in the new process"):
        index.search("ferry")


def test_reading_may_be_nested_and_sees_one_state(index: Index) -> None:
    store = embedded(index)
    with store.reading() as db:
        before = store.change()
        other = Index.open(index.folder)
        other.add([article("c", "Cheese is dear.")])
        other.close()
        with store.reading() as inner:
            assert inner is db
        assert store.change() == before and len(index) == 2
    assert store.change() > before and len(index) == 3


def test_a_failure_inside_a_change_undoes_all_of_it(index: Index) -> None:
    before = answers(index)
    with pytest.raises(KeyError), embedded(index).writing() as db:
        db.execute("DELETE FROM vector")
        raise KeyError
    assert answers(index) == before


def test_connections_are_used_again(index: Index) -> None:
    database = Database(index.folder / FILE)
    for _ in range(50):
        thread = threading.Thread(target=lambda: database.reading().__enter__())
        with database.reading():
            pass
    assert thread and len(database._idle) == 1
    database.close()
