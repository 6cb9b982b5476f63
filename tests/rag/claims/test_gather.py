"""What the articles say, each value once, the newest first, and what differs for no reason of time is disputed."""

from collections.abc import Sequence
from datetime import date

import pytest

from pullquote.rag import Claim, Question, Quote
from pullquote.rag.claims.dating import told
from pullquote.rag.claims.gather import MARGIN, SHARE, gather
from tests.rag.claims.conftest import said

WHO = Question("Who is the mayor?")
BRANDT = said("Otto Brandt is the mayor.", "Otto Brandt", day="2018-05-08", score=1.0)
MARROW = said("The mayor is Ilse Marrow.", "Ilse Marrow", day="2022-05-10", outlet="Herald", score=0.8)
MARROW_TOO = said("Mayor Marrow spoke.", "Marrow", day="2023-05-10", outlet="Sun", score=0.6)
PELLEW = said("Jon Pellew is the mayor.", "Jon Pellew", day="2024-02-20", score=0.4)


def said_of(*quotes: Quote, question: Question = WHO) -> list[tuple[str, str]]:
    return [(claim.value, claim.standing) for claim in claims(*quotes, question=question)]


def claims(*quotes: Quote, question: Question = WHO) -> Sequence[Claim]:
    return gather(question, told(sorted(quotes, key=lambda quote: -quote.score)), ())


def test_one_value_throughout_is_the_only_one() -> None:
    (claim,) = claims(MARROW, MARROW_TOO)
    assert (claim.standing, claim.value, claim.outlets) == ("only", "Ilse Marrow", 2)
    assert (claim.independent, claim.quotes) == (("Herald", "Sun"), (MARROW, MARROW_TOO))
    assert (claim.first, claim.last) == (date(2022, 5, 10), date(2023, 5, 10))


def test_values_that_time_explains_come_newest_first_whatever_their_scores() -> None:
    assert said_of(BRANDT, MARROW, MARROW_TOO, PELLEW) == [
        ("Jon Pellew", "newest"),
        ("Ilse Marrow", "earlier"),
        ("Otto Brandt", "earlier"),
    ]


def test_what_a_new_article_calls_an_earlier_value_is_not_the_newest() -> None:
    recalled = said(
        "The previous mayor, Otto Brandt, watched.", "Otto Brandt", day="2024-02-20", outlet="Sun", score=0.9
    )
    assert said_of(recalled, PELLEW) == [("Jon Pellew", "newest"), ("Otto Brandt", "earlier")]


def test_of_one_time_what_was_told_last_comes_first_whatever_time_its_sentence_names() -> None:
    question = Question("How many burglaries were there?")
    first = said("There were 1,120 burglaries.", "1,120", day="2019-02-19")
    corrected = said("In 2018 there were 1,530 burglaries.", "1,530", day="2019-03-12", score=-0.1)
    for of_one_time, expected in ((True, ["1,530", "1,120"]), (False, ["1,120", "1,530"])):
        found = gather(question, told([first, corrected]), (), of_one_time=of_one_time)
        assert [claim.value for claim in found] == expected


def test_two_values_of_one_day_are_disputed_and_older_ones_are_earlier() -> None:
    question = Question("How many died?")
    nine = said("Nine people died.", "Nine people", day="2021-10-12", outlet="Post")
    eleven = said("Eleven people died.", "Eleven people", day="2021-10-12", outlet="Sun", score=0.1)
    four = said("Four people died.", "Four people", day="2021-10-01", outlet="Herald", score=0.2)
    found = said_of(nine, eleven, four, question=question)
    assert found == [("Eleven people", "disputed"), ("Nine people", "disputed"), ("Four people", "earlier")]


def test_an_article_that_says_one_thing_does_not_agree_with_another_of_the_same_time() -> None:
    text = "Ilse Marrow is the mayor. Jon Pellew, her deputy, was there."
    marrow = said(text, "Ilse Marrow", day="2022-05-10", outlet="Sun", name="sun", score=0.9)
    deputy = said(text, "Jon Pellew", day="2022-05-10", outlet="Sun", name="sun", score=-0.3)
    found = claims(marrow, PELLEW, deputy)
    assert [(claim.value, claim.independent, claim.first) for claim in found] == [
        ("Jon Pellew", ("Post",), date(2024, 2, 20)),
        ("Ilse Marrow", ("Sun",), date(2022, 5, 10)),
    ]


def test_an_article_without_a_day_takes_part_and_is_never_newest() -> None:
    undated = said("Ada Berg is the mayor.", "Ada Berg", score=1.0)
    assert said_of(undated, PELLEW) == [("Jon Pellew", "newest"), ("Ada Berg", "earlier")]
    (claim,) = claims(undated)
    assert (claim.first, claim.last, claim.standing) == (None, None, "only")


@pytest.mark.parametrize("best", [-2.0, 0.0, 2.5])
def test_what_is_far_behind_the_best_is_no_claim_and_how_far_goes_by_how_sure_the_best_is(best: float) -> None:
    sure = said("Otto Brandt is the mayor.", "Otto Brandt", day="2018-05-08", score=best)
    near, far = (
        said("Ada Berg is the mayor.", "Ada Berg", day="2025-01-01", score=SHARE * best - MARGIN + more)
        for more in (0.01, -0.01)
    )
    assert len(claims(sure, near)) == 2
    assert len(claims(sure, far)) == 1


def test_a_quote_that_says_the_same_may_be_further_behind_and_does_not_make_it_newer() -> None:
    agrees = said("Brandt, it is said.", "Brandt", day="2025-01-01", outlet="Sun", score=0.9 * SHARE - MARGIN)
    newest, earlier = claims(BRANDT, PELLEW, agrees)
    assert (newest.value, earlier.outlets, earlier.last) == ("Jon Pellew", 2, date(2018, 5, 8))


def test_what_a_bare_number_counts_is_the_word_after_it() -> None:
    votes = said("It passed by 33 votes.", "33", day="2021-06-22")
    scooters = said("There are 33 scooters.", "33", day="2022-06-22", outlet="Sun")
    more = said("The vote: 33 votes.", "33 votes", day="2021-06-23", outlet="Herald")
    found = claims(votes, scooters, more, question=Question("How many voted for it?"))
    assert [claim.outlets for claim in found] == [1, 2]


def test_a_second_value_of_an_article_is_one_only_where_a_list_is_asked_for() -> None:
    text = "Ada Berg signed. Then Otto Brandt signed."
    quotes = [said(text, name, day="2020-01-01", name="one") for name in ("Ada Berg", "Otto Brandt")]
    assert said_of(*quotes, question=Question("Who signed it?")) == [("Ada Berg", "only")]
    assert len(claims(*quotes, question=Question("Name the two who signed."))) == 2


def test_a_claim_keeps_the_best_quote_of_each_outlet() -> None:
    worse = said("Marrow, the mayor, was there.", "Marrow", day="2023-01-01", outlet="Herald", score=0.5)
    (claim,) = claims(MARROW, worse, MARROW_TOO)
    assert claim.quotes == (MARROW, MARROW_TOO)
    assert claim.outlets == 2


def test_without_quotes_there_are_no_claims() -> None:
    assert gather(WHO, (), ()) == ()
