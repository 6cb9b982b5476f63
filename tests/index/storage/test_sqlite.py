"""A file that is not what was written is refused in one line, or gives the right text; never a wrong one."""

import json
import random
import shutil

import numpy as np
import pytest

from pullquote.corpus import DamagedError, PullquoteError
from pullquote.index import Index
from pullquote.index.embedding.hash_embedder import HashEmbedder
from pullquote.index.storage.schema import CACHE, FILE, FORMAT
from pullquote.index.storage.sqlite import SqliteStore
from tests.conftest import article
from tests.index.conftest import BRIDGE, FERRY, alter, forget_segments, one_line


def test_a_new_index_where_an_old_one_lay_does_not_take_over_its_remains(index: Index) -> None:
    index.close()
    folder = index.folder
    (folder / FILE).unlink()
    (folder / f"{FILE}-wal").write_bytes(b"remains")
    new = Index.create(folder, embedder="hash")
    assert not list(folder.glob(f"{CACHE}/*"))
    assert new.search("ferry") == []
    new.add([article("c", "Cheese is dear.")])
    assert [h.passage.text for h in new.search("ferry")] == ["Cheese is dear."]
    new.close()


@pytest.mark.parametrize("kept", [0, 1, 1000, 5000])
def test_a_database_cut_off_is_refused_in_one_line(index: Index, kept: int) -> None:
    index.close()
    path = index.folder / FILE
    path.write_bytes(path.read_bytes()[:kept])
    forget_segments(index.folder)
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
        shutil.rmtree(index.folder / CACHE, ignore_errors=True)
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
    alter(index.folder, change, values)
    forget_segments(index.folder)
    with pytest.raises(DamagedError) as error:
        Index.open(index.folder).search("Did the ferry sink?")
    assert said in one_line(error)


def test_another_format_is_refused(index: Index) -> None:
    index.close()
    alter(index.folder, "UPDATE meta SET value = ? WHERE name = 'manifest'", ['{"format": 99}'])
    with pytest.raises(DamagedError, match=f"has format 99, this version reads {FORMAT}; run: pullquote build PATH"):
        Index.open(index.folder)


def test_stored_vectors_are_those_of_the_embedder(index: Index) -> None:
    store = SqliteStore(index.folder)
    expected = HashEmbedder().encode_passages([f"a. {FERRY}", f"b. {BRIDGE}"])
    assert np.array_equal(store.vectors(), expected)
    store.close()
