"""Damage, full disks, read-only folders and other processes: one clear line, or the right answer; never a wrong one."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import faiss
import numpy as np
import pytest

from pullquote.corpus import Article, BadInputError, BusyError, DamagedError, NotFoundError, PullquoteError, Source
from pullquote.index import Chunking, Index
from pullquote.index.change import writer
from pullquote.index.embedding.hash_embedder import HashEmbedder
from pullquote.index.storage.database import Database
from pullquote.index.storage.schema import CACHE, FILE, FORMAT
from pullquote.index.storage.sqlite import Store

FERRY = "The ferry sank off the point in a storm of the last winter."
BRIDGE = "The bridge was painted green in spring."


def article(name: str, text: str) -> Article:
    return Article(Source(f"news/{name}.txt", f"{name}.txt", name), text)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    index = Index.create(tmp_path / "i", embedder="hash")
    index.add([article("a", FERRY), article("b", BRIDGE)])
    yield index
    index.close()


def one_line(error: pytest.ExceptionInfo[PullquoteError]) -> str:
    assert "\n" not in str(error.value)
    return str(error.value)


def answers(index: Index) -> str:
    return repr([index.search(q) for q in ("Did the ferry sink?", "green bridge")])


# -- the cache of vectors


def flipped(data: bytes) -> bytes:
    return data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]


@pytest.mark.parametrize(
    "damage",
    [
        flipped,
        lambda data: data[:-7],
        lambda data: data[:30],
        lambda data: b"",
        lambda data: b"[]\n" + data,
        lambda data: b"\xff\xfe" + data,
        lambda data: data.replace(b'"change": ', b'"change": 1'),
    ],
    ids=["a flipped bit", "an end cut off", "a head cut off", "nothing", "a list", "no text", "another change's stamp"],
)
def test_a_damaged_or_old_cache_of_vectors_is_made_again_and_never_read(
    index: Index, damage: Callable[[bytes], bytes]
) -> None:
    before = answers(index)
    cache = index.folder / CACHE
    good = cache.read_bytes()
    cache.write_bytes(damage(good))
    again = Index.open(index.folder)
    assert answers(again) == before
    assert cache.read_bytes() == good
    again.close()


def test_the_cache_of_an_index_put_back_from_a_copy_is_not_taken_for_this_ones(index: Index, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    index.close()
    shutil.copytree(index.folder, copy)
    first = Index.open(index.folder)
    first.add([article("c", "Cheese is dear.")])
    assert len(first.search("cheese", 1)) == 1
    first.close()
    second = Index.open(copy)
    second.add([article("d", "Milk is cheap.")])
    expected = answers(second)
    shutil.copy(index.folder / CACHE, copy / CACHE)
    third = Index.open(copy)
    assert answers(third) == expected
    third.close()
    second.close()


def test_a_new_index_where_an_old_one_lay_does_not_take_over_its_remains(index: Index) -> None:
    index.close()
    folder = index.folder
    (folder / FILE).unlink()
    (folder / f"{FILE}-wal").write_bytes(b"remains")
    new = Index.create(folder, embedder="hash")
    assert not (folder / CACHE).exists()
    assert new.search("ferry") == []
    new.add([article("c", "Cheese is dear.")])
    assert [h.passage.text for h in new.search("ferry")] == ["Cheese is dear."]
    new.close()


# -- the database


def rows_of(folder: Path, change: str, values: list[object]) -> None:
    db = sqlite3.connect(folder / FILE)
    db.execute(change, values)
    db.commit()
    db.close()


@pytest.mark.parametrize("kept", [0, 1, 1000, 5000])
def test_a_database_cut_off_is_refused_in_one_line(index: Index, kept: int) -> None:
    index.close()
    path = index.folder / FILE
    path.write_bytes(path.read_bytes()[:kept])
    (index.folder / CACHE).unlink()
    with pytest.raises(DamagedError) as error:
        Index.open(index.folder).search("ferry")
    assert "make it anew: delete the folder and run: pullquote build" in one_line(error)


def test_any_damage_gives_one_line_or_the_right_text(index: Index) -> None:
    index.close()
    path = index.folder / FILE
    good = path.read_bytes()
    sources = {source.id: source for source in Index.open(index.folder).sources()}
    chosen = random.Random(7)
    damaged = [good[:at] + b"\x5a" * 4000 + good[at + 4000 :] for at in range(0, len(good), 4096)]
    places = [at for at in range(len(good)) if good[at]]  # the empty rest of a page says nothing
    for _ in range(150):
        at = chosen.choice(places)
        damaged.append(good[:at] + bytes([good[at] ^ (1 << chosen.randrange(8))]) + good[at + 1 :])
    refused = 0
    for data in damaged:
        path.write_bytes(data)
        (index.folder / CACHE).unlink(missing_ok=True)
        try:
            opened = Index.open(index.folder)
            for hit in opened.search("Did the ferry sink?"):
                assert hit.passage.text in (FERRY, BRIDGE)
                assert hit.passage.article.source == sources[hit.passage.article.id]
            opened.close()
        except PullquoteError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 20


@pytest.mark.parametrize(
    ("change", "values", "said"),
    [
        ("UPDATE article SET text = ? WHERE id = 'news/a.txt'", [FERRY.replace("ferry", "fairy").encode()], "damaged"),
        ("UPDATE article SET text = ? WHERE id = 'news/a.txt'", [b"\xff\xfe"], "the text of news/a.txt is damaged"),
        ("UPDATE article SET debris = ? WHERE id = 'news/a.txt'", ["[[1"], "rows were changed"),
        ("UPDATE passage SET sentences = ?", ["{"], "rows were changed"),
        ("UPDATE passage SET end = ?", [9999], "rows were changed"),
        ("UPDATE source SET title = ?", ["another"], "rows were changed"),
        ("UPDATE vector SET dense = ?", [b"abc"], "a vector"),
        ("UPDATE vector SET sentences = ?", [b"abc"], "a vector"),
        ("UPDATE source SET published = ?", ["yesterday"], "rows were changed"),
        ("DELETE FROM vector WHERE passage = ?", [1], "2 passages, 1 vectors"),
        ("DELETE FROM meta WHERE name = ?", ["seal"], "the seal"),
        ("DELETE FROM meta WHERE name = ?", ["change"], "the number of the last change"),
        ("UPDATE meta SET value = ? WHERE name = 'manifest'", ["{"], "its manifest"),
        ("UPDATE meta SET value = ? WHERE name = 'manifest'", [json.dumps({"format": FORMAT, "x": 2})], "its manifest"),
        ("DELETE FROM meta WHERE name = ?", ["manifest"], "its manifest"),
    ],
)
def test_a_row_with_other_contents_is_refused_in_one_line(
    index: Index, change: str, values: list[object], said: str
) -> None:
    index.close()
    rows_of(index.folder, change, values)
    (index.folder / CACHE).unlink()
    with pytest.raises(DamagedError) as error:
        Index.open(index.folder).search("Did the ferry sink?")
    assert said in one_line(error)


def test_another_format_is_refused(index: Index) -> None:
    index.close()
    rows_of(index.folder, "UPDATE meta SET value = ? WHERE name = 'manifest'", ['{"format": 99}'])
    with pytest.raises(DamagedError, match=f"has format 99, this version reads {FORMAT}; make it anew"):
        Index.open(index.folder)


def test_another_embedder_is_refused(index: Index) -> None:
    with pytest.raises(BadInputError, match=r"was built with 'hash' \(256 dimensions\), not 'hash' \(8\)"):
        Index.open(index.folder, embedder=HashEmbedder(dim=8))


def test_no_index_and_a_second_one_are_refused(index: Index, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"no index in .*none; run: pullquote build PATH --index"):
        Index.open(tmp_path / "none")
    with pytest.raises(BadInputError, match=r"there is an index in .* already; run: pullquote add"):
        Index.create(index.folder, embedder="hash")


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PullquoteError, match="file cannot be written"):
        Index.create(tmp_path / "file", embedder="hash")


def test_an_index_made_anew_under_an_open_one_is_noticed(index: Index) -> None:
    shutil.rmtree(index.folder)
    with pytest.raises(NotFoundError, match="no index in"):
        index.search("ferry")
    new = Index.create(index.folder, embedder="hash", chunking=Chunking(1, 5))
    with pytest.raises(BusyError, match="was made anew since it was opened; open it again"):
        index.search("ferry")
    new.close()


# -- where nothing can be written


def test_a_full_disk_leaves_the_last_state(index: Index) -> None:
    before = answers(index)
    with index._store.reading() as db:
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


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A file system in memory, mounted with these options again and again; where that is not allowed, a skip."""
    place = tmp_path / "mounted"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("mounting a file system is not allowed here")

    def again(options: str) -> Path:
        subprocess.run(["mount", "-o", f"remount,{options}", place], check=True)
        return place

    yield again
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_disk_that_is_really_full_leaves_the_last_state(mounted: Callable[[str], Path]) -> None:
    folder = mounted("rw") / "i"
    index = Index.create(folder, embedder="hash")
    index.add([article("a", FERRY), article("b", BRIDGE)])
    before = answers(index)
    for n in (400, 4000):
        with pytest.raises(PullquoteError) as error:
            index.add([article("c", "".join(f"Sentence {m} of many.\n\n" for m in range(n * 10)))])
        assert "keeps its last state" in one_line(error)
    assert answers(index) == before
    index.close()
    again = Index.open(folder)
    assert answers(again) == before
    again.close()


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
        (folder / CACHE).unlink()
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
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    fixed = Index.open(index.folder)
    assert len(fixed.search("ferry")) == 2
    with pytest.raises(BusyError, match="was written while it was read; try again"), fixed._store.reading():
        rows_of(index.folder, "UPDATE sqlite_sequence SET seq = ?", [70])
        rows_of(index.folder, "UPDATE meta SET value = ? WHERE name = 'change'", ["5"])
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


