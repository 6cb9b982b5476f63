"""An index of a format before loses its sentences' vectors and nothing else; until then it is refused in one line."""

import itertools
import json
import shutil
import sqlite3
import zlib
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from pullquote.corpus import DamagedError, PullquoteError
from pullquote.index import Index, build, check_index, inspect_index
from pullquote.index.storage.schema import CACHE, FILE, FORMAT, SOURCE_COLUMNS, UPGRADED
from pullquote.index.storage.upgrade import seal_before, upgrade
from tests.conftest import article, index_of
from tests.index.conftest import alter, answers, contents, one_line


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """An index of this format, of which the last number given out stands for nothing any more."""
    many = article("many", "\n\n".join(f"Sentence {n} stands here. So does another one." for n in range(300)))
    index = index_of(tmp_path / "i", article("a", "The ferry sank.", publisher="Post"), many, article("z", "Gone."))
    index.remove(["news/z.txt"])
    return index


COLUMNS = "id, file, title, publisher, author, published, url, note, origin, sha256"


FTS5 = """
CREATE VIRTUAL TABLE lexical USING fts5(terms, tokenize = "ascii tokenchars '._'");
CREATE VIRTUAL TABLE posting USING fts5vocab(lexical, 'instance');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(lexical, 'row');
"""


def made_before(index: Index, version: int) -> Path:
    """Its folder, with the file as the format of that number had it."""
    index.close()
    shutil.rmtree(index.folder / CACHE)
    (index.folder / "vectors.faiss").write_bytes(b"FAISS's own")
    db = sqlite3.connect(index.folder / FILE)
    with db:
        lines = db.execute("SELECT passage, terms FROM lexical").fetchall()
        for table in ("lexical", "history", "gone"):
            db.execute(f"DROP TABLE {table}")
        db.executescript(FTS5)
        db.executemany("INSERT INTO lexical (rowid, terms) VALUES (?, ?)", lines)
        db.execute("DROP INDEX article_seal")
        for table, column in (("passage", "terms"), ("article", "sources"), ("article", "seal")):
            db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        if version < 4:
            db.execute("ALTER TABLE source DROP COLUMN fields")
        manifest = json.dumps(asdict(index.manifest) | {"format": version})
        db.execute("UPDATE meta SET value = ? WHERE name = 'manifest'", [manifest])
        if version == 2:
            _with_vectors_of_sentences(db)
        columns = SOURCE_COLUMNS if version == 4 else COLUMNS
        db.execute("UPDATE meta SET value = ? WHERE name = 'seal'", [seal_before(db, columns)])
        if version == 2:
            db.execute("ALTER TABLE passage RENAME COLUMN vector TO vectors")
        db.execute("DELETE FROM sqlite_sequence WHERE name NOT IN ('article', 'passage')")
    db.execute("VACUUM")
    db.close()
    return index.folder


