"""What the tests of index share: an index of two articles, what it answers and holds, its file altered from outside."""

import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.index import Index
from pullquote.index.storage.embedded import EmbeddedStore
from pullquote.index.storage.schema import FILE
from tests.conftest import article, index_of

FERRY = "The ferry sank off the point in a storm of the last winter."
BRIDGE = "The bridge was painted green in spring."


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Two articles, for changing."""
    index = index_of(tmp_path / "i", article("a", FERRY), article("b", BRIDGE))
    yield index
    index.close()


def embedded(index: Index) -> EmbeddedStore:
    """The index's store, which lies in a folder."""
    assert isinstance(index._store, EmbeddedStore)
    return index._store


def answers(index: Index) -> str:
    """All that the index finds for two questions."""
    return repr([index.search(question) for question in ("Did the ferry sink?", "green bridge")])


def one_line(error: pytest.ExceptionInfo[PullquoteError]) -> str:
    """The error's text, which has to be one line."""
    assert "\n" not in str(error.value)
    return str(error.value)


def alter(folder: Path, statement: str, values: Sequence[object] = ()) -> None:
    """Change the index's file behind its back."""
    db = sqlite3.connect(folder / FILE)
    with db:
        db.execute(statement, values)
    db.close()


def contents(index: Index) -> dict[str, object]:
    """All that the index holds of each article, by the id of its first source, but for the numbers it gave out."""
    found: dict[str, object] = {}
    with embedded(index).reading() as db:
        for one in index.articles():
            rows = []
            for passage in index.passages(one):
                vector = db.execute("SELECT dense FROM vector WHERE passage = ?", [passage.id]).fetchone()
                terms = db.execute("SELECT terms FROM lexical WHERE rowid = ?", [passage.id]).fetchone()
                rows.append((passage.start, passage.end, passage.sentences, vector, terms))
            found[one.id] = (one.source, one.text, one.debris, one.loader, set(one.also), rows)
        keys = sorted(passage.id for one in index.articles() for passage in index.passages(one))
        for table, key in (("passage", "key"), ("vector", "passage"), ("lexical", "rowid")):
            assert keys == [k for (k,) in db.execute(f"SELECT {key} FROM {table} ORDER BY {key}")]
    return found


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
