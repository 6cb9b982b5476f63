"""Times become days: laws of intervals, and each form of the grammar once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import MONTHS
from pullquote.rag.question.days import Days, month, months, one, year
from pullquote.rag.question.times import times

TUESDAY = date(2019, 6, 4)
WORDS = "in last 12 May 2020 the of since days ago to between and until Monday early".split()
days = st.dates(date(1100, 1, 1), date(2096, 1, 1))  # years from 2100 on are numbers
intervals = st.builds(lambda first, length: Days(first, first + timedelta(length)), days, st.integers(0, 900))


@given(days)
def test_a_day_is_read_as_it_is_written_whatever_day_it_is_read_on(day: date) -> None:
    written = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    for text in (written, f"{MONTHS[day.month - 1]} {day.day}, {day.year}", day.isoformat()):
        assert [time.days for time in times(f"It was so on {text}.")] == [one(day)]
        assert times(f"It was so on {text}.", TUESDAY) == times(f"It was so on {text}.")


@given(intervals)
def test_what_is_written_out_of_days_is_read_as_those_days(found: Days) -> None:
    (time,) = times(f"from {found}" if " to " in str(found) else f"in {found}")
    assert time.days == found


@given(intervals, intervals)
def test_what_holds_an_interval_meets_it(one: Days, other: Days) -> None:
    assert one.meets(other) == other.meets(one)
    assert not one.holds(other) or one.meets(other)
    assert one.holds(one)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2020", year(2020)),
        ("in March 2017", month(2017, 3)),
        ("sept 2020", month(2020, 9)),
        ("the summer of 2020", months(2020, 6, 3)),
        ("winter 2019", months(2019, 12, 3)),
        ("the second half of 2023", months(2023, 7, 6)),
        ("the third quarter of 2023", months(2023, 7, 3)),
        ("the season 2019/20", Days(date(2019, 7, 1), date(2020, 6, 30))),
        ("the 1990s", Days(date(1990, 1, 1), date(1999, 12, 31))),
        ("in the nineties", Days(date(1990, 1, 1), date(1999, 12, 31))),
        ("mid-February 2019", Days(date(2019, 2, 10), date(2019, 2, 18))),  # the second third of 28 days
        ("at the end of June 2020", Days(date(2020, 6, 21), date(2020, 6, 30))),
        ("between March 2017 and May 2018", Days(date(2017, 3, 1), date(2018, 5, 31))),
        ("from 2018 to 2022", Days(date(2018, 1, 1), date(2022, 12, 31))),
        ("2018-2022", Days(date(2018, 1, 1), date(2022, 12, 31))),
        ("before January 2015", Days(date.min, date(2014, 12, 31))),
        ("after 2015", Days(date(2016, 1, 1), date.max)),
        ("Christmas 2021", Days(date(2021, 12, 24), date(2021, 12, 26))),
    ],
)
def test_a_time_that_says_its_year_needs_no_day_to_count_from(text: str, expected: Days) -> None:
    assert [time.days for time in times(text)] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("last year", year(2018)),
        ("this year", year(2019)),
        ("last month", month(2019, 5)),
        ("next month", month(2019, 7)),
        ("last week", Days(date(2019, 5, 27), date(2019, 6, 2))),
        ("last Thursday", one(date(2019, 5, 30))),
        ("on Monday", one(date(2019, 6, 3))),
        ("will open on Thursday", one(date(2019, 6, 6))),
        ("last summer", months(2018, 6, 3)),
        ("in December", month(2018, 12)),
        ("is to open in December", month(2019, 12)),
        ("on 5 March", one(date(2019, 3, 5))),
        ("two years ago", year(2017)),
        ("two months ago", month(2019, 4)),
        ("three days ago", one(date(2019, 6, 1))),
        ("yesterday", one(date(2019, 6, 3))),
        ("now", one(TUESDAY)),
        ("since 1 June", Days(date(2019, 6, 1), TUESDAY)),
        ("since 1990", Days(date(1990, 1, 1), TUESDAY)),
        ("until 30 June", Days(TUESDAY, date(2019, 6, 30))),
        ("for ten days", Days(date(2019, 5, 25), TUESDAY)),
        ("over the past ten days", Days(date(2019, 5, 25), TUESDAY)),
    ],
)
def test_a_time_that_counts_from_a_day_is_passed_over_without_one(text: str, expected: Days) -> None:
    assert [time.days for time in times(text, TUESDAY)] == [expected]
    assert [time.days for time in times(text)] in ([], [Days(expected.first, date.max)])  # "since 1990"


@pytest.mark.parametrize(
    "text", ["2.40 crowns", "1,800 people", "May people fish?", "30 February 2020", "the 2000s-model"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert not [time for time in times(text, TUESDAY) if time.days.last.year in (2, 1800, 2019)]


def test_a_reversed_time_ends_before_it_begins_and_meets_nothing() -> None:
    (time,) = times("between 2020 and 2017")
    assert time.days.last < time.days.first
    assert not time.days.meets(year(2018))


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_any_words_are_read_and_times_do_not_overlap(text: str) -> None:
    found = times(text, TUESDAY)
    assert all(0 <= time.span.start < time.span.end <= len(text) for time in found)
    assert all(one.span.end <= two.span.start for one, two in zip(found, found[1:], strict=False))
