"""One door: indexes are opened, looked into and asked, by many threads and beside other processes."""

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import (
    Article,
    BadInputError,
    BusyError,
    NotFoundError,
    PullquoteError,
    Source,
    StoppedError,
    load_articles,
    stopping_when,
)
from pullquote.index import Index
from pullquote.index.change import writer
from pullquote.index.embedding.hash_embedder import HashEmbedder
from tests.conftest import article, index_of
from tests.index.conftest import BRIDGE, FERRY, Placed, answers, embedded, forget_segments, one_line


def test_another_embedder_is_refused(index: Index) -> None:
    with pytest.raises(BadInputError, match=r"was built with 'hash' \(256 dimensions\), not 'hash' \(8\)"):
        Index.open(index.place, embedder=HashEmbedder(dim=8))


def test_no_index_and_a_second_one_are_refused(index: Index, tmp_path: Path, placed: Placed) -> None:
    with pytest.raises(NotFoundError, match=r"no index in .*none(.db)?; run: pullquote build PATH --(index|store)"):
        Index.open(placed(tmp_path / "none"))
    with pytest.raises(BadInputError, match=r"there is an index in .* already; run: pullquote add"):
        Index.create(index.place, embedder="hash")


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PullquoteError, match="file cannot be written"):
        Index.create(tmp_path / "file", embedder="hash")


WRITER = """
import sys
from pullquote.corpus import Article, Source
from pullquote.index import Index
from pullquote.index.change import writer
index = Index.open(sys.argv[1])
for n in range(int(sys.argv[2])):
    index.add([Article(Source(f"news/n{n}.txt", f"n{n}.txt", f"n{n}"), f"The tunnel number {n} was dug.")])
    print(n, flush=True)
"""


def test_a_change_by_another_process_is_seen_at_the_next_call(folder_index: Index) -> None:
    assert [h.lexical for h in folder_index.search("tunnel")] == [0.0, 0.0]
    subprocess.run([sys.executable, "-c", WRITER, folder_index.folder, "1"], check=True, capture_output=True)
    assert folder_index.search("tunnel", 1)[0].passage.text == "The tunnel number 0 was dug."
    assert len(folder_index.sources()) == 3


def test_a_second_writer_gets_one_line_and_readers_none(index: Index) -> None:
    with writer(index.place):
        with pytest.raises(BusyError) as error:
            index.add([article("c", "Cheese is dear.")])
        assert "another process is writing the index" in one_line(error)
        assert len(index.search("ferry")) == 2
    assert index.add([article("c", "Cheese is dear.")]).added == ("news/c.txt",)


def test_eight_threads_search_while_another_process_adds(folder_index: Index) -> None:
    adding = subprocess.Popen([sys.executable, "-c", WRITER, folder_index.folder, "25"], stdout=subprocess.PIPE)
    wrong: list[object] = []
    seen: set[int] = set()

    def ask() -> None:
        try:
            while adding.poll() is None:
                hits = folder_index.search("Was tunnel number 3 dug?", 50)
                seen.add(len(hits))
                for hit in hits:
                    text = hit.passage.article.text
                    known = text in (FERRY, BRIDGE) or text.startswith("The tunnel number")
                    if hit.passage.text != text or not known:
                        wrong.append(hit)
                if len({h.passage.id for h in hits}) != len(hits):
                    wrong.append(hits)
        except Exception as error:  # noqa: BLE001  # whatever a thread dies of is what the test is about
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert adding.communicate()[0].split() == [str(n).encode() for n in range(25)]
    assert wrong == []
    assert len(folder_index) == 27 and len(seen) > 1
    assert len(embedded(folder_index)._database._idle) <= 8


def test_opening_again_gives_the_same_answers_byte_for_byte(index: Index) -> None:
    before = answers(index)
    again = Index.open(index.place)
    assert answers(again) == before
    forget_segments(index.folder)
    third = Index.open(index.place)
    assert answers(third) == before
    again.close()
    third.close()


def test_terms_are_looked_up_as_the_articles_write_them(index: Index) -> None:
    assert index.holds("paint") and not index.holds("nowher")
    assert index.surface("paint") == "painted"
    assert index.surface("nowher") == "nowher"
    assert index.vocabulary()["paint"] == 1


