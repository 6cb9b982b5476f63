"""What the tests of index share: an index of two articles, what it answers and holds, its file altered from outside."""

import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.index import Index
from pullquote.index.storage.embedded import EmbeddedStore
from pullquote.index.storage.milvus.milvus_snapshot import MilvusSnapshot
from pullquote.index.storage.milvus.milvus_store import MilvusStore
from pullquote.index.storage.schema import CACHE, FILE
from pullquote.index.storage.segments import SUFFIX
from tests.conftest import article, index_of

FERRY = "The ferry sank off the point in a storm of the last winter."
BRIDGE = "The bridge was painted green in spring."


Placed = Callable[[Path], Path]


@pytest.fixture(
    scope="session", params=[pytest.param("folder", id="folder"), pytest.param("milvus", marks=pytest.mark.milvus)]
)
def placed(request: pytest.FixtureRequest) -> Placed:
    """Where an index lies that would lie in this folder: there, or beside it in a file of milvus-lite."""
    if request.param == "folder":
        return lambda folder: folder
    pytest.importorskip("pymilvus", reason="needs pymilvus; run: make milvus")
    return lambda folder: folder.with_name(f"{folder.name}.db")


@pytest.fixture
def index(tmp_path: Path, placed: Placed) -> Iterator[Index]:
    """Two articles, for changing, in either store."""
    index = index_of(placed(tmp_path / "i"), article("a", FERRY), article("b", BRIDGE))
    yield index
    index.close()


@pytest.fixture
def folder_index(tmp_path: Path) -> Iterator[Index]:
    """Two articles, for changing, in a folder."""
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


def segment_file(folder: Path) -> Path:
    """The file of the index's one segment."""
    (found,) = (folder / CACHE).glob(f"*{SUFFIX}")
    return found


def forget_segments(folder: Path) -> None:
    """Delete all that is only a cache."""
    shutil.rmtree(folder / CACHE, ignore_errors=True)


def contents(index: Index) -> dict[str, object]:
    """All that the index holds of each article, by the id of its first source, but for the numbers it gave out."""
    found: dict[str, object] = {}
    with index._store.reading():
        stored = in_milvus(index) if isinstance(index._store, MilvusStore) else in_folder(index)
        for one in index.articles():
            rows = [(p.start, p.end, p.sentences, *stored.pop(p.id)) for p in index.passages(one)]
            found[one.id] = (one.source, one.text, one.debris, one.loader, set(one.also), rows)
    assert stored == {}
    return found


def in_folder(index: Index) -> dict[int, tuple[bytes, Counter[str]]]:
    """Vector and terms of each passage by its key; no table has another key."""
    with embedded(index).reading() as db:
        vectors = dict(db.execute("SELECT passage, dense FROM vector"))
        terms = {key: Counter(line.split()) for key, line in db.execute("SELECT passage, terms FROM lexical")}
        assert set(vectors) == set(terms) == {key for (key,) in db.execute("SELECT key FROM passage")}
    return {key: (vector, terms[key]) for key, vector in vectors.items()}


def in_milvus(index: Index) -> dict[int, tuple[bytes, Counter[str]]]:
    """The same of an index in Milvus."""
    state = index._store.snapshot()
    assert isinstance(state, MilvusSnapshot)
    return {key: (state.vector(key).tobytes(), state.terms(key)) for key in state.owners()}


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
