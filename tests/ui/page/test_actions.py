"""What can be done on the page, without the page."""

import json
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import NotFoundError, bundled_folder, load_articles
from pullquote.evals import read_questions
from pullquote.index import no_progress
from pullquote.ui.page.actions import Actions, Shown
from pullquote.ui.page.feedback import Feedback
from pullquote.ui.page.links import FilterForm, Link
from pullquote.ui.page.sessions import Sessions
from tests.ui.conftest import WORTH, Elements

ALL = FilterForm()
SINCE_2017 = FilterForm(after="2017")


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    return tmp_path / "votes.jsonl"


@pytest.fixture
def actions(sessions: Sessions, votes: Path) -> Actions:
    return Actions(sessions, Feedback(votes))


def kept(shown: Shown, query: str, *, own: bool = False) -> dict[str, Any]:
    """What the page keeps of an exchange."""
    receipts = Elements(parts_of(shown)).having("data-save")
    return {"id": "x", "query": query, "replies": [{"own": own, "receipt": receipt} for receipt in receipts]}


def parts_of(shown: Shown) -> str:
    """What comes into the conversation."""
    (parts,) = Elements(shown.news).having("data-parts")
    assert parts is not None
    return parts


def list_of(shown: Shown) -> str:
    """The list of articles, where it has changed."""
    assert shown.sources is not None
    return shown.sources


def test_what_a_page_kept_is_shown_as_it_was_and_goes_on(actions: Actions) -> None:
    first = actions.ask("a", "Who was the defense minister in 2017?", SINCE_2017)
    query = Link("Who was the defense minister in 2017?", form=SINCE_2017).query()
    again = actions.restore("b", [kept(first, query)])
    assert Elements(parts_of(again)).text == Elements(parts_of(first)).text
    assert again.source_pane == first.source_pane
    asked = actions.ask("b", "and in 2020?", SINCE_2017)
    assert "Who was the defense minister in 2020?" in parts_of(asked)


def test_an_answer_that_cannot_be_shown_again_keeps_its_question_and_says_why(actions: Actions) -> None:
    one = kept(actions.ask("a", WORTH, ALL), Link(WORTH).query())
    changed = {**one, "replies": [{"receipt": one["replies"][0]["receipt"].replace('"sha256": "', '"sha256": "0')}]}
    for other, said in (
        (changed, "has another text now"),
        ({**one, "replies": [{"receipt": "[1]"}]}, "cannot be read"),
        ({**one, "replies": [{"own": True}]}, "your own files"),
        ({**one, "replies": []}, "was not kept"),
        ({**one, "replies": [], "mistake": "no such day"}, "no such day"),
    ):
        shown = parts_of(actions.restore("b", [other]))
        assert said in shown and WORTH in Elements(shown).text
        assert "pq-answer" not in shown and "data-ask" in shown


def test_what_comes_twice_under_one_id_is_asked_once(actions: Actions) -> None:
    first, second = (actions.ask("a", WORTH, ALL, id="one") for _ in range(2))
    assert parts_of(first) == parts_of(second)
    assert 'data-cite="1-0"' in parts_of(actions.ask("a", WORTH, ALL, id="two"))


def test_a_link_asks_a_question_alone_as_it_was_understood_and_the_whole_conversation_only_when_asked_to(
    actions: Actions,
) -> None:
    actions.ask("a", "Who was the defense minister in 2017?", SINCE_2017)
    links = Elements(parts_of(actions.ask("a", "and in 2020?", SINCE_2017))).having("data-link")
    alone, whole = (Link.read(str(link)) for link in links)
    assert alone == Link("Who was the defense minister in 2020?", form=SINCE_2017)
    assert whole == Link("and in 2020?", ("Who was the defense minister in 2017?",), SINCE_2017)


def test_what_a_note_means_is_told_once_in_a_conversation(actions: Actions) -> None:
    said = "Retold from the facts"
    assert Elements(parts_of(actions.ask("a", WORTH, ALL))).text.count(said) == 1
    again = Elements(parts_of(actions.ask("a", WORTH, ALL)))
    assert said not in again.text and any(said in str(tip) for tip in again.having("data-tip"))
    actions.restart("a")
    assert said in Elements(parts_of(actions.ask("a", WORTH, ALL))).text


def test_a_restart_forgets_the_conversation(actions: Actions) -> None:
    actions.ask("a", WORTH, ALL)
    assert "pq-welcome" in parts_of(actions.restart("a"))


def test_questions_to_begin_with_come_when_they_are_found(actions: Actions) -> None:
    assert "data-unsought" in parts_of(actions.restart("a"))
    found = Elements(parts_of(actions.find_examples("a")))
    assert found.having("data-ask") and not found.having("data-unsought")


