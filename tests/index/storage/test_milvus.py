"""An index in Milvus finds what one in a folder finds, is whole or as it was, and says in one line what is wrong."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, BadInputError, BusyError, DamagedError, PullquoteError
from pullquote.index import Index, Passage, check_index
from pullquote.index.embedding.hash_embedder import HashEmbedder
from pullquote.index.storage.milvus.article_rows import pieces
from pullquote.index.storage.milvus.bm25 import count_of, scale_of, weights
from pullquote.index.storage.milvus.connection import refuse_old
from pullquote.index.storage.milvus.layout import PIECE
from pullquote.index.storage.milvus.milvus_store import MilvusStore
from pullquote.index.storage.place import MilvusPlace, place_of
from pullquote.index.storage.store import NewPassage
from tests.conftest import article, index_of, source
from tests.index.conftest import BRIDGE, FERRY, answers, one_line

pytest.importorskip("pymilvus", reason="needs pymilvus; run: make milvus")
pytestmark = [pytest.mark.milvus, pytest.mark.filterwarnings("default")]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    index = index_of(tmp_path / "i.db", article("a", FERRY), article("b", BRIDGE))
    yield index
    index.close()


def store_of(index: Index) -> MilvusStore:
    assert isinstance(index._store, MilvusStore)
    return index._store


def tunnel() -> tuple[Article, list[NewPassage]]:
    one = article("t", "The tunnel was dug.")
    passage = Passage(one, 0, len(one.text), ())
    (vector,) = HashEmbedder().encode_passages([one.text])
    return one, [NewPassage(passage, ["tunnel", "dug"], vector)]


PAPERS = ["Harbour Post", "The Bridge Times", "Süd-Kurier", ""]


def corpus() -> list[Article]:
    """Articles with one source and with several, with own metadata and without."""
    made = []
    for n in range(30):
        fields: dict[str, str | tuple[str, ...]] = {}
        if n % 3:
            fields = {"section": ("news", "sport")[n % 2], "event": f"20{10 + n % 9}-0{1 + n % 8}-12"}
        one = article(
            f"a{n:02}",
            f"The {('harbour', 'bridge', 'ferry')[n % 3]} number {n} opened. It rained on the ferry.",
            publisher=PAPERS[n % 4],
            author="Ana Lima" if n % 3 else "Bo",
            published=date(2000 + n % 20, 1 + n % 12, 1 + n % 28) if n % 7 else None,
            fields=fields,
        )
        copy = source(f"copy{n}", publisher=PAPERS[(n + 1) % 4], published=date(2015, 1, 1), fields={"section": "copy"})
        made.append(one if n % 5 else replace(one, also=(copy,)))
    return made


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Index]]:
    """The same articles in a folder and in Milvus, after the same changes."""
    folder = tmp_path_factory.mktemp("both")
    made = [index_of(folder / name, *corpus()) for name in ("folder", "lite.db")]
    for one in made:
        last = corpus()[1:4]
        one.add([replace(x, source=replace(x.source, fields={"section": "moved"}, note="new")) for x in last])
        one.add([replace(corpus()[7], also=(source("late", publisher="Late Paper"),))], drop=["news/a05.txt"])
    yield made[0], made[1]
    for one in made:
        one.close()


LEAF = st.one_of(
    st.fixed_dictionaries({"publisher": st.sampled_from(["post", "SÜD", "bridge", "late", "nobody"])}),
    st.fixed_dictionaries({"author": st.sampled_from(["ana", "Bo", "x"])}),
    st.fixed_dictionaries({"after": st.sampled_from(["2003", "2010-05", "2018"])}),
    st.fixed_dictionaries({"before": st.sampled_from(["2003", "2010-05", "2016"])}),
    st.fixed_dictionaries({"articles": st.lists(st.sampled_from([f"news/a{n:02}.txt" for n in range(9)]), min_size=1)}),
    st.fixed_dictionaries({"section": st.sampled_from(["sport", "NEWS", "copy", "moved", {"not": "news"}])}),
    st.fixed_dictionaries(
        {"event": st.sampled_from([{"after": "2012"}, {"before": "2014-06"}, {"not": "2011-02-12"}])}
    ),
)
WHERE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"and": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"or": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=5,
)


def found(index: Index, question: str, where: Mapping[str, Any], k: int) -> list[tuple[object, ...]]:
    hits = index.search(question, k, where=where)
    return [(h.passage.article.id, h.passage.start, h.score, h.dense, h.lexical) for h in hits]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=WHERE, k=st.sampled_from([3, 100]), question=st.sampled_from(["ferry", "Which bridge opened?", "rain 7"]))
def test_under_any_filters_both_stores_find_the_same_with_the_same_scores(
    both: tuple[Index, Index], where: Mapping[str, Any], k: int, question: str
) -> None:
    folder, milvus = both
    assert found(milvus, question, where, k) == found(folder, question, where, k)


def test_both_stores_know_the_same_terms_sources_and_articles(both: tuple[Index, Index]) -> None:
    folder, milvus = both
    assert milvus.vocabulary() == folder.vocabulary()
    assert [milvus.idf(term) for term in ("ferri", "nowher")] == [folder.idf(term) for term in ("ferri", "nowher")]
    assert milvus.sources(every=True) == folder.sources(every=True)
    assert list(milvus.articles()) == list(folder.articles())
    assert milvus._current().own_names == folder._current().own_names
    assert check_index(milvus.place if isinstance(milvus.place, Path) else milvus.place.written) == []


def test_a_change_that_is_cut_short_is_not_there_and_its_numbers_are_not_given_again(index: Index) -> None:
    before, store = answers(index), store_of(index)
    with pytest.raises(KeyError), store.changing() as writing:
        writing.insert(*tunnel())
        writing.delete(next(iter(store.sources())))
        writing._send()
        raise KeyError
    assert (answers(index), len(index), index.holds("tunnel")) == (before, 2, False)
    index.add([article("t", "The tunnel was dug.")])
    assert index.search("tunnel", 1)[0].passage.id > writing.head.last_passage
    assert len(index) == 3 and check_index(str(index.place)) == []


def test_who_reads_stays_with_one_state_while_another_writes_the_next(index: Index) -> None:
    other, before = Index.open(index.place), answers(index)
    with store_of(index).reading():
        other.add([article("c", "A ferry and a green bridge.")], drop=["news/a.txt"])
        assert answers(index) == before
        assert index.article("news/a.txt").text == FERRY
    assert answers(index) != before
    other.close()


def test_who_reads_while_two_changes_are_made_is_told_to_try_again(index: Index) -> None:
    other = Index.open(index.place)
    with pytest.raises(BusyError, match="was changed while it was read; try again"), store_of(index).reading():
        other.remove(["news/a.txt"])
        other.add([article("c", "A ferry.")])
    other.close()


def test_what_is_taken_out_is_deleted_by_the_change_that_follows(index: Index) -> None:
    store = store_of(index)
    rows = store._collections
    index.remove(["news/a.txt"])
    assert rows.count(rows.passages, "id >= 0") == 2
    index.add([article("b", BRIDGE, note="New")])
    index.add([article("c", "A ferry.")])
    assert rows.count(rows.passages, "id >= 0") == 2
    kinds = sorted(one["kind"] for one in rows.all(rows.rows, 'kind in ["about", "text", "id", "dead"]', ["kind"]))
    assert kinds == ["about", "about", "id", "id", "text", "text"]


def test_a_text_or_a_vector_that_was_changed_is_never_answered_from(index: Index) -> None:
    rows = store_of(index)._collections
    (text,) = rows.few(rows.rows, 'kind == "text" and key == 1', ["id", "kind", "key", "part", "born", "count", "body"])
    rows.put(rows.rows, text | {"body": FERRY.replace("ferry", "fairy"), "pad": [0.0, 0.0]})
    again = Index.open(index.place)
    with pytest.raises(DamagedError, match=r"the text of news/a.txt in .* is damaged") as error:
        again.search("ferry")
    assert "make it anew under another name" in one_line(error)
    assert [one for one in check_index(str(index.place)) if "the text of news/a.txt" in one]
    rows.put(rows.rows, text | {"pad": [0.0, 0.0]})
    fields = ["article", "born", "publisher", "author", "own", "day", "apart", "start", "end", "length", "check"]
    (one,) = rows.few(rows.passages, "id == 2", ["id", *fields, "scale", "sentences", "dense", "words"])
    rows.put(rows.passages, one | {"dense": HashEmbedder().encode_passages(["another"])[0]})
    with pytest.raises(DamagedError, match=r"the vector of passage 2 in .* is damaged"):
        again.search("bridge")
    assert "passage 2 of news/b.txt: its vector is damaged" in check_index(str(index.place))
    again.close()


def test_a_store_of_another_layout_or_without_its_state_is_refused_in_one_line(index: Index) -> None:
    rows = store_of(index)._collections
    (head,) = rows.few(rows.rows, 'id in ["head"]', ["id", "kind", "key", "part", "born", "count", "body"])
    for body, said in ((head["body"].replace('"layout": 1', '"layout": 99'), "has layout 99"), ("{", "its state")):
        rows.put(rows.rows, head | {"body": body, "pad": [0.0, 0.0]})
        with pytest.raises(DamagedError, match=said) as error:
            Index.open(index.place)
        assert "pullquote build PATH --store ANOTHER" in one_line(error)


def test_another_process_that_has_the_file_open_is_named(index: Index) -> None:
    program = (
        f"from pullquote.index import Index\ntry:\n Index.open({str(index.place)!r})\nexcept Exception as e: print(e)"
    )
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert "another process has it open" in ran.stdout and ran.stdout.count("\n") == 1


def test_a_file_that_is_none_of_milvus_lite_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "junk.db").write_bytes(b"junk" * 1000)
    with pytest.raises(DamagedError, match="is no file of milvus-lite, or damaged") as error:
        Index.open(tmp_path / "junk.db")
    one_line(error)
    assert (tmp_path / "junk.db").read_bytes() == b"junk" * 1000


def test_a_name_that_milvus_lite_does_not_take_is_refused(tmp_path: Path) -> None:
    for name in ("my news.db", f"{'n' * 40}.db"):
        with pytest.raises(BadInputError, match="milvus-lite takes files with names of at most 36 letters"):
            Index.create(tmp_path / name, embedder="hash")


def test_a_server_out_of_reach_is_said_in_one_line() -> None:
    with pytest.raises(PullquoteError, match=r"the Milvus of milvus://127.0.0.1:9/x cannot be reached") as error:
        Index.open("milvus://127.0.0.1:9/x")
    assert "try again" in one_line(error)


class OldServer:
    def __init__(self, version: str) -> None:
        self.version = version

    def get_server_version(self) -> str:
        return self.version


def test_a_server_that_is_too_old_is_refused_and_a_newer_one_is_not() -> None:
    place = place_of("milvus://box/x")
    assert isinstance(place, MilvusPlace)
    with pytest.raises(PullquoteError, match=r"is version v2.3.21; needed: 2.5 or later; upgrade it"):
        refuse_old(OldServer("v2.3.21"), place)
    for version in ("v2.5.0", "2.6.17", "v3.0.1-dev", "abcdef"):
        refuse_old(OldServer(version), place)


@given(st.text(st.sampled_from("aé中😀"), max_size=50), st.integers(1, 3000))
def test_pieces_of_a_text_are_the_text_and_fit_a_field(text: str, times: int) -> None:
    cut = pieces(text * times)
    assert "".join(cut) == text * times
    assert all(len(piece.encode()) <= PIECE for piece in cut)


@given(st.integers(1, 2000), st.integers(1, 5000), st.floats(1, 300))
def test_a_weight_gives_back_the_count_that_it_was_made_of(count: int, length: int, mean: float) -> None:
    import numpy as np

    scale = scale_of(length, mean)
    stored = float(np.float32(weights({1: count}, scale)[1]))
    assert count_of(stored, scale) == count
