"""doctor's check finds nothing in a whole index, and finds each thing that can be wrong with one."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from pullquote.corpus import Article, Source, Span
from pullquote.index import Index, check_index, inspect_index
from pullquote.index.storage import codes
from pullquote.index.storage.parts import Parts
from tests.conftest import index_of
from tests.index.conftest import alter, embedded, segment_file

NAV = "Home > News\n\n"
TEXTS = {
    "bridge.md": NAV + "The bridge opened on a wet Tuesday. It cost 48 million crowns.\n\nNobody came.\n",
    "ferry.txt": "The last ferry left at noon.\n",
    "signs.txt": "The list below has a line of signs.\n\n— * —\n",
}


def article(name: str) -> Article:
    debris = (Span(0, len(NAV)),) if TEXTS[name].startswith(NAV) else ()
    return Article(Source(f"news/{name}", name, name.title(), published=date(2019, 3, 12)), TEXTS[name], debris)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("check") / "index"
    index = index_of(folder, *map(article, TEXTS))
    assert len(index) == 3
    index.close()
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "index"))


def test_nothing_is_wrong_with_a_whole_index(folder: Path) -> None:
    assert check_index(folder) == []
    assert len(list(inspect_index(folder))) == 9


def test_nothing_is_wrong_with_an_empty_index(tmp_path: Path) -> None:
    Index.create(tmp_path / "index", embedder="hash").close()
    assert check_index(tmp_path / "index") == []


@pytest.mark.parametrize("word", ["x" * 40_000, "é" * 40_000, "語" * 200_000, "x" * 32_767 + "é" * 9])
def test_nothing_is_wrong_with_words_of_any_length_and_they_are_found(tmp_path: Path, word: str) -> None:
    index = index_of(tmp_path / "index", Article(Source("a/long.txt", "long.txt", "Long"), f"One {word} here.\n"))
    assert index.search(word[:10_000])[0].lexical > 0
    index.close()
    assert check_index(tmp_path / "index") == []


def test_no_problem_is_longer_than_a_screen_however_long_the_words_are(tmp_path: Path) -> None:
    index = index_of(tmp_path / "i", Article(Source("a/l.txt", "l.txt", "Long"), f"One {'x' * 200_000} here.\n"))
    index.close()
    alter(tmp_path / "i", "UPDATE lexical SET terms = 'other' WHERE passage = 1")
    problems = check_index(tmp_path / "i")
    assert problems and max(map(len, problems)) < 300


def test_nothing_is_wrong_after_updates_and_removals(folder: Path) -> None:
    index = Index.open(folder)
    index.add([Article(article("ferry.txt").source, "The ferry sank. All were saved.\n")])
    index.remove(["news/bridge.md"])
    index.close()
    assert check_index(folder) == []


def test_checking_changes_no_file(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    check_index(folder)
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DELETE FROM vector WHERE passage = 1", "3 passages but 2 rows of vector (first that differs: 1)"),
        ("DELETE FROM lexical WHERE passage = 2", "3 passages but 2 rows of lexical (first that differs: 2)"),
        ("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'passage'", "the key 3 of passage was never given out"),
        ("UPDATE article SET text = CAST('Another text.' AS BLOB) WHERE key = 1", "the text of news/bridge.md"),
        ("UPDATE article SET text = X'FF' WHERE key = 1", "the text of news/bridge.md is damaged"),
        ("UPDATE article SET debris = '[]' WHERE key = 1", "its debris is not the one that was stored"),
        ("UPDATE article SET debris = '[[9, 3]]' WHERE key = 1", "news/bridge.md: an article"),
        ("DELETE FROM source WHERE article = 1", "news/bridge.md: an article"),
        ("UPDATE passage SET end = 9999 WHERE key = 1", "passage 1 of news/bridge.md: a passage"),
        (
            "UPDATE passage SET sentences = '[[13, 60], [50, 89]]' WHERE key = 1",
            "its sentences are not in order inside it",
        ),
        ("UPDATE passage SET sentences = '{' WHERE key = 1", "passage 1 of news/bridge.md: a passage"),
        (
            "UPDATE passage SET end = 20, sentences = '[[13, 20]]' WHERE key = 1",
            "characters 20 to 90 are in no passage",
        ),
        ("UPDATE passage SET start = 0, sentences = '[[0, 89]]' WHERE key = 1", "share the characters 0 to 13"),
        ("UPDATE passage SET length = 1 WHERE key = 2", "its terms are not those of its text"),
        ("UPDATE lexical SET terms = 'other words' WHERE passage = 2", "its terms are not those of its text"),
        ("UPDATE source SET title = 'Another title' WHERE article = 1", "its terms are not those of its text"),
        ("UPDATE vector SET dense = X'00' WHERE passage = 1", "its vector has another size"),
        ("UPDATE vector SET dense = zeroblob(1024) WHERE passage = 1", "its vector is not of length 1"),
    ],
)
def test_a_row_that_is_not_what_was_written_is_found(folder: Path, statement: str, problem: str) -> None:
    alter(folder, statement)
    assert any(problem in line for line in check_index(folder)), check_index(folder)


def with_vector(folder: Path, change: Callable[[np.ndarray], np.ndarray]) -> list[str]:
    """The problems once the first passage's vector is changed."""
    db = sqlite3.connect(folder / "articles.sqlite")
    with db:
        (blob,) = db.execute("SELECT dense FROM vector WHERE passage = 1").fetchone()
        changed = change(np.frombuffer(blob, np.float32).copy())
        db.execute("UPDATE vector SET dense = ? WHERE passage = 1", [changed.tobytes()])
    db.close()
    return check_index(folder)


