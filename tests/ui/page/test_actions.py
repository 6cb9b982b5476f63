"""What can be done on the page, without the page."""

import json
from pathlib import Path

import pytest

from pullquote.corpus import bundled_folder, load_articles
from pullquote.evals import read_questions
from pullquote.index import no_progress
from pullquote.ui.page.actions import Actions
from pullquote.ui.page.feedback import Feedback
from pullquote.ui.page.links import FilterForm, Link
from pullquote.ui.page.sessions import Sessions
from tests.ui.conftest import WORTH

ALL = FilterForm()
SINCE_2017 = FilterForm(after="2017")


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    return tmp_path / "votes.jsonl"


@pytest.fixture
def actions(sessions: Sessions, votes: Path) -> Actions:
    return Actions(sessions, Feedback(votes))


def test_a_reopened_link_shows_the_same_conversation(actions: Actions) -> None:
    actions.ask("a", "Who was the defense minister in 2017?", SINCE_2017)
    first = actions.ask("a", "and in 2020?", SINCE_2017)
    again = actions.open("b", Link("and in 2020?", ("Who was the defense minister in 2017?",), SINCE_2017))
    assert again == first
    assert "Who was the defense minister in 2020?" in again.conversation
    assert again.conversation.count("pq-question") == 2


def test_a_restart_forgets_the_conversation(actions: Actions) -> None:
    actions.ask("a", WORTH, ALL)
    assert "pq-welcome" in actions.restart("a").conversation


def test_an_endless_question_and_a_wrong_date_are_mistakes_on_the_page(actions: Actions) -> None:
    assert "allowed: 10,000" in actions.ask("a", "x" * 10_001, ALL).conversation
    assert "no date" in actions.ask("a", "Who?", FilterForm(after="soon")).conversation


def test_an_empty_question_changes_nothing(actions: Actions) -> None:
    assert "pq-welcome" in actions.ask("a", "  ", ALL).conversation


def test_the_source_of_another_session_cannot_be_opened(actions: Actions) -> None:
    actions.ask("a", WORTH, ALL)
    assert "pq-text" in actions.show_source("a", "0-0", 0)
    assert "pq-text" not in actions.show_source("b", "0-0", 0)


def test_the_choices_are_those_of_the_loaded_articles_and_ones_own(actions: Actions, quokka: Path) -> None:
    assert len(actions.choices("a").articles) == 5
    result, choices = actions.upload("a", [quokka], no_progress)
    assert "1 article added" in result and not quokka.exists()
    assert choices.articles[0][0] == "quokka (yours)" and len(choices.articles) == 6
    assert len(actions.choices("b").articles) == 5


def test_a_vote_becomes_a_question_of_the_evaluation(actions: Actions, votes: Path) -> None:
    actions.ask("a", WORTH, FilterForm(outlets=("Japan Media",)))
    actions.vote("a", "0-0", True, " exactly\n<this> ")
    (example,) = read_questions([votes], load_articles(bundled_folder()).articles)
    kept = json.loads(votes.read_text())
    assert example.question == WORTH and "178.7 billion yen" in kept["evidence"][0]["text"]
    assert {place.article for place in example.evidence} == {one["article"] for one in kept["evidence"]}
    assert (kept["vote"], kept["reason"]) == ("up", "exactly <this>")
    assert kept["filters"]["publisher"] == ["Japan Media"]


def test_a_vote_for_nothing_or_from_ones_own_files_is_not_kept(actions: Actions, votes: Path, quokka: Path) -> None:
    actions.upload("a", [quokka], no_progress)
    own = FilterForm(articles=(actions.choices("a").articles[0][1],))
    actions.ask("a", "How long does the quokka sleep?", own)
    actions.vote("a", "0-0", True, "")
    actions.vote("a", "7-0", True, "")
    assert not votes.exists()
