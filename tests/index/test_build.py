"""A folder of files and its index: what is new goes in, what is unchanged stays, what is gone goes when told to."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pullquote.corpus import BadInputError, NotFoundError
from pullquote.index import Build, Index, build
from tests.index.conftest import Placed

Make = Callable[..., Build]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry sank off the point.")
    (folder / "b.txt").write_text("The bridge was painted green.")
    return folder


@pytest.fixture
def make(tmp_path: Path, news: Path, placed: Placed) -> Make:
    def made(*paths: Path, **options: object) -> Build:
        return build(paths or [news], placed(tmp_path / "index"), **options)  # type: ignore[arg-type]

    return made


def test_a_first_build_makes_the_index_and_a_second_does_nothing(make: Make) -> None:
    first = make(embedder="hash")
    assert first.changes.added == ("news/a.txt", "news/b.txt")
    change = Index.open(first.index.place)._store.change()
    assert make().changes.unchanged == ("news/a.txt", "news/b.txt")
    assert Index.open(first.index.place)._store.change() == change


def test_a_changed_file_is_updated_and_a_new_one_added(make: Make, news: Path) -> None:
    make(embedder="hash")
    (news / "b.txt").write_text("The bridge was painted red.")
    (news / "c.txt").write_text("Cheese is dear.")
    changes = make().changes
    assert (changes.added, changes.updated, changes.unchanged) == (("news/c.txt",), ("news/b.txt",), ("news/a.txt",))


def test_what_is_gone_stays_until_it_is_pruned(make: Make, news: Path) -> None:
    make(embedder="hash")
    (news / "a.txt").unlink()
    assert make().changes.removed == ()
    built = make(prune=True)
    assert built.changes.removed == ("news/a.txt",)
    assert [s.id for s in built.index.sources()] == ["news/b.txt"]


def test_pruning_may_leave_nothing(make: Make, news: Path) -> None:
    make(embedder="hash")
    for file in news.iterdir():
        file.unlink()
    assert len(make(prune=True).index) == 0


def test_pruning_keeps_what_cannot_be_read_now_and_what_lies_in_another_folder(
    make: Make, news: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "d.txt").write_text("Milk is cheap.")
    (news / "e.jsonl").write_text('{"id": "1", "text": "One tunnel."}\n{"id": "2", "text": "Two tunnels."}\n')
    make(news, other, embedder="hash")
    (news / "a.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    (news / "e.jsonl").write_text('{"id": "1", "text": "One tunnel."}\n{"id": "2", "te\n')
    built = make(news, prune=True)
    assert built.changes.removed == ()
    assert {problem.file.partition(":")[0] for problem in built.loaded.failed} == {"a.txt", "e.jsonl"}
    assert {s.id for s in built.index.sources()} == {
        "news/a.txt",
        "news/b.txt",
        "news/e.jsonl#1",
        "news/e.jsonl#2",
        "other/d.txt",
    }


def test_a_record_that_is_gone_from_its_file_is_pruned(make: Make, news: Path) -> None:
    lines = ['{"id": "1", "text": "One tunnel."}', '{"id": "2#x", "text": "Two tunnels."}']
    (news / "e.jsonl").write_text("\n".join(lines))
    make(embedder="hash")
    (news / "e.jsonl").write_text(lines[0])
    assert make(prune=True).changes.removed == ("news/e.jsonl#2#x",)


def test_a_file_with_odd_signs_in_its_name_is_that_file(make: Make, news: Path) -> None:
    (news / "a#1: x.txt").write_text("Milk is cheap.")
    make(embedder="hash")
    (news / "a#1: x.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    assert make(prune=True).changes.removed == ()
    (news / "a#1: x.txt").unlink()
    assert make(prune=True).changes.removed == ("news/a#1: x.txt",)


def test_nothing_to_read_is_refused_and_makes_no_index(make: Make, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NotFoundError, match=r"no article in .*empty; read are .txt .md .html .pdf .docx .jsonl"):
        make(empty, embedder="hash")
    (empty / "x.txt").write_bytes(b"")
    with pytest.raises(NotFoundError, match=r"the first of 1 failures: x.txt: empty"):
        make(empty, embedder="hash")
    assert not (tmp_path / "index").exists() and not (tmp_path / "index.db").exists()


def test_another_embedder_or_precision_than_the_index_has_is_refused(make: Make) -> None:
    make(embedder="hash")
    with pytest.raises(BadInputError, match="was built with embedder 'hash', not 'minilm'"):
        make(embedder="minilm")
    with pytest.raises(BadInputError, match="was built with precision 'f32', not 'bf16'"):
        make(precision="bf16")
    assert make(embedder="hash", precision="auto").changes.added == ()


def test_an_unknown_precision_is_refused(make: Make) -> None:
    with pytest.raises(BadInputError, match="no precision 'int3'; known: auto, bf16, f32"):
        make(embedder="hash", precision="int3")


def test_a_folder_that_moved_keeps_its_articles_and_a_namesake_is_refused(
    make: Make, news: Path, tmp_path: Path
) -> None:
    make(embedder="hash")
    numbers = [p.id for a in make().index.articles() for p in make().index.passages(a)]
    moved = tmp_path / "elsewhere" / "news"
    moved.parent.mkdir()
    news.rename(moved)
    built = make(moved)
    assert built.changes.added == ()
    assert [p.id for a in built.index.articles() for p in built.index.passages(a)] == numbers
    news.mkdir()
    (news / "a.txt").write_text("Another paper's a.")
    with pytest.raises(BadInputError, match=r"'news/a.txt' stands for .*elsewhere.* already, not "):
        make(news)


def test_one_article_in_two_files_keeps_both_and_loses_one(make: Make, news: Path) -> None:
    (news / "copy.txt").write_text("The ferry sank off the point.")
    built = make(embedder="hash")
    assert len(list(built.index.articles())) == 2
    assert [s.id for s in built.index.sources(every=True)] == ["news/a.txt", "news/b.txt", "news/copy.txt"]
    (news / "a.txt").unlink()
    built = make(prune=True)
    assert built.changes.removed == ("news/a.txt",)
    assert built.index.article("copy.txt").text == "The ferry sank off the point."


def test_paths_of_another_type_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="5 is no path; needed: text or a Path"):
        build(5, tmp_path / "i", embedder="hash")  # type: ignore[arg-type]  # what is tested


def test_paths_may_be_given_once_only(tmp_path: Path, news: Path) -> None:
    (news / "c.txt").write_text("Milk is cheap.")
    build(iter([news]), tmp_path / "index", embedder="hash")
    (news / "c.txt").unlink()
    assert build(iter([news]), tmp_path / "index", prune=True).changes.removed == ("news/c.txt",)


@pytest.mark.skipif(os.name == "nt", reason="names of another system")
def test_the_index_does_not_depend_on_the_order_of_paths(tmp_path: Path, news: Path) -> None:
    one = build([news / "a.txt", news / "b.txt"], tmp_path / "one", embedder="hash").index
    two = build([news / "b.txt", news / "a.txt"], tmp_path / "two", embedder="hash").index
    assert repr(one.search("green ferry")) == repr(two.search("green ferry"))
