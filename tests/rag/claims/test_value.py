"""One value in two wordings is one; two values are two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.rag.claims.value import Value
from pullquote.rag.question.days import Days, month, year

texts = st.lists(st.sampled_from("two 2.00 crowns Ada Berg mayor the 14 fourteen".split()), min_size=1, max_size=4)
values = texts.map(lambda words: Value.of(" ".join(words), frozenset()))


@given(values, values)
def test_to_say_the_same_is_mutual_and_everything_says_itself(one: Value, other: Value) -> None:
    assert one.same(other) == other.same(one)
    assert one.same(one)
    assert one.comparable(other) == other.comparable(one)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Onodera", "the Defense Minister Itsunori Onodera", True),
        ("Itsunori Onodera", "Taro Kono", False),
        ("two crowns", "2.00 crowns", True),
        ("10 crowns", "10 per cent", False),
        ("14", "Fourteen people", True),
        ("14 people", "15 people", False),
        ("the mayor Ada Berg", "the mayor Otto Brandt", False),  # "mayor" is asked for
    ],
)
def test_shortened_and_titled_forms_and_written_numbers_are_one(one: str, other: str, *, same: bool) -> None:
    asked = frozenset(["mayor"])
    assert Value.of(one, asked).same(Value.of(other, asked)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"), [(year(2022), month(2022, 9), True), (year(2022), year(2021), False)]
)
def test_a_day_within_another_time_is_the_same_said_more_exactly(one: Days, other: Days, *, same: bool) -> None:
    assert Value.of("then", frozenset(), one).same(Value.of("so", frozenset(), other)) is same


def test_sentences_are_one_when_most_of_their_words_are() -> None:
    def whole(text: str) -> Value:
        return Value.of(text, frozenset(), whole=True)

    one = whole("The mill of Lund was sold in spring.")
    # mill lund sold spring: 4 of 5 words
    assert one.same(whole("In spring the old mill of Lund was sold."))
    assert not one.same(whole("The mill of Lund was burnt down."))


def test_a_number_is_compared_with_numbers_and_a_time_with_times() -> None:
    votes = Value.of("33 votes", frozenset())
    assert votes.comparable(Value.of("47", frozenset()))
    assert not votes.comparable(Value.of("the council", frozenset()))
    spring, september = (Value.of(words, frozenset(), year(2022)) for words in ("the spring", "September 2022"))
    assert spring.comparable(september)
