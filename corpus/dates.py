"""Dates as people write them become dates, or are refused: nothing is guessed, nothing filled in from today."""

import re
from calendar import monthrange
from datetime import date

from pullquote.corpus.errors import BadInputError

# Not those of calendar or strftime, which speak the language of the process.
MONTHS = tuple("January February March April May June July August September October November December".split())
_BEGINNINGS = tuple(month[:3].lower() for month in MONTHS)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_TIME = r"(?:[T, ]+(?:at )?\d{1,2}[:.]\d{2}.*)?"
_LONGEST = 100  # characters, a time of day and its zone included
_FORMS = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        rf"{_YEAR}([-/.]?)(?P<month>\d\d)\2(?P<day>\d\d)",
        rf"{_YEAR}([-/.])(?P<month>\d\d?)\2(?P<day>\d\d?)",
        rf"{_WEEKDAY}{_MONTH}[ -]{_DAY},?[ -]{_YEAR}",
        rf"{_WEEKDAY}{_DAY}[ -](?:of )?{_MONTH},?[ -]{_YEAR}",
    )
)
_MONTH_OR_YEAR = re.compile(rf"{_YEAR}(?:-(?P<month>[0-9]{{2}}))?")
_NUMBERS = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2{_YEAR}{_TIME}")


def written_day(day: date) -> str:
    """A day in English, whatever the language of the process.

    >>> written_day(date(2020, 3, 12))
    '12 March 2020'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def parse_date(text: str) -> date:
    """The day that `text` names: ISO 8601, English with the month's name, or numbers of one possible reading.

    A time of day is dropped, never used to shift the day. Raises BadInputError with the reason.

    >>> parse_date("Friday, Aug. 18th, 2017 10:15 EDT")
    datetime.date(2017, 8, 18)
    """
    text = " ".join(text[: 2 * _LONGEST].split())
    if len(text) > _LONGEST:
        raise BadInputError(f"date '{text[:20]}…' is no date but a text; write YYYY-MM-DD")
    for form in _FORMS:
        if found := form.fullmatch(text):
            month = found["month"].lower()
            number = int(month) if month.isdigit() else _BEGINNINGS.index(month[:3]) + 1
            return _real_day(text, int(found["year"]), number, int(found["day"]))
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found["year"])
        if first != second and max(first, second) <= 12:
            raise BadInputError(f"date '{text}' is ambiguous (day or month first?); write YYYY-MM-DD")
        day, month_number = (first, second) if first > 12 else (second, first)
        return _real_day(text, year, month_number, day)
    raise BadInputError(f"date '{text}' is not a full date; write YYYY-MM-DD")


def first_day(text: str) -> date:
    """The day that `text` names, or the first one of a month (`2020-06`) or a year (`2020`).

    Raises BadInputError.
    """
    return _period(text)[0]


def last_day(text: str) -> date:
    """The day that `text` names, or the last one of a month (`2020-06`) or a year (`2020`).

    Raises BadInputError.
    """
    return _period(text)[1]


def _period(text: str) -> tuple[date, date]:
    try:
        if found := _MONTH_OR_YEAR.fullmatch(text.strip()):
            year, first, last = int(found["year"]), int(found["month"] or 1), int(found["month"] or 12)
            return date(year, first, 1), date(year, last, monthrange(year, last)[1])
        day = parse_date(text)
    except (ValueError, BadInputError):
        raise BadInputError(f"{text!r} is no date; write 2020-06-26, or 2020-06 or 2020 for all of it") from None
    return day, day


def _real_day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadInputError(f"date '{text}' is not in the calendar; write YYYY-MM-DD") from None