# -- others


WRITER = """
import sys
from pullquote.corpus import Article, Source
from pullquote.index import Index
index = Index.open(sys.argv[1])
for n in range(int(sys.argv[2])):
    index.add([Article(Source(f"news/n{n}.txt", f"n{n}.txt", f"n{n}"), f"The tunnel number {n} was dug.")])
    print(n, flush=True)
"""


def test_a_change_by_another_process_is_seen_at_the_next_call(index: Index) -> None:
    assert [h.lexical for h in index.search("tunnel")] == [0.0, 0.0]
    subprocess.run([sys.executable, "-c", WRITER, index.folder, "1"], check=True, capture_output=True)
    assert index.search("tunnel", 1)[0].passage.text == "The tunnel number 0 was dug."
    assert len(index.sources()) == 3


def test_a_second_writer_gets_one_line_and_readers_none(index: Index) -> None:
    with writer(index.folder):
        with pytest.raises(BusyError) as error:
            index.add([article("c", "Cheese is dear.")])
        assert "another process is writing the index" in one_line(error)
        assert len(index.search("ferry")) == 2
    assert index.add([article("c", "Cheese is dear.")]).added == ("news/c.txt",)


def test_an_error_of_the_system_inside_a_change_is_not_blamed_on_the_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), writer(tmp_path):
        raise FileNotFoundError
    with writer(tmp_path):
        pass


