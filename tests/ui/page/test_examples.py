"""Questions to begin with."""

import itertools

import pytest

from pullquote.corpus import StoppedError, stopping_when
from pullquote.ui.collection import Collection
from pullquote.ui.page.examples import examples


def test_examples_are_questions_that_the_articles_answer(collection: Collection) -> None:
    found = examples(collection)
    assert 1 <= len(set(found)) == len(found) <= 4
    answers = [collection.bot.ask(question) for question in found]
    articles = [answer.quotes[0].article.id for answer in answers]
    assert len(set(articles)) == min(len(found), len(collection.index.sources()))  # before a second of any


def test_on_a_slow_machine_there_are_those_that_were_found_in_time(collection: Collection) -> None:
    everything = examples(collection)
    found = [examples(collection, clock=itertools.count(0, seconds).__next__) for seconds in (0.01, 0.6, 100)]
    assert [len(some) for some in found] == sorted((len(some) for some in found), reverse=True)
    assert (found[0], found[-1]) == (everything, [])


def test_examples_that_nobody_waits_for_are_not_found(collection: Collection) -> None:
    with stopping_when(lambda: "gone"), pytest.raises(StoppedError, match="gone"):
        examples(collection)