def _with_vectors_of_sentences(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE vector ADD COLUMN sentences BLOB NOT NULL DEFAULT ''")
    for key, spans, dense in db.execute(
        "SELECT key, sentences, dense FROM passage p JOIN (SELECT passage, dense FROM vector) ON passage = key"
    ).fetchall():
        rows = np.ones((len(json.loads(spans)), 256), np.float16).tobytes()
        db.execute("UPDATE vector SET sentences = ? WHERE passage = ?", [rows, key])
        db.execute("UPDATE passage SET vector = ? WHERE key = ?", [zlib.crc32(rows, zlib.crc32(dense)), key])


@pytest.mark.parametrize("version", UPGRADED)
def test_an_upgraded_index_is_the_one_that_is_made_anew(index: Index, version: int) -> None:
    new, found = contents(index), answers(index)
    given = {passage.id for one in index.articles() for passage in index.passages(one)}
    folder = made_before(index, version)
    before = (folder / FILE).stat().st_size
    upgrade(folder)
    upgraded = Index.open(folder)
    assert (upgraded.manifest, contents(upgraded), answers(upgraded)) == (index.manifest, new, found)
    assert check_index(folder) == []
    assert (folder / FILE).stat().st_size < (before / 2 if version == 2 else before)  # FTS5 made two of each term
    assert not (folder / "vectors.faiss").exists()
    upgraded.add([article("b", "Cheese is dear.")])
    last = {passage.id for one in upgraded.articles() for passage in upgraded.passages(one)} - given
    assert last == {max(given) + 2}  # the one after the number of the article that is gone
    upgraded.close()


@pytest.mark.parametrize("version", UPGRADED)
def test_build_brings_an_index_up_to_date_and_loads_no_model_for_it(tmp_path: Path, version: int) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text("The ferry sank off the point.")
    first = build(news, tmp_path / "i", embedder="hash").index
    found = answers(first)
    made_before(first, version)
    again = build(news, tmp_path / "i")
    assert (again.changes.unchanged, again.index._embedder) == (("news/a.txt",), None)
    assert answers(again.index) == found
    again.index.close()


@pytest.mark.parametrize("version", [2, 3])
def test_own_metadata_comes_with_the_next_build_and_embeds_nothing(tmp_path: Path, version: int) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.md").write_text("---\nsection: Sport\n---\nThe ferry sank off the point.")
    made_before(build(news, tmp_path / "i", embedder="hash").index, version)
    again = build(news, tmp_path / "i")
    assert (again.changes.updated, again.index._embedder) == (("news/a.md",), None)
    assert again.index.sources()[0].fields == {"section": "Sport"}
    assert check_index(tmp_path / "i") == []
    again.index.close()


@pytest.mark.parametrize("version", UPGRADED)
def test_an_index_of_a_format_before_is_refused_in_one_line_that_says_what_to_run(index: Index, version: int) -> None:
    folder = made_before(index, version)
    before = (folder / FILE).read_bytes()
    with pytest.raises(PullquoteError) as error:
        Index.open(folder)
    assert not isinstance(error.value, DamagedError)
    assert f"has format {version}, this version reads {FORMAT}; to bring it up to date run: " in one_line(error)
    assert str(error.value).endswith(f"pullquote build PATH --index {folder}")
    assert [(one.problems, one.damaged) for one in inspect_index(folder)] == [([str(error.value)], False)]
    assert (folder / FILE).read_bytes() == before


DAMAGED_VECTORS = (  # of format 2; those of 3 are checked when they are read
    "UPDATE vector SET dense = zeroblob(1024) WHERE passage = 1",
    "UPDATE vector SET sentences = X'00' WHERE passage = 2",
    "UPDATE vector SET dense = 5 WHERE passage = 1",
    "DELETE FROM vector WHERE passage = 1",
)
DAMAGED_ROWS = (
    "UPDATE source SET title = 'another'",
    "DELETE FROM meta WHERE name = 'seal'",
    "DELETE FROM meta WHERE name = 'change'",
    "UPDATE meta SET value = 'x' WHERE name = 'change'",
)
DAMAGES = [*((2, damage) for damage in DAMAGED_VECTORS), *itertools.product(UPGRADED, DAMAGED_ROWS)]


@pytest.mark.parametrize(("version", "damage"), DAMAGES)
def test_a_damaged_one_is_refused_and_stays_as_it_is(index: Index, version: int, damage: str) -> None:
    folder = made_before(index, version)
    alter(folder, damage)
    before = (folder / FILE).read_bytes()
    with pytest.raises(DamagedError) as error:
        upgrade(folder)
    assert "make it anew" in one_line(error)
    assert (folder / FILE).read_bytes() == before


@pytest.mark.parametrize("manifest", ["{", "[]", "", '{"format": 1}', '{"format": 2, "x": 5}'])
def test_one_of_another_format_or_none_is_left_as_it_is(index: Index, manifest: str) -> None:
    index.close()
    alter(index.folder, "UPDATE meta SET value = ? WHERE name = 'manifest'", [manifest])
    before = (index.folder / FILE).read_bytes()
    upgrade(index.folder)
    assert (index.folder / FILE).read_bytes() == before
