"""A closed interval of days, and how it is written."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from pullquote.corpus import MONTHS, written_day


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both included; `date.min` and `date.max` are open ends. A reversed time ("between 2020
    and 2017") ends before it begins, and meets nothing."""

    first: date
    last: date

    def meets(self, other: "Days") -> bool:
        """Whether they have a day in common."""
        return max(self.first, other.first) <= min(self.last, other.last)

    def holds(self, other: "Days") -> bool:
        """Whether every day of the other is one of these."""
        return self.first <= other.first and other.last <= self.last

    def __str__(self) -> str:
        """As it is written: "2020", "June 2020", "26 June 2020", "since 2019", "March 2017 to May 2018"."""
        first = "" if self.first == date.min else _written(self.first, self.first, self.last)
        last = "" if self.last == date.max else _written(self.last, self.first, self.last)
        if not first or not last:
            return f"since {first}" if first else f"until {last}"
        return first if first == last else f"{first} to {last}"


def year(number: int) -> Days:
    """All days of a year. Raises ValueError for one that the calendar has not."""
    return Days(date(number, 1, 1), date(number, 12, 31))


def month(year: int, number: int) -> Days:
    """All days of a month."""
    return months(year, number, 1)


def months(year: int, number: int, count: int) -> Days:
    """All days of so many months, from one on."""
    last_year, last = divmod(year * 12 + number - 2 + count, 12)
    return Days(date(year, number, 1), date(last_year, last + 1, monthrange(last_year, last + 1)[1]))


def one(day: date) -> Days:
    """A day by itself."""
    return Days(day, day)


def _written(day: date, first: date, last: date) -> str:
    """One end of an interval, no finer than the interval is."""
    if (first == date.min or first.day == 1) and (last == date.max or last == month(last.year, last.month).last):
        if (first == date.min or first.month == 1) and (last == date.max or last.month == 12):
            return str(day.year)
        return f"{MONTHS[day.month - 1]} {day.year}"
    return written_day(day)
