"""The time that a question names: what counts from today is written out, what cannot be is said."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pullquote.index import STOPWORDS
from pullquote.rag.question.days import Days
from pullquote.rag.question.times import SOME_DAY, WEEKDAYS, Time, times

# What says that the newest is meant, as it is without it: the question is then the same in all its wordings.
NOW = re.compile(
    r" (?:now|right now|currently|nowadays|at present|at the moment|these days)(?=[?.!]*$)"
    r"|(?<=\bthe )(?:current|present|incumbent) (?=\w)",
    re.IGNORECASE,
)
# What goes with a time that is left out; but "in the 2020 election" becomes "in the election".
BEFORE = re.compile(r"(?:\b(?:of|in|on|for|at)(?: the)?)? *$", re.IGNORECASE)
OF_A_THING = re.compile(r"\w+ the (?=\d)", re.IGNORECASE)
# What a written-out time follows without a preposition of its own.
GOVERNS = re.compile(r"\b(?:of|for|by|from|to|than|and|or) $", re.IGNORECASE)
# "the spring talks" names the talks, not when something was.
NAMES = re.compile(r"\bthe [a-z]+ ([a-z]+)\b", re.IGNORECASE)
TOLD_WITHIN = timedelta(31)  # articles tell of what was for about so long
SPACE = re.compile(r" (?=[?!.,])")


@dataclass(frozen=True, slots=True)
class When:
    """The question with its times written out ("last year" as "in 2019"), and those times; none for "now", which is
    what is asked for anyway. `timeless` is the question without them. `mistake` says in a sentence why a time cannot
    be, else it is empty."""

    text: str
    timeless: str
    days: tuple[Days, ...] = ()
    mistake: str = ""


def when(question: str, published: Callable[[], Sequence[date]]) -> When:
    """What a question says of time. `published` tells the days of the articles, newest first, and is asked only where
    there is something to count: "last year" counts from the first of them, "6 March" is of the last year of which there
    are articles that can tell of it. Where there is no such day, it is left as it is."""
    question = NOW.sub("", question)
    text, timeless, found = question, question, []
    days = published() if any(time.relative for time in times(question, SOME_DAY)) else ()
    day = days[0] if days else None
    for time in reversed([_of_a_year(time, question, days) for time in times(question, day)]):
        if time.relative and not _counts(time, question, day):
            continue
        if time.days.last < time.days.first:
            return When(question, question, mistake=f"This time ends before it begins: {time.days}. Swap the two.")
        start, end = time.span
        kept = OF_A_THING.match(question, start, end)
        timeless = f"{timeless[: kept.end()] if kept else BEFORE.sub('', timeless[:start])}{timeless[end:]}"
        if time.relative:
            on = "on" if time.days.first == time.days.last else "from" if " to " in str(time.days) else "in"
            bare = str(time.days).startswith(("since", "until")) or GOVERNS.search(text[:start])
            preposition = "" if bare else f"{on} "
            text = f"{text[:start]}{preposition}{time.days}{text[end:]}"
        found.append(time.days)
    timeless = SPACE.sub("", " ".join(timeless.split())).lstrip(", ")
    return When(text, timeless, tuple(reversed(found)))


def _of_a_year(time: Time, question: str, days: Sequence[date]) -> Time:
    """A time without a year as that of the last year of which an article can tell; else as it is."""
    if not time.yearless:
        return time
    years = {year for day in days for year in (day.year, day.year - 1) if date.min.year <= year < days[0].year}
    for end in (days[0], *(date(year, 12, 31) for year in sorted(years, reverse=True))):
        found = next((other for other in times(question, end) if other.span.end == time.span.end), time)
        first, last = found.days.first, found.days.last  # an open one ends with the calendar, nothing is added to it
        if any(first <= day and day - last <= TOLD_WITHIN for day in days):
            return found
    return time


def _counts(time: Time, question: str, day: date | None) -> bool:
    """Whether it is a time to ask of: not "now", nor "for two years", nor "on a Saturday" or "the Friday game"."""
    lasts, is_now = time.relation in ("for", "after"), time.days.first == time.days.last == day
    words = question[slice(*time.span)].lower().removeprefix(time.relation).strip()
    named = NAMES.match(question, question.lower().find(words.split()[-1], *time.span) - len("the "))
    return not (lasts or is_now or words in WEEKDAYS or (named and named[1].lower() not in STOPWORDS))