def test_eight_threads_search_while_another_process_adds(index: Index) -> None:
    adding = subprocess.Popen([sys.executable, "-c", WRITER, index.folder, "25"], stdout=subprocess.PIPE)
    wrong: list[object] = []
    seen: set[int] = set()

    def ask() -> None:
        try:
            while adding.poll() is None:
                hits = index.search("Was tunnel number 3 dug?", 50)
                seen.add(len(hits))
                for hit in hits:
                    text = hit.passage.article.text
                    known = text in (FERRY, BRIDGE) or text.startswith("The tunnel number")
                    if hit.passage.text != text or not known:
                        wrong.append(hit)
                if len({h.passage.id for h in hits}) != len(hits):
                    wrong.append(hits)
        except Exception as error:  # noqa: BLE001  # whatever a thread dies of is what the test is about
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert adding.communicate()[0].split() == [str(n).encode() for n in range(25)]
    assert wrong == []
    assert len(index) == 27 and len(seen) > 1
    assert len(index._store._database._idle) <= 8


def test_a_process_forked_from_one_with_an_open_index_is_told_to_open_its_own(index: Index) -> None:
    database = index._store._database
    database._process += 1  # as it looks from the child
    with pytest.raises(RuntimeError, match="was opened before a fork; open it in the new process"):
        index.search("ferry")


def test_reading_may_be_nested_and_sees_one_state(index: Index) -> None:
    store = index._store
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
    with pytest.raises(KeyError), index._store.writing() as db:
        db.execute("DELETE FROM vector")
        raise KeyError
    assert answers(index) == before


def test_connections_are_used_again(tmp_path: Path, index: Index) -> None:
    database = Database(index.folder / FILE)
    for _ in range(50):
        thread = threading.Thread(target=lambda: database.reading().__enter__())
        with database.reading():
            pass
    assert thread and len(database._idle) == 1
    database.close()


def test_faiss_is_left_with_as_many_threads_as_it_had(index: Index) -> None:
    before = faiss.omp_get_max_threads()
    index.search("ferry")
    assert faiss.omp_get_max_threads() == before


def test_stored_vectors_are_those_of_the_embedder(index: Index) -> None:
    store = Store(index.folder)
    expected = HashEmbedder().encode_passages([f"a. {FERRY}", f"b. {BRIDGE}"])
    assert np.array_equal(store.vectors(), expected)
    store.close()