def test_an_article_is_found_by_id_file_or_bare_name_in_either_spelling_of_its_letters(
    tmp_path: Path, placed: Placed
) -> None:
    split = Source("news/2020/cafe\u0301.txt", "2020/cafe\u0301.txt", "Café")
    index = index_of(placed(tmp_path / "i"), Article(split, "The café is shut."))
    for name in ("news/2020/cafe\u0301.txt", "news/2020/café.txt", "2020/café.txt", "café.txt"):
        assert index.article(name).source == index.sources()[0]
    assert len(index.search("shut", where={"articles": ["news/2020/café.txt"]})) == 1
    assert index.remove(["news/2020/café.txt"]).removed == ("news/2020/cafe\u0301.txt",)


def test_a_name_of_two_articles_and_one_of_none_are_refused(index: Index, tmp_path: Path, placed: Placed) -> None:
    sources = [Source(f"{folder}/x.txt", f"{folder}/x.txt", folder) for folder in ("one", "two")]
    two = index_of(placed(tmp_path / "two"), *(Article(source, f"Text {source.title}.") for source in sources))
    with pytest.raises(BadInputError, match=r"'x.txt' names 2 articles"):
        two.article("x.txt")
    with pytest.raises(NotFoundError, match=r"no article 'y.txt'"):
        index.article("y.txt")


def test_an_article_that_has_changed_since_has_no_passages(tmp_path: Path, placed: Placed) -> None:
    old = article("a", "The ferry sank.")
    index = index_of(placed(tmp_path / "i"), old)
    assert [p.text for p in index.passages(old)] == ["The ferry sank."]
    index.add([article("a", "The ferry did not sink.")])
    assert index.passages(old) == []


@pytest.mark.parametrize("question", [5, None, ["ferry"], b"ferry"])
def test_a_question_that_is_no_text_is_refused(index: Index, question: Any) -> None:
    with pytest.raises(BadInputError, match=r"the question is .*; needed: text"):
        index.search(question)


@pytest.mark.parametrize("k", ["3", 0, True])
def test_a_number_of_passages_that_is_none_is_refused_as_it_was_written(index: Index, k: Any) -> None:
    with pytest.raises(BadInputError, match=f"k is {k!r}; allowed: a whole number"):
        index.search("ferry", k)


@pytest.mark.parametrize("given", [5, ["x"], "x", [5]])
def test_what_is_no_article_or_no_id_is_refused(index: Index, given: Any) -> None:
    with pytest.raises(BadInputError, match=r"an article is .*; needed: Article, or several"):
        index.add(given)
    if given not in (["x"], "x"):
        with pytest.raises(BadInputError, match="an id is 5; needed: str, or several"):
            index.remove(given)


@pytest.mark.parametrize("folder", [5, None, ["a"]])
def test_a_folder_that_is_no_path_is_refused(folder: Any) -> None:
    for door in (Index.open, lambda path: Index.create(path, embedder="hash"), load_articles):
        with pytest.raises(BadInputError, match="is no path; needed: text or a Path"):
            door(folder)


HALF = "ferry \ud800"


@pytest.mark.parametrize(
    "asks",
    [
        lambda index: index.search(HALF),
        lambda index: index.search("ferry", where={"publisher": HALF}),
        lambda index: index.search("ferry", where={"articles": [HALF]}),
        lambda index: index.score(HALF, []),
        lambda index: index.holds(HALF),
        lambda index: index.idf(HALF),
        lambda index: index.surface(HALF),
        lambda _: Index.create("i", embedder=HALF),
    ],
)
def test_half_a_character_is_a_mistake_at_the_door_and_no_damage(index: Index, asks: Callable[[Index], object]) -> None:
    with pytest.raises(
        BadInputError, match=r"^the .* has half a character at 6 \(an unpaired surrogate\); mend it first$"
    ):
        asks(index)


@pytest.mark.parametrize("folder", ["a\0b", "\ud800"])
def test_a_folder_that_no_path_can_name_is_refused(folder: str) -> None:
    with pytest.raises(BadInputError, match="is no path: it has a NUL, or half of a character"):
        Index.open(folder)


