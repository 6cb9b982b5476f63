"""What was typed is answered for what it is: a question, a follow-up, or neither."""

from collections.abc import Sequence
from datetime import date

import pytest

from pullquote.rag import Turn
from pullquote.rag.question.understanding import Understood, understood
from tests.rag.conftest import FixedVocabulary

WORDS = FixedVocabulary({"minist": "minister", "lund": "Lund"}, ordinary={"weather", "mayor", "defense"})
LAST = [Turn("Who is the minister of Lund?", "Ada Berg")]


def of(typed: str, history: Sequence[Turn] = ()) -> Understood:
    return understood(typed, history, WORDS, lambda: [date(2020, 6, 1)])


@pytest.mark.parametrize("typed", ["hello", "Thanks!", "thank you", "Summarize the articles", "good morning"])
@pytest.mark.parametrize("history", [[], LAST])
def test_what_no_article_answers_is_no_question_whatever_was_said_before(typed: str, history: list[Turn]) -> None:
    assert of(typed, history).mistake.startswith("No article can answer this. Ask")


@pytest.mark.parametrize("typed", ["hello there", "thanks for that"])
@pytest.mark.parametrize("history", [[], LAST])
def test_what_asks_nothing_and_speaks_of_nobody_goes_on_from_no_question(typed: str, history: list[Turn]) -> None:
    assert of(typed, history).mistake.startswith("No article can answer this. Ask")


@pytest.mark.parametrize("typed", ["Is anything there?", "tell me about her", "and there?"])
def test_what_asks_or_speaks_of_somebody_goes_on_from_one(typed: str) -> None:
    assert of(typed).mistake.startswith("This goes on from a question")
    assert not of(typed, LAST).mistake


@pytest.mark.parametrize("typed", ["and in 2019?", "who replaced him?", "why?", "What about Lund?", "its cost?"])
def test_a_follow_up_without_anything_before_it_says_so(typed: str) -> None:
    assert of(typed).mistake.startswith("This goes on from a question, and there is none before it.")
    assert not of(typed, LAST).mistake


@pytest.mark.parametrize("typed", ["lido repair cost", "minister of Lund salary", "Which ships sail to Lund?"])
def test_what_stands_by_itself_is_left_alone(typed: str) -> None:
    assert of(typed, LAST).question.text == of(typed).question.text == typed


def test_a_name_in_capitals_is_no_pronoun() -> None:
    assert not of("what did the US say").mistake
    assert of("what did it say to us").mistake


def test_a_follow_up_may_count_from_the_day_too() -> None:
    found = of("and last year?", LAST)
    assert found.question.text == "Who is the minister of Lund in 2019?"
    assert [str(days) for days in found.times] == ["2019"]


@pytest.mark.parametrize(
    ("typed", "warned"),
    [
        ("Wer ist der Verteidigungsminister von Lund?", True),
        ("Кто министр?", True),
        ("Who is the minister of defense in Lund?", False),
        ("How is the weather?", False),
        ("ministro", False),  # a word tells nothing
    ],
)
def test_a_question_of_which_most_words_are_unknown_comes_with_a_warning(typed: str, *, warned: bool) -> None:
    assert bool(of(typed).warning) is warned