def test_a_vector_of_another_text_is_found(folder: Path) -> None:
    problems = with_vector(folder, lambda row: np.roll(row, 7))
    assert any("its vector is not that of its text, title and date" in line for line in problems)
    assert any("a vector in" in line and "its checksum is another" in line for line in problems)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 2.0])
def test_a_vector_that_is_not_finite_or_of_length_1_is_found(folder: Path, wrong: float) -> None:
    def change(row: np.ndarray) -> np.ndarray:
        row[0] = wrong
        return row

    assert any("its vector is not of length 1" in line for line in with_vector(folder, change))


def test_a_text_without_words_may_have_no_direction(tmp_path: Path) -> None:
    index = index_of(tmp_path / "i", Article(Source("a/signs.txt", "signs.txt", ""), "— * —\n"))
    assert len(index) == 1 and not embedded(index).vectors().any()
    index.close()
    assert check_index(tmp_path / "i") == []


def test_a_damaged_segment_is_found_and_a_missing_one_is_no_fault(folder: Path) -> None:
    path = segment_file(folder)
    good = path.read_bytes()
    for at in (9, 200, good.index(b"bridg")):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        assert check_index(folder) == [f"{path} is damaged; delete it, it is made again"]
    for content in (b"", b"\n\n", good[:-1], good + b"\0"):
        path.write_bytes(content)
        assert check_index(folder) == [f"{path} is damaged; delete it, it is made again"]
    path.unlink()
    assert check_index(folder) == []


def test_a_segment_of_a_state_before_is_no_fault(folder: Path) -> None:
    index = Index.open(folder)
    index.remove(["news/ferry.txt"])
    index.add([Article(article("ferry.txt").source, "The ferry sank. All were saved.\n")])
    index.close()
    assert check_index(folder) == []


@pytest.mark.parametrize("part", ["keys", "articles", "lengths", "checks", "faiss", "counts"])
def test_a_whole_segment_with_other_contents_than_the_database_is_found(folder: Path, part: str) -> None:
    path = segment_file(folder)
    parts = Parts.read(path)
    arrays = {name: parts[name].copy() for name in parts}
    if part == "faiss":
        arrays[part][parts.about["head"] :][:64] += 128  # the first row's code
    else:
        arrays[part].reshape(-1)[0] += 1
    Parts(arrays, parts.about).write(path)
    assert check_index(folder) == [f"{path} has other contents than the database; delete it, it is made again"]


def test_doctor_says_how_vectors_are_searched(folder: Path) -> None:
    assert any(one.what.endswith("words, searched exactly") for one in inspect_index(folder))


def test_doctor_says_of_what_the_recall_is_where_a_search_is_approximate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_SEARCH", "approximate")
    monkeypatch.setattr(codes, "CELL", 4)
    texts = {f"news/{n}": f"Ferry {n} sank." for n in range(20)}
    index_of(tmp_path / "i", *(Article(Source(id, id, id), text) for id, text in texts.items())).close()
    (said,) = [one.what for one in inspect_index(tmp_path / "i") if "searched approximately" in one.what]
    assert "1 of 1 segments" in said and "for points between their own passages" in said


def test_a_file_that_is_no_database_is_one_problem(folder: Path) -> None:
    (folder / "articles.sqlite").write_bytes(b"not a database, but long enough to be looked at" * 100)
    assert len(check_index(folder)) == 1


def test_a_folder_without_an_index_is_one_problem(tmp_path: Path) -> None:
    assert len(check_index(tmp_path)) == 1


def test_a_damaged_page_is_found(folder: Path) -> None:
    path = folder / "articles.sqlite"
    data = bytearray(path.read_bytes())
    for at in range(4096, len(data), 101):
        data[at] ^= 0x5A
    path.write_bytes(data)
    assert check_index(folder)


@pytest.mark.model
def test_nothing_is_wrong_with_an_index_of_the_real_model(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    index.add([article(name) for name in TEXTS])
    index.close()
    assert check_index(tmp_path / "index") == []
