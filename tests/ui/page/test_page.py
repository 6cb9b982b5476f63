"""What the page does, without a browser: visits apart, files of one's own, links, votes, and what is kept out."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError, bundled_folder, load_articles
from pullquote.evals import read_questions
from pullquote.index import Index, build
from pullquote.rag import Bot, Config, open_bot
from pullquote.ui.links import Chosen, Link
from pullquote.ui.page.actions import Deeds
from pullquote.ui.page.examples import examples
from pullquote.ui.page.feedback import Feedback
from pullquote.ui.page.sessions import Visits
from pullquote.ui.page.upload_reader import read_apart
from pullquote.ui.page.uploads import MOST_FILES, OWN, Shelf

WORTH = "How much are the Aegis Ashore contracts worth?"


def make(index: Index) -> Bot:
    return open_bot(index, config=Config(threshold=0.0, reader="sentence"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return build([bundled_folder()], tmp_path_factory.mktemp("page") / "index", embedder="hash").index


@pytest.fixture(scope="module")
def bot(index: Index) -> Bot:
    return make(index)


@pytest.fixture
def visits(bot: Bot, index: Index) -> Iterator[Visits]:
    kept = Visits(bot, index, make)
    yield kept
    kept.close()


@pytest.fixture
def deeds(bot: Bot, visits: Visits, tmp_path: Path) -> Deeds:
    return Deeds(bot, visits, Feedback(tmp_path / "votes.jsonl"))


@pytest.fixture
def quokka(tmp_path: Path) -> Path:
    file = tmp_path / "quokka.txt"
    file.write_text("The quokka of Rottnest Island sleeps for nineteen hours a day.\n", encoding="utf-8")
    return file


def test_a_follow_up_leans_on_its_own_visit_alone(visits: Visits) -> None:
    visits.of("a").ask("Who was the defense minister in 2017?", Chosen())
    asked = visits.of("a").ask("and in 2020?", Chosen())
    alone = visits.of("b").ask("and in 2020?", Chosen())
    assert asked.parts[0].answer.understood_as == "Who was the defense minister in 2020?"
    assert alone.parts[0].answer.understood_as == "and in 2020?"


def test_a_visit_of_more_turns_than_are_looked_at_goes_on(visits: Visits) -> None:
    visit = visits.of("a")
    for year in range(1950, 2015):
        turned = visit.ask("Who was the defense minister in 1949?" if year == 1950 else f"and in {year}?", Chosen())
    assert turned.parts[0].answer.understood_as == "Who was the defense minister in 2014?"


def test_own_files_are_asked_beside_the_loaded_ones_by_their_visitor_only(visits: Visits, quokka: Path) -> None:
    shelf = visits.shelf("a")
    assert shelf.add([quokka]).articles == 1
    turn = visits.of("a").ask("How long does the quokka of Rottnest Island sleep?", Chosen())
    own = [part for part in turn.parts if part.own]
    assert "nineteen hours" in own[0].answer.quotes[0].text
    id = shelf.sources[0].id
    only = visits.of("a").ask("How long does the quokka sleep?", Chosen(articles=(OWN + id,)))
    assert [part.own for part in only.parts] == [True]
    other = visits.of("b").ask("How long does the quokka of Rottnest Island sleep?", Chosen())
    assert all("nineteen" not in quote.text for part in other.parts for quote in part.answer.quotes)
    named = visits.of("b").ask("How long does the quokka sleep?", Chosen(articles=(OWN + id,)))
    assert "your own files are gone" in named.mistake


def test_files_leave_no_trace_once_indexed_and_the_index_goes_with_the_visit(visits: Visits, quokka: Path) -> None:
    shelf = visits.shelf("a")
    shelf.add([quokka])
    assert not quokka.exists()
    assert not [path for path in shelf.folder.rglob("*") if path.suffix == ".txt"]
    visits.end("a")
    assert not shelf.folder.exists()


def test_a_visit_ends_after_an_hour_without_a_question(bot: Bot, index: Index, quokka: Path) -> None:
    now = [0.0]
    visits = Visits(bot, index, make, clock=lambda: now[0], idle=3600)
    shelf = visits.shelf("a")
    now[0] = 3599
    visits.sweep()
    assert shelf.folder.exists()
    visits.of("a")
    now[0] = 7200
    visits.sweep()
    assert not shelf.folder.exists()


def test_bad_files_are_named_and_good_ones_taken(visits: Visits, quokka: Path, tmp_path: Path) -> None:
    bad = tmp_path / "broken.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing")
    odd = tmp_path / "picture.png"
    odd.write_bytes(b"\x89PNG")
    added = visits.shelf("a").add([quokka, bad, odd])
    assert added.articles == 1
    assert {problem.file for problem in added.failed} == {"broken.pdf", "picture.png"}


def test_uploads_are_bounded_in_count_size_and_time(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(index.embedder, make)

    def files(number: int, text: str = "Some words of no use at all.") -> list[Path]:
        found = [tmp_path / f"{n}.txt" for n in range(number)]
        for n, file in enumerate(found):
            file.write_text(f"{text} {n}", encoding="utf-8")
        return found

    with pytest.raises(PullquoteError, match=f"allowed in one visit: {MOST_FILES}"):
        shelf.add(files(MOST_FILES + 1))
    assert not list(tmp_path.iterdir())  # what is refused is deleted too
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(PullquoteError, match="allowed: 20"):
        shelf.add([big])
    ticks = iter([0.0, 0.0, *[1000.0] * 100])
    with pytest.raises(PullquoteError, match="longer than"):
        shelf.add(files(1), clock=lambda: next(ticks))
    assert shelf.sources == []
    shelf.close()


def test_what_is_read_apart_is_what_is_read_here(tmp_path: Path) -> None:
    apart, here = read_apart(bundled_folder(), seconds=60), load_articles(bundled_folder())
    assert [a.sha256 for a in apart.articles] == [a.sha256 for a in here.articles]
    assert [a.debris for a in apart.articles] == [a.debris for a in here.articles]
    assert [a.source.published for a in apart.articles] == [a.source.published for a in here.articles]


def test_reading_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"{number}.txt").write_text(f"Article {number} is one of many. " * 20)
    with pytest.raises(PullquoteError, match="longer than"):
        read_apart(tmp_path, seconds=0.05)  # Python alone takes about as long to start


@pytest.mark.parametrize(
    "link",
    [
        Link("Who?"),
        Link(
            "and in 2020? & <x>",
            ("Who was it in 2017?", "ü ?"),
            Chosen(("A (retold)",), ("own:x#1",), "2017", "2020-06-26"),
        ),
    ],
)
def test_a_link_comes_back_from_its_query_string(link: Link) -> None:
    from urllib.parse import parse_qsl

    assert Link.read(parse_qsl(link.query()[1:])) == link


def test_a_link_with_a_wrong_date_or_unknown_names_asks_without_them() -> None:
    read = Link.read([("q", "Who?"), ("after", "soon"), ("zzz", "1")])
    assert read == Link("Who?")


def test_a_reopened_link_shows_the_same_conversation(deeds: Deeds) -> None:
    deeds.ask("a", "Who was the defense minister in 2017?", Chosen())
    first = deeds.ask("a", "and in 2020?", Chosen(after="2017"))
    again = deeds.open("b", Link("and in 2020?", ("Who was the defense minister in 2017?",), Chosen(after="2017")))
    assert again.talk.count("pq-question") == first.talk.count("pq-question") == 2
    assert "Who was the defense minister in 2020?" in again.talk
    assert deeds.begin("b").talk.count("pq-welcome") == 1


def test_an_endless_question_and_a_wrong_date_are_mistakes_on_the_page(deeds: Deeds) -> None:
    assert "allowed: 10,000" in deeds.ask("a", "x" * 10_001, Chosen()).talk
    assert "no date" in deeds.ask("a", "Who?", Chosen(after="soon")).talk
    assert deeds.ask("c", "  ", Chosen()).talk.count("pq-welcome") == 1


def test_votes_are_questions_that_the_evaluation_reads(deeds: Deeds, tmp_path: Path) -> None:
    deeds.ask("a", WORTH, Chosen())
    deeds.vote("a", "0-0", True, "good\nenough")
    deeds.vote("a", "0-0", False, "")
    deeds.vote("a", "7-0", True, "no such answer")
    deeds.vote("b", "0-0", True, "not mine")
    lines = (tmp_path / "votes.jsonl").read_text(encoding="utf-8").splitlines()
    up, down = read_questions([tmp_path / "votes.jsonl"], load_articles(bundled_folder()).articles)
    assert len(lines) == 2
    assert (up.question, up.type, up.answerable, bool(up.evidence)) == (WORTH, "feedback-confirmed", True, True)
    assert (down.type, down.answerable, down.evidence) == ("feedback-to-check", False, ())
    assert json.loads(lines[0])["reason"] == "good enough"


def test_a_vote_at_the_end_of_a_long_conversation_is_read_by_the_evaluation(deeds: Deeds, tmp_path: Path) -> None:
    for _ in range(60):
        deeds.ask("a", WORTH, Chosen())
    deeds.vote("a", "59-0", True, "")
    (voted,) = read_questions([tmp_path / "votes.jsonl"], load_articles(bundled_folder()).articles)
    assert len(voted.history) == 50


def test_votes_on_a_visitors_own_files_are_not_kept(deeds: Deeds, visits: Visits, quokka: Path, tmp_path: Path) -> None:
    shelf = visits.shelf("a")
    shelf.add([quokka])
    deeds.ask("a", "How long does the quokka sleep?", Chosen(articles=(OWN + shelf.sources[0].id,)))
    deeds.vote("a", "0-0", True, "")
    assert not (tmp_path / "votes.jsonl").exists()


def test_a_citation_of_another_visit_cannot_be_opened(deeds: Deeds) -> None:
    deeds.ask("a", WORTH, Chosen())
    assert "pq-text" in deeds.cite("a", "0-0", 0)
    assert "pq-text" not in deeds.cite("b", "0-0", 0)
    for key in ("", "x", "0", "0-9", "-1-0", "9" * 30 + "-0"):
        assert "pq-text" not in deeds.cite("a", key, 0)


def test_examples_are_questions_that_the_articles_answer(bot: Bot, index: Index) -> None:
    found = examples(bot, index)
    assert 1 <= len(found) <= 4
    assert all(bot.ask(question).answered for question in found)
