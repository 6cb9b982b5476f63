"""Segments are only a cache: damaged, foreign or missing ones are made again, and however an index came to its state it
answers as a new one does."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from pullquote.corpus import Article, BadInputError
from pullquote.index import Index, check_index
from pullquote.index.storage import codes, segments
from pullquote.index.storage.parts import Parts
from pullquote.index.storage.schema import CACHE
from pullquote.index.storage.segments import LIST, SUFFIX, listed_names
from tests.conftest import article, index_of
from tests.index.conftest import answers, embedded, forget_segments, segment_file

QUESTIONS = ("Did the ferry sink?", "green bridge", "Which road was sold in 1960?")
SUBJECTS = ["harbour", "bridge", "ferry", "tunnel", "railway", "airport", "road", "canal"]


def numbered(n: int, version: int = 0) -> Article:
    first, last = SUBJECTS[n % 8], SUBJECTS[n % 5]
    text = f"The {first} was sold in {1950 + n}.\n\n{'word ' * 70}\n\nVersion {version} of the {last}."
    return article(f"a{n:03}", text, publisher="Post" if n % 3 else "Times")


def found(index: Index) -> list[list[tuple[str, int, float, float, float]]]:
    """What is found, without the numbers that the index gave out."""
    hits = [
        index.search(question, 500, where=where) for question in QUESTIONS for where in ({}, {"publisher": "times"})
    ]
    return [
        sorted((h.passage.article.id, h.passage.start, round(h.score, 6), round(h.dense, 6), h.lexical) for h in one)
        for one in hits
    ]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / CACHE).iterdir())


@pytest.mark.parametrize("largest", [7, 1 << 18])
@pytest.mark.parametrize("kind", ["exact", "auto"])
def test_after_any_changes_an_index_answers_as_one_that_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, largest: int, kind: str
) -> None:
    monkeypatch.setattr(segments, "LARGEST", largest)
    monkeypatch.setenv("PULLQUOTE_SEARCH", kind)
    chosen, now = random.Random(largest), dict[int, Article]()
    index = index_of(tmp_path / "i")
    for step in range(12):
        new = {n: numbered(n, step) for n in chosen.sample(range(30), 4)}
        gone = chosen.sample(sorted(now.keys() - new.keys()), min(2, len(now.keys() - new.keys())))
        index.add(new.values(), drop=[now.pop(n).id for n in gone])
        now |= new
        if step % 4 == 3:
            other = index_of(tmp_path / f"new{step}", *now.values())
            assert found(index) == found(other)
            assert index.vocabulary() == other.vocabulary() and len(index) == len(other)
            again = Index.open(index.folder)
            assert found(again) == found(other)
            other.close()
            again.close()
    assert check_index(index.folder) == []
    assert names(index.folder) == sorted([*listed_names(index.folder), LIST])
    index.close()


def test_adding_to_a_large_segment_leaves_it_as_it_is(tmp_path: Path) -> None:
    index = index_of(tmp_path / "i", *map(numbered, range(30)))
    base = segment_file(index.folder)
    before = base.stat().st_ino
    for n in range(30, 36):
        index.add(numbered(n))
    index.remove("news/a003.txt")
    kept = listed_names(index.folder)
    assert base.stat().st_ino == before and kept[0] == base.name
    assert len(kept) <= 3, "the small ones were put together"
    index.close()


def test_a_segment_of_which_most_is_removed_is_made_again(tmp_path: Path) -> None:
    index = index_of(tmp_path / "i", *map(numbered, range(9)))
    base = segment_file(index.folder).name
    index.remove([f"news/a{n:03}.txt" for n in range(4)])
    assert listed_names(index.folder) == [base]
    index.remove("news/a004.txt")
    (new,) = listed_names(index.folder)
    assert new != base
    assert segments.read_segment(index.folder / CACHE / new).parts.size("keys") == len(index)
    index.close()


def damages(good: bytes) -> Iterator[bytes]:
    chosen = random.Random(5)
    yield from (b"", good[:30], good[:-7], good + b"\0", b"[]\n" + good)
    places = [at for at in range(len(good)) if good[at]]
    for _ in range(60):
        at = chosen.choice(places)
        yield good[:at] + bytes([good[at] ^ 1 << chosen.randrange(8)]) + good[at + 1 :]


def test_a_damaged_segment_is_made_again_and_never_answered_from(index: Index) -> None:
    before, vocabulary = answers(index), index.vocabulary()
    index.close()
    path = segment_file(index.folder)
    good = path.read_bytes()
    for data in damages(good):
        path.write_bytes(data)
        again = Index.open(index.folder)
        assert (answers(again), again.vocabulary()) == (before, vocabulary)
        again.close()
        assert check_index(index.folder) in ([], [f"{path} is damaged; delete it, it is made again"])


@pytest.mark.parametrize("foreign", ["another version", "what FAISS cannot read"])
def test_a_whole_segment_that_cannot_be_read_here_is_made_again(index: Index, foreign: str) -> None:
    before = answers(index)
    index.close()
    path = segment_file(index.folder)
    good = path.read_bytes()
    parts = Parts.read(path)
    arrays, said = {name: parts[name].copy() for name in parts}, dict(parts.about)
    if foreign == "another version":
        said["version"] -= 1
    else:
        arrays["faiss"][:4] = np.frombuffer(b"????", np.uint8)
    path.unlink()
    Parts(arrays, said).write(path)
    damaged = foreign != "another version"
    assert check_index(index.folder) == [f"{path} is damaged; delete it, it is made again"] * damaged
    again = Index.open(index.folder)
    assert answers(again) == before
    assert path.read_bytes() == good
    again.close()


@pytest.mark.parametrize("damage", [b"", b"[]", b"\xff\xfe", b'{"segments": ["x"]}', None])
def test_a_damaged_list_is_made_again(index: Index, damage: bytes | None) -> None:
    before = answers(index)
    path = index.folder / CACHE / LIST
    good = path.read_bytes()
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    again = Index.open(index.folder)
    assert answers(again) == before
    assert path.read_bytes() == good
    again.close()


def test_segments_of_an_index_put_back_from_a_copy_are_not_taken_for_this_ones(index: Index, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    index.close()
    shutil.copytree(index.folder, copy)
    first = Index.open(index.folder)
    first.add([article("c", "Cheese is dear.")])
    first.close()
    second = Index.open(copy)
    second.add([article("d", "Milk is cheap.")])
    expected = answers(second)
    second.close()
    shutil.rmtree(copy / CACHE)
    shutil.copytree(index.folder / CACHE, copy / CACHE)
    third = Index.open(copy)
    assert answers(third) == expected
    assert len(third.search("cheese")) == len(third.search("milk")) == 3
    assert check_index(copy) == []
    third.close()


def test_what_a_killed_process_left_behind_is_deleted_once_it_is_old(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = index.folder / CACHE / f"000000000001-000000000009-5{SUFFIX}.17-4"
    left.write_bytes(b"half")
    index.add([article("c", "Cheese is dear.")])
    assert left.exists()
    monkeypatch.setattr(segments, "LEFT_BEHIND", -1)
    index.add([article("d", "Milk is cheap.")])
    assert not left.exists()


def test_a_file_that_another_process_swaps_in_meanwhile_is_passed_over(tmp_path: Path) -> None:
    replaced, kept = tmp_path / f"a{SUFFIX}", tmp_path / f"b{SUFFIX}"
    replaced.touch()
    kept.touch()
    named = [tmp_path / f"{LIST}.17-4", replaced, kept]  # the first was there when the folder was looked into
    segments._delete_others(cast(Path, SimpleNamespace(iterdir=lambda: named)), [kept.name], [replaced.name])
    assert list(tmp_path.iterdir()) == [kept]


@pytest.fixture
def limited() -> Iterator[Callable[[int], None]]:
    """Lets no file grow beyond so many bytes, which a process sees as it sees a full disk."""
    resource = pytest.importorskip("resource", reason="limits the size of files")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [0, 100, 20_000])
def test_a_disk_that_is_full_when_segments_are_merged_is_told_in_one_line_and_nothing_is_lost(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    limited: Callable[[int], None],
    caplog: pytest.LogCaptureFixture,
    room: int,
) -> None:
    monkeypatch.setattr(segments, "TAKEN_IN", 0)
    index = index_of(tmp_path / "i", *map(numbered, range(30)))
    index.add(numbered(30))
    before = answers(index)
    index.close()
    base, small = listed_names(index.folder)
    (index.folder / CACHE / small).unlink()
    left = names(index.folder)
    monkeypatch.setattr(segments, "TAKEN_IN", 100)  # so that both are merged when the small one is made again
    limited(room)
    full = Index.open(index.folder)
    assert answers(full) == before
    limited(-1)
    full.close()
    (said,) = caplog.messages
    assert "is full or fails (File too large)" in said and said.endswith("make room and run again")
    assert "\n" not in said and str(index.folder) in said
    assert names(index.folder) == left and base in left
    again = Index.open(index.folder)
    assert answers(again) == before
    again.close()
    (merged,) = listed_names(index.folder)
    assert merged != base and check_index(index.folder) == [] and len(caplog.messages) == 1


def test_with_cells_all_looked_into_an_index_answers_as_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [numbered(n) for n in range(400)]
    index = index_of(tmp_path / "i", *articles)
    exact = found(index)
    index.close()
    forget_segments(tmp_path / "i")
    monkeypatch.setattr(codes, "CELL", 100)
    monkeypatch.setenv("PULLQUOTE_SEARCH", "approximate")
    celled = Index.open(tmp_path / "i")
    assert celled.search("ferry")
    segment = segments.read_segment(segment_file(tmp_path / "i"))
    assert segment.codes.cells > 1 and segment.parts.about["recall"] >= 0.99
    monkeypatch.setenv("PULLQUOTE_SEARCH", "exact")
    assert found(celled) == exact
    celled.close()


def test_a_way_of_searching_that_there_is_not_is_refused(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_SEARCH", "quick")
    with pytest.raises(BadInputError, match="PULLQUOTE_SEARCH is 'quick'; allowed: auto, exact, approximate"):
        index.search("ferry")


def test_a_narrow_filter_is_searched_exactly_whatever_the_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "CELL", 100)
    monkeypatch.setenv("PULLQUOTE_SEARCH", "approximate")
    index = index_of(tmp_path / "i", *map(numbered, range(400)))
    row = index.embedder.encode_questions(["green bridge"])[0]
    with embedded(index).reading():
        exact = embedded(index).vectors() @ row
        allowed = np.arange(len(exact)) % 41 == 3
        places, _ = index._current()._searched.vectors.nearest(row, 10, allowed)  # type: ignore[attr-defined]
    best = np.sort(exact[allowed])[-10:]
    assert np.sort(exact[places]) == pytest.approx(best, abs=1e-6)
    index.close()
