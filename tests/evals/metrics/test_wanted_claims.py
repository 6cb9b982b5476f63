"""Claims against those that are wanted: the same wording is the same value, and a refusal claims nothing."""

import pytest

from pullquote.corpus import Span
from pullquote.evals.metrics.wanted_claims import fits, one_has, shown_claims
from pullquote.index import Passage
from pullquote.rag import Answer, Claim, Quote, Refusal
from tests.conftest import article

HELD = article("a", "Fares rise from 3 to 14 crowns.")
PASSAGE = Passage(HELD, 0, len(HELD.text))


def quote(focus: str = "") -> Quote:
    at = HELD.text.index(focus)
    return Quote(PASSAGE, 0, len(HELD.text), 1.0, Span(at, at + len(focus)) if focus else None)


@pytest.mark.parametrize(
    ("short", "wordings", "fitting"),
    [
        ("the mayor, Ilse Marrow", ["Marrow"], True),
        ("Marrow", ["Ilse Marrow", "Brandt"], True),
        ("14 crowns", ["4 crowns"], False),  # whole words only
        ("Brandt", ["Marrow"], False),
        ("Brandt", [], False),
        ("Brandt", ["the"], False),  # without a word in SQuAD's normalisation nothing can be told
        ("the", ["Brandt"], False),
    ],
)
def test_a_short_answer_contains_a_wording_or_lies_in_one(short: str, wordings: list[str], fitting: bool) -> None:
    assert fits(short, wordings) is fitting


def test_a_quote_is_held_to_its_short_answer_and_without_one_to_its_words() -> None:
    assert one_has([quote("14 crowns")], ["14 crowns"])
    assert not one_has([quote("14 crowns")], ["3"])  # it is in the quote, which gives another answer
    assert one_has([quote()], ["3"])
    assert not one_has([quote()], ["4 crowns"])
    assert not one_has([], ["3"])


def test_a_refusal_claims_nothing_though_it_shows_what_is_said_of_another_time() -> None:
    claims = (Claim((quote("3"),)),)
    assert shown_claims(Answer("?", "?", 0.5, claims[0].quotes, claims=claims)) == claims
    of_another_time = Refusal("other_time", "Only of another time.", claims[0].quotes)
    assert shown_claims(Answer("?", "?", 0.5, refusal=of_another_time, claims=claims)) == ()
