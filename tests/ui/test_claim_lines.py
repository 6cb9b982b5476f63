"""Claims in one line each."""

from datetime import date

import pytest

from pullquote.ui.claim_lines import agreement, by_standing, claim_lines, differing_lines, disputed, older
from tests.ui.conftest import (
    AGREED,
    CHANGED,
    DISPUTED,
    INADA,
    KONO,
    ONODERA,
    SIGNED,
    answer,
    claim,
    minister,
    of_another_time,
    quote,
    told,
)


def test_a_claim_in_a_line_says_when_what_and_who() -> None:
    assert [str(line) for line in differing_lines(CHANGED)] == [
        "June 2020 · Taro Kono · Herald",
        "August 2017 to September 2017 · Itsunori Onodera · 2 independent outlets: Post, Gazette",
    ]


def test_a_line_has_the_numbers_of_its_quotes_among_those_shown() -> None:
    assert [line.quotes for line in claim_lines(CHANGED)] == [(0,), (1, 2)]
    for line, one in zip(claim_lines(CHANGED), CHANGED.claims, strict=True):
        assert tuple(CHANGED.shown[number] for number in line.quotes) == one.quotes


def test_claims_of_one_month_are_told_apart_by_their_days() -> None:
    assert [line.when for line in claim_lines(DISPUTED)] == ["26 June 2020", "3 June 2020", "undated"]


def test_claims_of_one_day_need_no_days() -> None:
    other = minister("Gen Nakatani", KONO.article.source.published, "Post")
    assert {line.when for line in claim_lines(told(claim(KONO), claim(other)))} == {"June 2020"}


@pytest.mark.parametrize(
    ("said_of", "when"),
    [
        ("2015", "June 2020, of 2015"),
        ("since 2019", "June 2020, since 2019"),
        ("until 2019", "June 2020, until 2019"),
        ("2020", "June 2020"),
        ("June 2020", "June 2020"),
        ("25 June 2020", "June 2020"),
    ],
)
def test_the_time_spoken_of_is_said_where_it_is_another_than_that_of_publication(said_of: str, when: str) -> None:
    lines = claim_lines(told(claim(KONO, said_of=said_of), claim(ONODERA)))
    assert lines[0].when == when


def test_an_undated_claim_and_one_of_no_named_outlet_say_so() -> None:
    assert str(claim_lines(told(claim(KONO), claim(INADA)))[1]) == "undated · Tomomi Inada · unknown outlet"
    both = claim_lines(told(claim(KONO), claim(INADA, ONODERA)))[1]
    assert both.who == "2 independent outlets: Post, unknown outlet"


def test_without_a_short_answer_the_whole_quote_stands_in_the_line() -> None:
    whole = claim_lines(told(claim(KONO), claim(quote(SIGNED))))[1]
    assert (whole.value, whole.what) == ("", f"“{SIGNED}”")


def test_one_claim_says_nothing_of_times_and_several_outlets_agree() -> None:
    assert (differing_lines(AGREED), agreement(AGREED)) == ([], "2 independent outlets: Post, Gazette")
    assert [line.when for line in claim_lines(AGREED)] == ["August 2017 to September 2017"]
    for alone in (told(claim(KONO)), answer(quote()), CHANGED, of_another_time(claim(ONODERA))):
        assert agreement(alone) == ""


def test_a_claim_of_another_time_is_shown_with_it_even_alone() -> None:
    assert [line.when for line in differing_lines(of_another_time(claim(ONODERA)))] == ["August 2017"]


def test_a_dispute_parts_what_differs_now_from_what_is_older() -> None:
    parted = [(words, [line.value for line in lines]) for words, lines in by_standing(claim_lines(DISPUTED))]
    assert parted == [
        ("The articles differ; none of these is preferred", ["Taro Kono", "Gen Nakatani"]),
        ("Undated", ["Tomomi Inada"]),
    ]
    assert disputed(DISPUTED) and not disputed(CHANGED)


def test_what_is_undated_is_not_called_earlier() -> None:
    old, undated = claim_lines(told(claim(ONODERA), claim(INADA)))
    assert (older([old]), older([undated]), older([old, undated])) == ("Earlier", "Undated", "Earlier, or undated")


def test_where_nothing_is_disputed_all_stand_together() -> None:
    ((words, lines),) = by_standing(claim_lines(CHANGED))
    assert (words, lines) == ("", claim_lines(CHANGED))
    assert by_standing([]) == []


def test_an_earlier_time_of_publication_than_the_month_is_a_span() -> None:
    later = minister("Kono", date(2020, 9, 1), "Post")
    assert claim_lines(told(claim(KONO, later)))[0].when == "June 2020 to September 2020"
    spoken = told(claim(KONO, later, said_of="25 June 2020"))
    assert claim_lines(spoken)[0].when == "June 2020 to September 2020"