def test_questions_to_begin_with_are_of_ones_own_articles_too_while_they_are_there(
    actions: Actions, tmp_path: Path
) -> None:
    of_loaded = Elements(parts_of(actions.find_examples("a"))).having("data-ask")
    file = tmp_path / "crane.txt"
    file.write_text("The crane of Brom is driven by Otto Falk, a mason. In 2011 Falk built it.\n", "utf-8")
    _, shown = actions.upload("a", [file], no_progress)
    assert "data-unsought" in parts_of(shown)
    found = Elements(parts_of(actions.find_examples("a"))).having("data-ask")
    assert found[0] == "Who is Otto Falk?" and found[1:] == of_loaded[: len(found) - 1]
    gone = Elements(parts_of(actions.remove("a", "own:yours/crane.txt")))
    assert gone.having("data-ask") == of_loaded and not gone.having("data-unsought")


def test_an_endless_question_and_a_wrong_date_are_mistakes_on_the_page(actions: Actions) -> None:
    assert "allowed: 10,000" in parts_of(actions.ask("a", "x" * 10_001, ALL))
    assert "no date" in parts_of(actions.ask("a", "Who?", FilterForm(after="soon")))


def test_an_empty_question_changes_nothing(actions: Actions) -> None:
    assert not Elements(parts_of(actions.ask("a", "  ", ALL))).found


def test_the_source_of_another_session_cannot_be_opened(actions: Actions) -> None:
    actions.ask("a", WORTH, ALL)
    assert "pq-text" in actions.show_source("a", "0-0", 0)
    assert "pq-text" not in actions.show_source("b", "0-0", 0)


def test_the_list_has_the_loaded_articles_and_ones_own_which_can_be_read_and_removed(
    actions: Actions, quokka: Path
) -> None:
    assert len(Elements(list_of(actions.restart("a"))).having("data-read")) == 5
    result, shown = actions.upload("a", [quokka], no_progress)
    assert "1 article added" in result and not quokka.exists()
    listed = Elements(list_of(shown))
    (own,) = listed.having("data-remove")
    assert own and listed.having("data-read")[0] == own and "6 articles" in listed.text and "Yours" in listed.text
    assert "one of them your own" in Elements(parts_of(shown)).text
    assert len(Elements(list_of(actions.restart("b"))).having("data-read")) == 5
    assert "nineteen hours" in actions.read("a", own)
    with pytest.raises(NotFoundError):
        actions.read("b", own)
    assert len(Elements(list_of(actions.remove("a", own))).having("data-read")) == 5
    with pytest.raises(NotFoundError):
        actions.read("a", own)


def test_the_list_of_articles_comes_again_only_when_it_has_changed(actions: Actions, quokka: Path) -> None:
    assert actions.restart("a").sources
    assert not actions.ask("a", WORTH, ALL).sources and not actions.restart("a").sources
    assert actions.ask("b", WORTH, ALL).sources  # another page has no list yet
    _, shown = actions.upload("a", [quokka], no_progress)
    assert shown.sources and not actions.ask("a", WORTH, ALL).sources


def test_a_vote_becomes_a_question_of_the_evaluation(actions: Actions, votes: Path) -> None:
    actions.ask("a", WORTH, FilterForm(outlets=("Japan Media",)))
    actions.vote("a", "0-0", True, " exactly\n<this> ")
    (example,) = read_questions([votes], load_articles(bundled_folder()).articles)
    kept = json.loads(votes.read_text())
    assert example.question == WORTH and "178.7 billion yen" in kept["evidence"][0]["text"]
    assert {place.article for place in example.evidence} == {one["article"] for one in kept["evidence"]}
    assert (kept["vote"], kept["reason"]) == ("up", "exactly <this>")
    assert kept["filters"]["publisher"] == ["Japan Media"]


def test_a_reason_or_another_thumb_takes_the_place_of_the_vote_before(actions: Actions, votes: Path) -> None:
    actions.ask("a", WORTH, ALL)
    actions.ask("a", WORTH, ALL)
    for key, right, reason in (("0-0", True, ""), ("1-0", True, ""), ("0-0", False, ""), ("0-0", False, "a reason")):
        actions.vote("a", key, right, reason)
    found = [json.loads(line) for line in votes.read_text().splitlines()]
    assert [(vote["vote"], vote["reason"]) for vote in found] == [("up", ""), ("down", "a reason")]


def test_a_vote_for_nothing_or_from_ones_own_files_is_not_kept(actions: Actions, votes: Path, quokka: Path) -> None:
    _, shown = actions.upload("a", [quokka], no_progress)
    (id,) = Elements(list_of(shown)).having("data-remove")
    own = FilterForm(articles=(str(id),))
    actions.ask("a", "How long does the quokka sleep?", own)
    actions.vote("a", "0-0", True, "")
    actions.vote("a", "7-0", True, "")
    assert not votes.exists()
