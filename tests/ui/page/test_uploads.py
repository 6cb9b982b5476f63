"""A visitor's own files: what is taken in, how much of it, and that nothing is left of it."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pullquote.corpus import BadInputError, BusyError, Problem, PullquoteError
from pullquote.corpus.isolation import isolated
from pullquote.index import make_embedder
from pullquote.ui.page.uploads import (
    MOST_BYTES,
    MOST_BYTES_TOGETHER,
    MOST_CHARS,
    MOST_FILES,
    MOST_PASSAGES,
    Room,
    Uploads,
)
from tests.conftest import MODULES, always_answering


def test_of_what_is_dropped_only_what_can_be_read_is_taken_in(
    uploads: Uploads, drop: Callable[..., list[Path]], ran: Path
) -> None:
    added = uploads.add(drop(*MODULES))
    unread = "not a kind that is read: .txt .md .markdown .html .htm .pdf .docx .jsonl"
    assert added.articles == 2
    assert set(added.failed) == {Problem(f"{module}.py", unread) for module in MODULES}
    assert not ran.exists()


def test_a_table_that_is_dropped_speaks_for_the_files_beside_it(uploads: Uploads, tmp_path: Path) -> None:
    files = [tmp_path / "bridge.txt", tmp_path / "metadata.csv"]
    files[0].write_text("Anna Lindqvist opened the bridge in Lund.\n")
    files[1].write_text("file,title\nbridge.txt,The bridge\n")
    uploads.add(files)
    assert [source.title for source in uploads.sources] == ["The bridge"]


def test_copies_leave_no_trace_once_indexed_and_the_index_goes_at_the_end(uploads: Uploads, quokka: Path) -> None:
    uploads.add([quokka])
    assert not [path for path in uploads.folder.rglob("*") if path.suffix == ".txt"]
    uploads.close()
    assert not uploads.folder.exists()


def test_bad_files_are_named_and_good_ones_taken(uploads: Uploads, quokka: Path, tmp_path: Path) -> None:
    bad = tmp_path / "broken.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing")
    odd = tmp_path / "picture.png"
    odd.write_bytes(b"\x89PNG")
    added = uploads.add([quokka, bad, odd])
    assert added.articles == 1
    assert {problem.file for problem in added.failed} == {"broken.pdf", "picture.png"}


def test_too_many_files_too_big_a_one_and_too_long_a_reading_are_refused(uploads: Uploads, tmp_path: Path) -> None:
    def files(number: int) -> list[Path]:
        found = [tmp_path / f"{n}.txt" for n in range(number)]
        for n, file in enumerate(found):
            file.write_text(f"Some words of no use at all. {n}", encoding="utf-8")
        return found

    with pytest.raises(BadInputError, match=f"allowed in one session: {MOST_FILES}"):
        uploads.add(files(MOST_FILES + 1))
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(BadInputError, match="allowed: 20"):
        uploads.add([big])
    ticks = iter([0.0, 0.0, *[1000.0] * 100])
    with pytest.raises(BadInputError, match="longer than"):
        uploads.add(files(1), clock=lambda: next(ticks))
    assert uploads.sources == []


def test_what_was_not_taken_in_does_not_count(uploads: Uploads, quokka: Path, tmp_path: Path) -> None:
    big = [tmp_path / f"{n}.png" for n in range(MOST_BYTES_TOGETHER // MOST_BYTES)]
    for path in big:
        with path.open("wb") as file:
            file.truncate(MOST_BYTES)
    ticks = iter([0.0, 1000.0])
    with pytest.raises(BadInputError, match="longer than"):
        uploads.add(big, clock=lambda: next(ticks))
    assert uploads.add([quokka]).articles == 1


def test_files_of_one_name_are_all_kept(uploads: Uploads, tmp_path: Path) -> None:
    """Also where the name that the second would be given is taken already."""
    files = [tmp_path / "one" / "a.txt", tmp_path / "two" / "a 2.txt", tmp_path / "three" / "a.txt"]
    for number, file in enumerate(files):
        file.parent.mkdir()
        file.write_text(f"Keeper number {number} lives in the lighthouse at Lund.\n", encoding="utf-8")
    assert uploads.add(files).articles == 3
    assert sorted(source.file for source in uploads.sources) == ["a 2.txt", "a 3.txt", "a.txt"]


@pytest.mark.parametrize(
    ("name", "why"),
    [(".notes.md", "hidden"), ("~$letter.docx", "hidden"), ("..\\..\\notes.md", "part a path"), ("c:notes.md", "part")],
)
def test_a_file_with_an_odd_name_is_told_why_it_is_not_read(
    uploads: Uploads, tmp_path: Path, quokka: Path, name: str, why: str
) -> None:
    odd = tmp_path / name
    odd.write_text("Some words.\n")
    added = uploads.add([odd, quokka])
    assert added.articles == 1
    ((file, reason),) = [(problem.file, problem.reason) for problem in added.failed]
    assert file == name and why in reason and reason.endswith("rename it")


def test_a_second_file_of_the_longest_name_is_kept_too(uploads: Uploads, tmp_path: Path) -> None:
    files = [tmp_path / folder / f"{'n' * 251}.txt" for folder in "ab"]
    for number, file in enumerate(files):
        file.parent.mkdir()
        file.write_text(f"Keeper number {number} lives in the lighthouse at Lund.\n")
    assert uploads.add(files).articles == 2


def test_an_article_of_a_visitor_names_no_path_of_the_server(uploads: Uploads, tmp_path: Path) -> None:
    files = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for file in files:
        file.write_text("The quokka sleeps all day.\n")
    uploads.add(files)
    assert [source.origin for source in uploads.collection.index.sources(every=True)] == ["", ""]


def test_a_file_of_too_much_text_is_named_before_it_is_indexed(uploads: Uploads, tmp_path: Path, quokka: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text("word " * (MOST_CHARS // 5 + 1))
    added = uploads.add([long, quokka])
    assert (added.articles, added.failed) == (1, (Problem("long.txt", "enormous: more than 5,000,000 characters"),))


def test_more_passages_than_one_visitor_may_have_are_refused_before_they_are_embedded(
    uploads: Uploads, tmp_path: Path
) -> None:
    many = tmp_path / "many.txt"
    many.write_text("\n\n".join(f"Paragraph {n}: {'w ' * 70}." for n in range(MOST_PASSAGES + 1)))
    begun = []

    def track(what: str, _total: int) -> Callable[[int], None]:
        begun.append(what)
        return lambda _by: None

    with pytest.raises(BadInputError, match="more than 20,000 passages"):
        uploads.add([many], track=track)
    assert begun == ["reading"] and uploads.sources == []


def test_all_visitors_together_have_a_limit_and_who_leaves_makes_room(tmp_path: Path) -> None:
    room = Room(chars=100)
    first, second = (Uploads(make_embedder("hash"), always_answering, room) for _ in range(2))
    file = tmp_path / "a.txt"
    file.write_text("The quokka of Rottnest Island sleeps for nineteen hours a day.\n")
    first.add([file])
    with pytest.raises(BusyError, match="try again later"):
        second.add([file])
    first.close()
    assert second.add([file]).articles == 1
    second.close()


def test_a_session_that_ends_stops_the_reading_of_its_files(
    uploads: Uploads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless, begun = tmp_path / "endless.py", tmp_path / "begun"
    endless.write_text(f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(600)")
    monkeypatch.setattr(isolated, "PROGRAM", endless)
    file = tmp_path / "a.txt"
    file.write_text("The quokka sleeps.")
    said: list[PullquoteError] = []

    def add() -> None:
        try:
            uploads.add([file])
        except PullquoteError as error:
            said.append(error)

    adding = threading.Thread(target=add)
    adding.start()
    while not begun.exists():
        time.sleep(0.01)
    uploads.close()
    adding.join()
    assert [str(error) for error in said] == ["the session has ended"]
    assert not uploads.folder.exists()
