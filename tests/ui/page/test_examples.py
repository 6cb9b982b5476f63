"""Questions to begin with."""

import itertools

import pytest

from pullquote.corpus import StoppedError, stopping_when
from pullquote.ui.api import SECONDS as OF_AN_EVENT
from pullquote.ui.collection import Collection
from pullquote.ui.page.examples import SECONDS, examples, names_in, questions


def test_examples_are_questions_that_the_articles_answer(collection: Collection) -> None:
    found = examples(collection)
    assert 1 <= len(set(found)) == len(found) <= 4
    answers = [collection.bot.ask(question) for question in found]
    articles = [answer.quotes[0].article.id for answer in answers]
    several = len(set(articles))
    assert len(set(articles[:several])) == several  # one of each before a second of any


def test_on_a_slow_machine_there_are_those_that_were_found_in_time(collection: Collection) -> None:
    everything = examples(collection)
    found = [examples(collection, clock=itertools.count(0, seconds).__next__) for seconds in (0.01, 0.6, 100)]
    assert [len(some) for some in found] == sorted((len(some) for some in found), reverse=True)
    assert (found[0], found[-1]) == (everything, [])


def test_those_of_the_loaded_articles_and_of_ones_own_are_found_in_one_event() -> None:
    assert 2 * SECONDS < OF_AN_EVENT


def test_examples_that_nobody_waits_for_are_not_found(collection: Collection) -> None:
    with stopping_when(lambda: "gone"), pytest.raises(StoppedError, match="gone"):
        examples(collection)


def asked_about(*texts: str, turn: int = 0) -> list[str]:
    return list(questions("\n".join(texts), names_in(["\n".join(texts)]), turn))


def test_people_are_who_is_named_by_the_last_word_alone_later_and_things_are_what_is_explained() -> None:
    told = (
        "The mayor Ines Falk opened the Torvik Bridge, a crossing of steel.",
        "In the evening Falk thanked the workers for the Torvik Bridge.",
    )
    assert asked_about(*told) == [
        "Who is Ines Falk?",
        "What is the Torvik Bridge?",
        "What did Ines Falk say about the Torvik Bridge?",
    ]
    assert asked_about(*told, turn=1)[0] == "What is the Torvik Bridge?"


def test_a_word_that_only_begins_sentences_or_stands_small_elsewhere_is_no_name() -> None:
    assert asked_about("Since Falk spoke, the mayor Ines Falk waits.", "Since Falk left, nobody comes.") == [
        "Who is Ines Falk?"
    ]
    assert asked_about("The Old Bridge fell, and the Old Bridge was an old bridge.") == []
    assert asked_about("", "nothing here has a capital") == []
