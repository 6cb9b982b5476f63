"""What stands above a passage: title, outlet and date, the latter two made up; and questions that name a date."""

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta

from pullquote.corpus import MONTHS

PLACES = """Ashford Bayview Carlow Denholm Eastport Fairhaven Glenmore Harrow Inverness Jamestown Kingsbridge Lakeside
Marlow Northgate Oakdale Penrith Quincy Redmond Salford Thornton Upton Victoria Westbury York Zurich Delhi Lagos Manila
Nairobi Osaka Lisbon Dublin""".split()
KINDS = "Herald Post Times Gazette Chronicle Journal Tribune Observer Review News Daily Weekly Courier Mail".split()
FIRST, LAST = date(1990, 1, 1), date(2026, 1, 1)
YEAR = re.compile(r"\b1[5-9]\d\d|\b20\d\d")


@dataclass(frozen=True, slots=True)
class Heading:
    """Parts may be empty or None, as in somebody's own articles."""

    title: str = ""
    outlet: str = ""
    day: date | None = None

    @property
    def text(self) -> str:
        """The parts that there are, as the product writes them."""
        when = f"{self.day.day} {month_of(self.day)}" if self.day else ""
        return " · ".join(part for part in (self.title, self.outlet, when) if part)


def month_of(day: date) -> str:
    """A day's month and year."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def heading(title: str, rng: random.Random) -> Heading:
    """The title for most, an outlet and a date for half, nothing for some."""
    if rng.random() < 0.12:
        return Heading()
    if rng.random() < 0.5:
        return Heading(title)
    outlet = " ".join(filter(None, (rng.choice(("The", "")), rng.choice(PLACES), rng.choice(KINDS))))
    day = FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))
    return Heading(title, outlet if rng.random() < 0.9 else "", day if rng.random() < 0.9 else None)


def dated(question: str, day: date, rng: random.Random) -> str:
    """The question with a day's year, or month and year, in it."""
    when = rng.choice((f"in {day.year}", f"in {month_of(day)}", f"in {month_of(day)}", f"as of {month_of(day)}"))
    bare = question.rstrip("? ")
    if rng.random() < 0.5:
        return f"{bare} {when}?"
    return f"{when[0].upper()}{when[1:]}, {bare[0].lower()}{bare[1:]}?"


def other_day(day: date, rng: random.Random) -> date:
    """A day of another year."""
    years = [year for year in range(day.year - 6, day.year + 7) if year != day.year]
    return day.replace(year=rng.choice(years), day=min(day.day, 28))


def timeless(text: str) -> bool:
    """Whether no year stands in the text, so that only a heading can say of when it speaks."""
    return not YEAR.search(text)
