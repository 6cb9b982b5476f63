"""Laws of follow-ups: each turn is completed once, by those before it, and no conversation is too long to go on."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import PullquoteError
from pullquote.index import LONGEST_QUESTION
from pullquote.rag import Turn
from pullquote.rag.question.followup import MOST_TURNS, check_history, completed, follow, recent_turns

OPENERS = ["Who was Japan's defense minister in 2017?", "Why did Japan give up Aegis Ashore?", "What is THAAD?"]
FOLLOWERS = ["and in 2020?", "what did he say about Guam?", "And Poland?", "how much did it cost?", "why?"]
SAID = [
    *OPENERS, *FOLLOWERS, "who replaced him?", "What about the foreign minister?", "what was his plan?", "its cost?",
    "and what did they say about that?", "but why was it dropped?", "then what happened?", "where is it deployed?", "",
]  # fmt: skip
ANSWERS = ["", "Itsunori Onodera", "178.7 billion yen", "the US"]
turns = st.builds(Turn, st.sampled_from(SAID), st.sampled_from(ANSWERS))


class Choosing:
    """Says which name is most like another, always the last, and keeps count."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, name: str, others: Sequence[str]) -> int:
        self.calls += 1
        return len(others) - 1


def directly(question: str, history: Sequence[Turn]) -> str:
    """What completing means: after turns each of which was completed in the same way by those before it."""
    return follow(question, [Turn(directly(t.question, history[:n]), t.answer) for n, t in enumerate(history)])


@given(question=st.sampled_from(SAID), history=st.lists(turns, max_size=6))
def test_a_question_is_completed_after_turns_that_were_completed_alike(question: str, history: list[Turn]) -> None:
    assert completed(question, history) == directly(question, history)


def again(question: str, history: Sequence[Turn]) -> str:
    """As it was until it took too long: what is complete is completed once more at every level."""
    whole: list[Turn] = []
    for turn in history:
        whole.append(Turn(again(turn.question, whole), turn.answer))
    return follow(question, whole)


@given(question=st.sampled_from(SAID), history=st.lists(turns, max_size=2))
def test_after_one_or_two_turns_completing_them_again_changes_nothing(question: str, history: list[Turn]) -> None:
    assert completed(question, history) == again(question, history)


def test_after_a_question_that_stands_by_itself_completing_them_again_changes_nothing() -> None:
    for opener, *said in itertools.product(OPENERS, FOLLOWERS, FOLLOWERS, FOLLOWERS):
        for answers in itertools.product(ANSWERS[:3], repeat=3):
            history = [Turn(*turn) for turn in zip([opener, *said[:2]], answers, strict=True)]
            assert completed(said[2], history) == again(said[2], history)


def test_sixty_turns_are_looked_at_once_each() -> None:
    closest = Choosing()
    history = [Turn("Who was Japan's defense minister in 2017?"), *[Turn(f"What about P{n}land?") for n in range(59)]]
    assert completed("And Poland?", history, closest) == "Who was Poland's defense minister in 2017?"
    assert closest.calls == 60  # the 59 turns after the first, and the question


def test_of_a_question_full_of_names_only_some_are_compared() -> None:
    compared: list[int] = []

    def closest(_name: str, others: Sequence[str]) -> int:
        compared.append(len(others))
        return 0

    completed("And Poland?", [Turn("Who met " + ", ".join(f"N{n}" for n in range(1000)) + "?")], closest)
    assert compared == [20]


def test_what_would_grow_longer_than_a_question_may_be_stays_as_it_is() -> None:
    last = Turn("is " + "so " * 3000 + "it?")
    assert len(completed("how much was that?", [last])) <= LONGEST_QUESTION
    long = Turn("is " + "so " * 3330 + "it?")
    assert completed("how much was that?", [long]) == "how much was that?"


def test_a_conversation_of_vague_questions_does_not_double_with_each() -> None:
    history: list[Turn] = []
    for _ in range(60):
        history.append(Turn(completed("then what happened?", recent_turns(history))))
    assert max(len(turn.question) for turn in history) <= LONGEST_QUESTION


@pytest.mark.parametrize("length", [0, 1, MOST_TURNS, MOST_TURNS + 1, 60])
def test_a_conversation_that_goes_on_is_looked_at_from_its_end(length: int) -> None:
    history = [Turn(f"Who is {n}?") for n in range(length)]
    assert recent_turns(history) == tuple(history)[-MOST_TURNS:]
    check_history(recent_turns(history))


@pytest.mark.parametrize("long", [Turn("x" * 10_001), Turn("Who?", "x" * 10_001)])
def test_what_was_said_before_a_turn_that_is_too_long_falls_out_with_it(long: Turn) -> None:
    assert recent_turns([Turn("Who?"), long, Turn("Why?"), Turn("When?")]) == (Turn("Why?"), Turn("When?"))
    assert recent_turns([Turn("Who?"), long]) == ()


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ([Turn("Who?")] * 51, "the history has 51 turns; allowed: 50"),
        ([Turn("Who?"), Turn("x" * 10_001)], "the question of turn 2 has 10,001 characters; allowed: 10,000"),
        ([Turn("Who?", "x" * 20_000)], "the answer of turn 1 has 20,000 characters; allowed: 10,000"),
    ],
)
def test_more_turns_or_longer_ones_than_are_looked_at_are_named(history: list[Turn], said: str) -> None:
    with pytest.raises(PullquoteError, match=said):
        check_history(history)


def test_the_word_before_is_replaced_whole_or_not_at_all() -> None:
    assert (
        completed("What about the foreign minister?", [Turn("Who is the minister?")]) == "Who is the foreign minister?"
    )
    turns = [Turn("Who is the defense minister?")]
    assert completed("What about the foreign minister?", turns) == "Who is the foreign minister?"


LAST = [Turn("Who was Japan's defense minister in 2017?", "Itsunori Onodera")]


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("and in 2020?", "Who was Japan's defense minister in 2020?"),
        ("And in March 2017?", "Who was Japan's defense minister in March 2017?"),
        ("who replaced him?", "Who replaced Itsunori Onodera?"),
        ("What about the foreign minister?", "Who was Japan's foreign minister in 2017?"),
        ("And Poland?", "Who was Poland's defense minister in 2017?"),
        ("And on Sundays?", "Who was Japan's defense minister in 2017 on Sundays?"),
        ("what did he say about Guam?", "What did Itsunori Onodera say about Guam?"),
        ("what was his plan?", "What was Itsunori Onodera's plan?"),
        ("Is Aegis Ashore deployed in Romania?", "Is Aegis Ashore deployed in Romania?"),
    ],
)
def test_a_follow_up_is_completed_by_rule(said: str, understood: str) -> None:
    assert completed(said, LAST) == understood


def test_it_is_the_name_last_asked_about() -> None:
    turns = [Turn("Why did Japan give up Aegis Ashore?")]
    assert completed("how much did it cost?", turns) == "How much did Aegis Ashore cost?"


def test_without_history_a_question_stays_as_it_is() -> None:
    assert completed("and in 2020?", []) == "and in 2020?"
