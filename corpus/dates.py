"""Dates as people write them become dates, or are refused: nothing is guessed, nothing filled in from today."""

import re
from datetime import date

from pullquote.corpus.errors import PullquoteError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_TIME = r"(?:[T, ]+(?:at )?\d{1,2}[:.]\d{2}.*)?"
_FORMS = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        rf"{_YEAR}([-/.]?)(?P<month>\d\d)\2(?P<day>\d\d)",
        rf"{_YEAR}([-/.])(?P<month>\d\d?)\2(?P<day>\d\d?)",
        rf"{_WEEKDAY}{_MONTH}[ -]{_DAY},?[ -]{_YEAR}",
        rf"{_WEEKDAY}{_DAY}[ -](?:of )?{_MONTH},?[ -]{_YEAR}",
    )
)
_NUMBERS = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2{_YEAR}{_TIME}")


def parse_date(text: str) -> date:
    """The day that `text` names: ISO 8601, English with the month's name, or numbers of one possible reading.

    A time of day is dropped, never used to shift the day. Raises PullquoteError with the reason.

    >>> parse_date("Friday, Aug. 18th, 2017 10:15 EDT")
    datetime.date(2017, 8, 18)
    """
    text = " ".join(text.split())
    for form in _FORMS:
        if found := form.fullmatch(text):
            month = found["month"].lower()
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
            return _real_day(text, int(found["year"]), number, int(found["day"]))
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found["year"])
        if first != second and max(first, second) <= 12:
            raise PullquoteError(f"date '{text}' is ambiguous (day or month first?); write YYYY-MM-DD")
        day, month_number = (first, second) if first > 12 else (second, first)
        return _real_day(text, year, month_number, day)
    raise PullquoteError(f"date '{text}' is not a full date; write YYYY-MM-DD")


def _real_day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise PullquoteError(f"date '{text}' is not in the calendar; write YYYY-MM-DD") from None
