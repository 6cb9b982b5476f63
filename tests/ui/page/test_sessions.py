"""Sessions: apart from each other, and forgotten when they end."""

import json
from datetime import date
from pathlib import Path

from pullquote.index import Index
from pullquote.rag import Config, open_bot, replay_receipt, written
from pullquote.ui.collection import Collection
from pullquote.ui.page.links import FilterForm
from pullquote.ui.page.sessions import Sessions
from pullquote.ui.page.uploads import OWN
from tests.conftest import always_answering

ALL = FilterForm()


def test_a_follow_up_leans_on_its_own_session_alone(sessions: Sessions) -> None:
    sessions.get("a").ask("Who was the defense minister in 2017?", ALL)
    asked = sessions.get("a").ask("and in 2020?", ALL)
    alone = sessions.get("b").ask("and in 2020?", ALL)
    assert asked.replies[0].answer.understood_as == "Who was the defense minister in 2020?"
    assert alone.replies[0].answer.understood_as == "and in 2020?"


def test_a_session_of_more_turns_than_are_looked_at_goes_on(sessions: Sessions) -> None:
    session = sessions.get("a")
    for year in range(1950, 2015):
        asked = session.ask("Who was the defense minister in 1949?" if year == 1950 else f"and in {year}?", ALL)
    assert asked.replies[0].answer.understood_as == "Who was the defense minister in 2014?"


def test_own_files_are_asked_beside_the_loaded_ones_by_their_visitor_only(sessions: Sessions, quokka: Path) -> None:
    uploads = sessions.uploads("a")
    assert uploads.add([quokka]).articles == 1
    asked = sessions.get("a").ask("How long does the quokka of Rottnest Island sleep?", ALL)
    own = [reply for reply in asked.replies if reply.own]
    assert "nineteen hours" in own[0].answer.quotes[0].text
    chosen = FilterForm(articles=(OWN + uploads.sources[0].id,))
    only = sessions.get("a").ask("How long does the quokka sleep?", chosen)
    assert [reply.own for reply in only.replies] == [True]
    other = sessions.get("b").ask("How long does the quokka of Rottnest Island sleep?", ALL)
    assert all("nineteen" not in quote.text for reply in other.replies for quote in reply.answer.quotes)
    assert "your own files are gone" in sessions.get("b").ask("How long does the quokka sleep?", chosen).mistake


def test_a_field_that_only_ones_own_files_have_asks_them_alone_and_one_of_nobody_is_a_mistake(
    sessions: Sessions, tmp_path: Path
) -> None:
    file = tmp_path / "quokka.md"
    file.write_text("---\nhabitat: island\n---\nThe quokka of Rottnest sleeps for nineteen hours.\n", encoding="utf-8")
    sessions.uploads("a").add([file])
    asked = sessions.get("a").ask("How long does the quokka sleep?", FilterForm(where=("habitat=island",)))
    assert [reply.own for reply in asked.replies] == [True] and not asked.mistake
    for name in "ab":
        wrong = sessions.get(name).ask("How long does the quokka sleep?", FilterForm(where=("desk=island",)))
        assert wrong.mistake.startswith("no filter 'desk'")


def test_a_reply_is_found_by_its_card_and_by_nothing_else(sessions: Sessions) -> None:
    asked = sessions.get("a").ask("Who was the defense minister in 2017?", ALL)
    assert sessions.get("a").find("0-0") == (asked, asked.replies[0])
    for key in ("", "x", "0", "0-9", "-1-0", "9" * 30 + "-0", "1-0"):
        assert sessions.get("a").find(key) is None


def test_a_session_ends_after_an_hour_without_a_question(collection: Collection) -> None:
    now = [0.0]
    sessions = Sessions(collection, always_answering, clock=lambda: now[0], idle=3600)
    folder = sessions.uploads("a").folder
    now[0] = 3599
    sessions.sweep()
    assert folder.exists()
    sessions.get("a")
    now[0] = 7200
    sessions.sweep()
    assert not folder.exists()


def test_the_day_of_the_form_bounds_what_is_known(sessions: Sessions) -> None:
    asked = sessions.get("a").ask("Who is the defense minister?", FilterForm(as_of="2017-12-31"))
    (reply,) = asked.replies
    days = [quote.article.source.published for quote in reply.answer.shown]
    assert reply.answer.as_of == date(2017, 12, 31)
    assert days and all(day and day <= date(2017, 12, 31) for day in days)
    assert "no date" in sessions.get("a").ask("Who?", FilterForm(as_of="soon")).mistake


def test_a_receipt_holds_what_was_asked_and_can_be_replayed(bundled: Index) -> None:
    config = Config(threshold=0.0, reader="nearest")
    sessions = Sessions(Collection(bundled, open_bot(bundled, config=config), config), always_answering)
    sessions.get("a").ask("Who was the defense minister in 2017?", ALL)
    asked = sessions.get("a").ask("and in 2020?", FilterForm(after="2018"))
    receipt = json.loads(asked.replies[0].receipt)
    held = receipt["proof"]["asked"]
    assert [turn["question"] for turn in held["history"]] == ["Who was the defense minister in 2017?"]
    assert (held["where"]["after"], held["reader"], held["threshold"]) == ("2018-01-01", "nearest", 0.0)
    assert asked.replies[0].receipt.encode() == written(receipt)
    assert replay_receipt(receipt, bundled).outcome == "match"
    sessions.close()