def test_texts_of_a_program_are_articles_that_can_be_filtered(index: Index) -> None:
    changes = index.add_texts(
        ["The tunnel was dug in a year.", "The tunnel was flooded."],
        ids=["t1", "t2"],
        titles=["Digging", "Flood"],
        published=["2019-05-01", "1 May 2020"],
        fields=[{"section": "works"}, {"section": "news"}],
    )
    assert changes.added == ("t1", "t2")
    found = index.search("tunnel", where={"section": "works", "after": "2019"})
    assert [hit.passage.article.source.title for hit in found] == ["Digging"]


def test_many_questions_find_what_each_finds_alone(index: Index) -> None:
    questions = ["Did the ferry sink?", "of the", "green bridge", "ferry"]
    assert index.search_many(questions, 1, where={"articles": []}) == [index.search(q, 1) for q in questions]
    assert index.search_many([]) == []
    with pytest.raises(BadInputError, match="the question is empty"):
        index.search_many(["ferry", " "])


def test_many_questions_stop_when_nobody_waits(index: Index) -> None:
    with stopping_when(lambda: "nobody waits"), pytest.raises(StoppedError):
        index.search_many(["ferry", "bridge"])


def test_a_search_can_be_awaited(index: Index) -> None:
    assert asyncio.run(index.asearch("green bridge", k=1)) == index.search("green bridge", 1)


def test_a_closed_index_answers_no_more(index: Index) -> None:
    with index as opened:
        assert len(opened) == 2 and ", closed" not in repr(opened)
    assert repr(index) == f"Index({str(index.place)!r}, embedder='hash', closed)"
    for ask in (lambda: len(index), lambda: index.search("ferry"), lambda: index.add([])):
        with pytest.raises(BadInputError, match="is closed; open it again"):
            ask()
    index.close()


def test_a_hit_is_printed_in_a_line_and_written_as_plain_values(tmp_path: Path, placed: Placed) -> None:
    known = article(
        "a", f"{FERRY}\n" * 9, "Storm", publisher="Post", published=date(2020, 3, 12), fields={"desk": "sea"}
    )
    (hit, *_) = index_of(placed(tmp_path / "h"), known).search("ferry")
    line = str(hit)
    assert line.startswith(f"{hit.score:.3f} · Storm · Post · 12 March 2020 · a.txt, characters 0–")
    assert "\n" not in line and len(line) < 300 and len(repr(hit)) < 2000
    form = json.loads(json.dumps(hit.to_dict()))
    assert (form["text"], form["start"], form["fields"]) == (hit.passage.text, 0, {"desk": "sea"})
    assert form["article"] == json.loads(json.dumps(hit.passage.article.to_dict()))


class Own(HashEmbedder):
    """An embedder of somebody's own."""

    name = "org/own-embedder"


def test_an_index_with_an_embedder_of_one_s_own_says_at_once_what_to_pass(tmp_path: Path, placed: Placed) -> None:
    with Index.create(placed(tmp_path / "own"), embedder=Own()) as made:
        made.add(article("a", FERRY))
    with pytest.raises(NotFoundError) as error:
        Index.open(placed(tmp_path / "own"))
    assert "'org/own-embedder', which is not on this machine; pass it: Index.open(FOLDER, embedder=" in one_line(error)
    with Index.open(placed(tmp_path / "own"), embedder=Own()) as opened:
        assert opened.search("ferry")


def test_to_list_and_to_remove_no_embedder_is_needed(tmp_path: Path, placed: Placed) -> None:
    Index.create(placed(tmp_path / "own"), embedder=Own()).add(article("a", FERRY))
    with Index.open(placed(tmp_path / "own"), to_search=False) as index:
        assert [source.title for source in index.sources()] == ["a"]
        with pytest.raises(NotFoundError, match="pass it"):
            index.search("ferry")
        assert index.remove("news/a.txt").removed == ("news/a.txt",)


WITHOUT_NETWORK = """
import sys
tried = []
def watch(event, values):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        tried.append(event)
        raise OSError("no network here")
sys.addaudithook(watch)
from pullquote.index import Index
try:
    Index.open(sys.argv[1]).search("ferry")
except Exception as error:
    print(type(error).__name__, tried)
"""


def test_opening_an_index_tries_no_network(tmp_path: Path) -> None:
    Index.create(tmp_path / "own", embedder=Own()).close()
    program = [sys.executable, "-c", WITHOUT_NETWORK, str(tmp_path / "own")]
    ran = subprocess.run(program, check=True, capture_output=True, text=True)
    assert ran.stdout.split() == ["NotFoundError", "[]"]
