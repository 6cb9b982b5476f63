"""Whatever is added, changed and removed, the index holds what one made at once of the same would hold."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, BadInputError, NotFoundError, Source, Span
from pullquote.index import Changes, Index, Matrix
from pullquote.index.change import writer
from pullquote.index.embedding.hash_embedder import HashEmbedder
from pullquote.index.embedding.protocol import ignore_progress
from pullquote.index.storage.staging import FILE
from tests.conftest import article, index_of, source
from tests.index.conftest import Placed, contents

FERRY = "The ferry sank off the point. Nobody drowned."
BRIDGE = "The bridge was painted green in spring."


def id(name: str) -> str:
    return f"news/{name}.txt"


@pytest.fixture
def index(tmp_path: Path, placed: Placed) -> Index:
    return index_of(placed(tmp_path / "i"))


def test_new_changed_unchanged_and_removed_articles_are_told_apart(index: Index) -> None:
    assert index.add([article("a", FERRY), article("b", BRIDGE)]).added == (id("a"), id("b"))
    changes = index.add([article("a", FERRY), article("b", "Now red."), article("c", "New.")])
    assert changes == Changes(added=(id("c"),), updated=(id("b"),), unchanged=(id("a"),))
    assert index.add([], drop=[id("a")]) == Changes(removed=(id("a"),), unchanged=(id("b"), id("c")))
    assert [a.text for a in index.articles()] == ["Now red.", "New."]


def test_adding_the_same_again_changes_nothing(index: Index) -> None:
    index.add([article("a", FERRY)])
    log = index.folder / "articles.sqlite-wal"  # of a folder
    before = index._store.change(), log.stat().st_size if log.is_file() else 0
    assert index.add([article("a", FERRY)]) == Changes(unchanged=(id("a"),))
    assert index.add([]) == Changes(unchanged=(id("a"),))
    assert (index._store.change(), log.stat().st_size if log.is_file() else 0) == before


def test_a_number_once_given_out_never_stands_for_another_text(index: Index) -> None:
    index.add([article("a", FERRY)])
    old = index.search("ferry", 1)[0].passage
    index.remove([id("a")])
    index.add([article("b", BRIDGE)])
    index.add([article("a", FERRY)])
    now = {p.id: p.text for a in index.articles() for p in index.passages(a)}
    assert old.id not in now and len(now) == 2
    with pytest.raises(NotFoundError, match=rf"no passage {old.id}"):
        index.score("ferry", [old.id])


def test_the_last_article_may_go_and_its_number_is_still_not_given_again(index: Index) -> None:
    index.add([article("a", FERRY)])
    first = index.search("ferry", 1)[0].passage.id
    index.remove([id("a")])
    assert (len(index), index.search("ferry")) == (0, [])
    index.add([article("a", FERRY)])
    assert index.search("ferry", 1)[0].passage.id > first


def test_an_update_keeps_the_id_and_finds_only_the_new_text(index: Index) -> None:
    index.add([article("a", FERRY)])
    index.add([article("a", BRIDGE)])
    assert [h.passage.text for h in index.search("ferry bridge")] == [BRIDGE]
    assert index.article(id("a")).text == BRIDGE
    assert not index.holds("ferri")


def test_new_metadata_alone_is_an_update_and_is_searched(index: Index) -> None:
    index.add([article("a", FERRY, publisher="Old Paper")])
    changes = index.add([article("a", FERRY, publisher="Gazette", published=date(2020, 5, 1), note="retold")])
    assert changes == Changes(updated=(id("a"),))
    hit = index.search("gazette May 2020", 1)[0]
    assert hit.lexical > 0 and hit.passage.article.source.note == "retold"
    assert not index.holds("old")


def test_a_new_note_alone_keeps_the_passages(index: Index) -> None:
    index.add([article("a", FERRY)])
    before = [p.id for p in index.passages(index.article(id("a")))]
    assert index.add([article("a", FERRY, note="a translation", url="https://example.org")]).updated == (id("a"),)
    assert [p.id for p in index.passages(index.article(id("a")))] == before
    assert index.article(id("a")).source.note == "a translation"


def test_the_same_words_from_two_places_are_one_article_with_both_sources(index: Index) -> None:
    index.add([article("a", FERRY, publisher="One")])
    changes = index.add([article("b", FERRY.replace(". ", ".  "), publisher="Two")])
    assert changes == Changes(added=(id("b"),), unchanged=(id("a"),))
    assert [s.id for s in index.sources(every=True)] == [id("a"), id("b")]
    assert [s.id for s in index.sources()] == [id("a")]
    (one,) = index.articles()
    assert (one.text, [s.publisher for s in one.also]) == (FERRY, ["Two"])


def test_when_the_first_source_goes_another_with_the_very_text_leads(index: Index) -> None:
    index.add(
        [
            article(
                "a", FERRY, publisher="One", also=(source("b", publisher="Two"), source("c", sha256="another spacing"))
            )
        ]
    )
    assert index.remove([id("a")]) == Changes(removed=(id("a"),), unchanged=(id("b"), id("c")))
    (one,) = index.articles()
    assert (one.source.publisher, [s.id for s in one.also]) == ("Two", [id("c")])
    assert index.search("two", 1)[0].lexical > 0


def test_sources_whose_own_text_was_never_stored_are_to_be_added_again(index: Index) -> None:
    index.add([article("a", FERRY)])
    index.add([article("b", FERRY.replace(". ", ".  "))])
    assert index.remove([id("a")]) == Changes(removed=(id("a"),), to_add_again=(id("b"),))
    assert list(index.articles()) == []


def test_a_source_just_read_is_never_to_be_added_again(index: Index) -> None:
    spaced = FERRY.replace(". ", ".  ")
    index.add([article("z", FERRY)])
    changes = index.add([article("b", spaced), article("z", BRIDGE)])
    assert changes == Changes(added=(id("b"),), updated=(id("z"),))
    assert {a.id: a.text for a in index.articles()} == {id("b"): spaced, id("z"): BRIDGE}


def test_two_articles_may_change_places(index: Index) -> None:
    index.add([article("a", FERRY), article("b", BRIDGE)])
    index.add([article("a", BRIDGE), article("b", FERRY)])
    assert {a.id: a.text for a in index.articles()} == {id("a"): BRIDGE, id("b"): FERRY}
    assert index.search("ferry", 1)[0].passage.article.id == id("b")


def test_an_id_may_be_a_number(index: Index) -> None:
    """The first article takes up a note while the second is called "1"."""
    first, second = Article(Source("0", "a.txt", "A"), FERRY), Article(Source("1", "b.txt", "B"), BRIDGE)
    index.add([first, second])
    index.add([replace(first, source=replace(first.source, note="New"))])
    assert {one.id: one.source.note for one in index.articles()} == {"0": "New", "1": second.source.note}


def test_other_debris_is_another_text_to_search(index: Index) -> None:
    text = "The ferry sank.\nSUBSCRIBE\nNobody drowned."
    index.add([article("a", text)])
    clean = replace(article("a", text), debris=(Span(16, 25),))
    index.add([clean])
    assert [p.text for p in index.passages(index.article(id("a")))] == ["The ferry sank.", "Nobody drowned."]


def test_one_id_for_two_texts_is_refused_and_nothing_is_done(index: Index) -> None:
    with pytest.raises(BadInputError, match=r"two texts have the id 'news/a.txt'"):
        index.add([article("a", FERRY), article("a", BRIDGE)])
    assert len(index) == 0


def test_half_a_character_is_refused(index: Index) -> None:
    with pytest.raises(BadInputError, match=r"'news/a.txt' has half a character at 4"):
        index.add([article("a", "The \ud800 ferry")])
    with pytest.raises(BadInputError, match=r"the publisher of 'news/a.txt' has half a character at 4"):
        index.add([article("a", FERRY, publisher="The \ud800")])
    assert len(index) == 0


def test_removing_what_is_not_there_is_refused(index: Index) -> None:
    index.add([article("a", FERRY)])
    with pytest.raises(NotFoundError, match=r"no article 'news/b.txt'"):
        index.remove([id("a"), id("b")])
    assert len(index) == 1


def test_giving_up_articles_needs_no_model(index: Index) -> None:
    index.add([article("a", FERRY), article("b", BRIDGE)])
    again = Index.open(index.place)
    again.remove([id("a")])
    assert [s.id for s in again.sources()] == [id("b")]
    assert again._embedder is None


@settings(max_examples=20, deadline=None)
@given(
    st.text(
        st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(". \n\u0301\x00😀")),
        min_size=1,
        max_size=80,
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
)
def test_any_text_and_title_go_in_and_come_out_as_they_were(placed: Placed, text: str, title: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        index = index_of(placed(Path(name) / "i"), Article(Source("a", "a.txt", title), text))
        (one,) = index.articles()
        assert (one.text, one.source.title) == (text, title)
        for p in index.passages(one):
            assert p.text == text[p.start : p.end]
            assert index.embedder.count([p.text])[0] <= 224
        index.close()


NAMES = ["a", "b", "c", "d"]
TEXTS = [FERRY, FERRY.replace(". ", ".  "), BRIDGE, BRIDGE + "\n\nIt rained.", "Rain."]
STEP = st.tuples(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.tuples(st.sampled_from(TEXTS), st.sampled_from(["T", "U"]), st.sampled_from(["", "note"])),
    ),
    st.sets(st.sampled_from(NAMES), max_size=2),
)


def loaded(files: dict[str, tuple[str, str, str]]) -> list[Article]:
    """As load_articles gives them: of those with the same words the first takes the others' sources."""
    made: dict[str, Article] = {}
    for name in sorted(files):
        text, title, note = files[name]
        one = article(name, text, title=title, note=note)
        one = replace(one, source=replace(one.source, sha256=one.sha256))
        first = made.setdefault(one.fingerprint, one)
        if first is not one:
            made[one.fingerprint] = replace(first, also=(*first.also, one.source))
    return list(made.values())


