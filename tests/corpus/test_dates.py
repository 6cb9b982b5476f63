"""A date is read when it has one possible meaning, and refused otherwise."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import BadInputError
from pullquote.corpus.dates import parse_date


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]))
def test_every_day_written_year_first_is_read(day: date, form: str) -> None:
    written = form.replace("%Y", f"{day.year:04}").replace("%m", f"{day.month:02}").replace("%d", f"{day.day:02}")
    assert parse_date(written) == day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_numbers_are_read_only_when_their_order_is_plain(day: date) -> None:
    written = f"{day.day:02}/{day.month:02}/{day.year}"
    if day.day <= 12 and day.day != day.month:
        with pytest.raises(BadInputError, match="ambiguous"):
            parse_date(written)
    else:
        assert parse_date(written) == day


@pytest.mark.parametrize(
    "written",
    [
        "2016-05-09T23:59:00-08:00",
        "2016-05-09 07:00",
        "2016-5-9",
        "May 9, 2016",
        "may 9 2016",
        "9 May 2016",
        "9th of May, 2016",
        "Monday, May 9th, 2016 at 10:15 a.m. EDT",
        "Mon, 09 May 2016 10:00:00 GMT",
        "09-May-2016",
        "  May   9,\t2016 ",
    ],
)
def test_the_day_is_taken_as_written_whatever_the_clock_says(written: str) -> None:
    assert parse_date(written) == date(2016, 5, 9)


@pytest.mark.parametrize("month", range(1, 13))
def test_months_may_be_abbreviated(month: int) -> None:
    day = date(2015, month, 3)
    assert parse_date(day.strftime("%b. %d, %Y")) == parse_date(day.strftime("%d %B %Y")) == day


@pytest.mark.parametrize(
    "written",
    [
        "May 2016",
        "2016",
        "9 May",
        "yesterday",
        "2016-13-01",
        "2015-02-29",
        "31 April 2016",
        "05/09/16",
        "0000-01-01",
        "1462752000",
    ],
)
def test_a_part_of_a_date_or_no_date_is_refused_and_shown(written: str) -> None:
    with pytest.raises(BadInputError, match=f"'{written}'.*YYYY-MM-DD"):
        parse_date(written)


def test_a_leap_day_is_a_day() -> None:
    assert parse_date("29 Feb 2016") == date(2016, 3, 1) - timedelta(days=1)