@settings(max_examples=30, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=6))
def test_any_sequence_of_changes_ends_where_a_new_index_begins(
    placed: Placed, steps: list[tuple[dict[str, tuple[str, str, str]], set[str]]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        index = index_of(placed(Path(name) / "i"))
        files: dict[str, tuple[str, str, str]] = {}
        texts_of_numbers: dict[int, str] = {}
        for incoming, gone in steps:
            before = set(files)
            changes = index.add(loaded(incoming), drop=map(id, gone))
            files = {n: f for n, f in files.items() if n not in gone} | incoming
            for source_id in changes.to_add_again:
                name_of = source_id.removeprefix("news/").removesuffix(".txt")
                assert name_of not in incoming
                del files[name_of]
            assert set(changes.added) == {id(n) for n in set(files) - before}
            assert set(changes.removed) == {id(n) for n in before - set(files)} - set(changes.to_add_again)
            assert {s.id for s in index.sources(every=True)} == set(map(id, files))
            for one in index.articles():
                assert one.source.sha256 == one.sha256
                for s in (one.source, *one.also):
                    text, title, note = files[s.title and s.file.removesuffix(".txt")]
                    assert (s.title, s.note) == (title, note)
                    assert one.fingerprint == Article(s, text).fingerprint
                assert one.text == files[one.source.file.removesuffix(".txt")][0]
                for p in index.passages(one):
                    assert texts_of_numbers.setdefault(p.id, p.text) == p.text
        # The first source may be another than that of a new index: each article is built anew with the one it has.
        new = index_of(placed(Path(name) / "new"), *index.articles())
        assert contents(index) == contents(new)
        question = "Which ferry sank, and was the bridge painted in the rain?"
        found = sorted((h.passage.text, round(h.score, 5)) for h in index.search(question))
        assert found == sorted((h.passage.text, round(h.score, 5)) for h in new.search(question))
        index.close()
        new.close()


class StoppedError(Exception):
    pass


class Tiring(HashEmbedder):
    """Stops in the middle after so many texts, and remembers what it was asked for."""

    def __init__(self, stop_after: int = 10**9) -> None:
        super().__init__(dim=8)
        self.left = stop_after
        self.seen: list[str] = []

    def encode_passages(self, texts: Sequence[str], advance: Callable[[int], None] = ignore_progress) -> Matrix:
        self.left -= len(texts)
        if self.left < 0:
            raise StoppedError
        self.seen += texts
        return super().encode_passages(texts, advance)


def test_an_interrupted_build_goes_on_where_it_was(tmp_path: Path, placed: Placed) -> None:
    many = article("a", "\n\n".join(f"Paragraph {n} is{' very' * 64} long." for n in range(800)))
    first = Tiring(stop_after=600)
    index = Index.create(placed(tmp_path / "i"), embedder=first)
    with pytest.raises(StoppedError):
        index.add([many])
    assert (len(index), len(first.seen)) == (0, 512)
    second = Tiring()
    Index.open(placed(tmp_path / "i"), embedder=second).add([many])
    assert not set(first.seen) & set(second.seen)
    assert not (index.folder / FILE).exists()
    whole = Index.create(placed(tmp_path / "whole"), embedder=Tiring())
    whole.add([many])
    assert contents(index) == contents(whole)
    index.close()
    whole.close()


def test_progress_tells_of_every_article_and_every_text(index: Index) -> None:
    seen: dict[str, list[int]] = {}

    def track(what: str, total: int) -> Callable[[int], None]:
        seen[what] = [total, 0]

        def advance(by: int) -> None:
            seen[what][1] += by

        return advance

    index.add([article("a", FERRY), article("b", BRIDGE)], track=track)
    assert seen == {"reading": [2, 2], "embedding": [2, 2]}  # one text a passage


def test_an_error_of_the_system_inside_a_change_is_not_blamed_on_the_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), writer(tmp_path):
        raise FileNotFoundError
    with writer(tmp_path):
        pass
