"""Times that a text speaks of: "in the summer of 2020", "last year", "since 1 June" become days, first and last."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pullquote.corpus import MONTHS, Span
from pullquote.rag.question.days import Days, month, months, one, year
from pullquote.rag.question.numbers import NUMBER, numbers

Match = re.Match[str]
DAY = timedelta(1)
SOME_DAY = date(2000, 1, 1)  # for whether something is a time, whatever it counts from


@dataclass(frozen=True, slots=True)
class Time:
    """A time and where a text names it, with what goes before ("since"). `relative`: it counts from a day, as "last
    year" does, or, if it is `yearless`, is the one of some year, as "6 March" is; `relation`: the preposition, in lower
    case, or empty."""

    span: Span
    days: Days
    relative: bool = False
    relation: str = ""
    yearless: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a relative time counts from, and whether the words before it speak of what is to come."""

    day: date
    ahead: bool

    def nearest(self, make: Callable[[int], Days]) -> Days:
        """What comes every year, of the year that is meant: the next if it is to come, else the last that has begun.
        Raises ValueError where no year has it."""
        found = []
        for number in range(self.day.year - 4, self.day.year + 5):
            try:
                found.append(make(number))
            except ValueError:  # 29 February
                continue
        if self.ahead:
            found = [days for days in found if days.last >= self.day][:1]
        else:
            found = [days for days in found if days.first <= self.day][-1:]
        if not found:
            raise ValueError("no year has such a day")
        return found[0]


Maker = Callable[[Match, Anchor], Days]

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
DECADES = "twenties thirties forties fifties sixties seventies eighties nineties".split()
ORDINALS = "first second third fourth".split()
FEASTS = {"christmas": (12, 24, 26), "new year": (1, 1, 1)}  # month, first and last day
LENGTHS = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25, "decade": 3652.5}  # days

_MONTHS = "|".join(MONTHS)
_SHORT_MONTHS = r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
_MONTH = rf"(?P<month>{_MONTHS}|{_SHORT_MONTHS})"
_YEAR = r"(?P<year>(?:1\d|20)\d\d)(?![\d.,]*\d|s\b|\s*(?:%|per ?cent))"
_OF_YEAR = rf",? (?:of )?(?:the year )?{_YEAR}"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_COUNT = rf"(?P<count>{NUMBER.pattern}|an?|a couple of|a few)"
_LENGTH = rf"{_COUNT} (?P<unit>{'|'.join(LENGTHS)})s?"
_PREPOSITIONS = (
    "in by of since until from before after during in:the by:the until:the since:the of:the from:the".split()
)
_AFTER_PREPOSITION = "(?:" + "|".join(rf"(?<=\b{words.replace(':', ' ')} )" for words in _PREPOSITIONS) + ")"

# What stands before a time and makes another of it.
_PART = re.compile(
    r"\b(?P<part>early|mid|late|(?:the )?(?:beginning|start|middle|end) of)[ -](?:the year )?(?:the )?$", re.I
)
_RELATION = re.compile(
    r"\b(?P<relation>since|until|till|up to|before|prior to|after|between|from|as of|in|on|by|during|at)"
    r" (?:the )?(?:year |month of |week of )?$",
    re.IGNORECASE,
)
_DASHES = ("-", "–", "—")
_JOINT = re.compile(r"\s*(?:and|to|until|till|[-–—])\s*(?:the )?(?:year )?", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|shall|would|due|plans?|planned|expect\w*|(?:is|are|was|were) to|going to|next)\b"
    r"|\b(?:until|by) (?:the )?$",
    re.IGNORECASE,
)


def times(text: str, day: date | None = None) -> list[Time]:
    """The times that a text names, in its order. What counts from a day ("last year", "on Monday", "in March") counts
    from `day`; without one it is passed over."""
    found: list[Time] = []
    for pattern, relative, make in FORMS if _ANY.search(text) else ():
        for match in pattern.finditer(text) if day or not relative else ():
            if any(other.span.start < match.end() and match.start() < other.span.end for other in found):
                continue
            try:
                ahead = bool(_AHEAD.search(text[: match.start()]))
                days = make(match, Anchor(day or date.min, ahead))
            except (ValueError, OverflowError):  # 30 February, the year 0, "March 5" without a day to count from
                continue
            relation = match["lasting"].lower() if "lasting" in pattern.groupindex else ""
            yearless = relative and make in (_date, _months, _feast)
            found.append(Time(Span(*match.span()), days, relative, relation, yearless))
    found.sort(key=lambda time: time.span)
    return _joined(text, [_part(text, time) for time in found], day)


def _part(text: str, time: Time) -> Time:
    """A third of the time where "early" or the like stands before it."""
    before = _PART.search(text[: time.span.start])
    if not before:
        return time
    words = before["part"].lower()
    number = 1 if "mid" in words else 2 if "late" in words or "end" in words else 0
    first, length = time.days.first, (time.days.last - time.days.first).days + 1
    days = Days(first + timedelta(number * length // 3), first + timedelta((number + 1) * length // 3 - 1))
    return replace(time, span=Span(before.start(), time.span.end), days=days)


def _joined(text: str, found: list[Time], day: date | None) -> list[Time]:
    """Each with the preposition before it: "since" leaves a time open, "between" and "from" make one of two."""
    made: list[Time] = []
    while found:
        time, *found = found
        before = _RELATION.search(text[: time.span.start])
        relation = time.relation or (before["relation"].lower() if before else "")
        start, end = before.start() if before else time.span.start, time.span.end
        days = time.days
        joint = text[end : found[0].span.start] if found else ""
        if joint in _DASHES or (joint and relation in ("between", "from") and _JOINT.fullmatch(joint)):
            days, end = Days(days.first, found[0].days.last), found[0].span.end
            found = found[1:]
        else:
            days = _opened(days, relation, day)
        made.append(replace(time, span=Span(start, end), days=days, relation=relation))
    return made


def _opened(days: Days, relation: str, day: date | None) -> Days:
    if relation in ("since", "from"):
        return Days(days.first, max(day, days.last) if day and relation == "since" else date.max)
    if relation in ("until", "till", "up to"):
        return Days(day if day and day <= days.last else date.min, days.last)
    if relation in ("before", "prior to"):
        return Days(date.min, max(days.first, date.min + DAY) - DAY)
    return Days(min(days.last, date.max - DAY) + DAY, date.max) if relation == "after" else days


# -- what each form means


def _month_number(name: str) -> int:
    return next(n for n, known in enumerate(MONTHS, 1) if known[:3].lower() == name[:3].lower())


def _date(match: Match, anchor: Anchor) -> Days:
    number, day = _month_number(match["month"]), int(match["day"])
    return _yearly(match, anchor, lambda year: one(date(year, number, day)))


def _yearly(match: Match, anchor: Anchor, make: Callable[[int], Days]) -> Days:
    """Of the year that is named; without one, of the year that is meant."""
    if "year" in match.re.groupindex and match["year"]:
        return make(int(match["year"]))
    return anchor.nearest(make)


def _months(match: Match, anchor: Anchor) -> Days:
    """A month, or a season."""
    name = match["month"].lower()
    first, count = (SEASONS[name], 3) if name in SEASONS else (_month_number(name), 1)
    return _yearly(match, anchor, lambda year: months(year, first, count))


def _portion(match: Match, _anchor: Anchor) -> Days:
    """The second half, or the third quarter, of a year."""
    length = 6 if match["portion"].lower() == "half" else 3
    return months(int(match["year"]), ORDINALS.index(match["ordinal"].lower()) * length + 1, length)


def _decade(match: Match, _anchor: Anchor) -> Days:
    words = match["decade"].lower()
    first = int(words) if words.isdigit() else 1920 + 10 * DECADES.index(words)
    return Days(date(first, 1, 1), date(first + 9, 12, 31))


def _season_year(match: Match, _anchor: Anchor) -> Days:
    """2019/20: a season from the one summer to the next."""
    first = int(match["year"])
    if int(match["last"]) != (first + 1) % 100:
        raise ValueError("the years do not follow one another")
    return Days(date(first, 7, 1), date(first + 1, 6, 30))


def _feast(match: Match, anchor: Anchor) -> Days:
    number, first, last = FEASTS[match["feast"].lower()]
    return _yearly(match, anchor, lambda year: Days(date(year, number, first), date(year, number, last)))


def _which(match: Match, anchor: Anchor) -> Days:
    """Last summer, this month, next Monday: the one that has been, is and will be."""
    day, unit = anchor.day, match["unit"].lower()
    step = {"this": 0, "next": 1, "coming": 1}.get(match["which"].lower(), -1)
    if unit == "year":
        return year(day.year + step)
    if unit == "month":
        number, rest = divmod(day.year * 12 + day.month - 1 + step, 12)
        return month(number, rest + 1)
    if unit == "week":
        monday = day + timedelta(7 * step - day.weekday())
        return Days(monday, monday + timedelta(6))
    if unit in WEEKDAYS:
        return _weekday(unit, day + timedelta(step), ahead=step >= 0)
    first, count = (SEASONS[unit], 3) if unit in SEASONS else (_month_number(unit), 1)
    every = [months(number, first, count) for number in range(day.year - 2, day.year + 3)]
    if step < 0:
        return next(days for days in reversed(every) if days.last < day)
    return next(days for days in every if (days.first > day if step else days.last >= day))


def _weekday(name: str, day: date, *, ahead: bool) -> Days:
    off = (WEEKDAYS.index(name) - day.weekday()) % 7
    return one(day + timedelta(off if ahead or not off else off - 7))


def _ago(match: Match, anchor: Anchor) -> Days:
    """Three years ago: the year; three months ago: the month; weeks ago: some days on either side."""
    unit = match["unit"].lower()
    then = anchor.day - timedelta(round(_count(match["count"]) * LENGTHS[unit]))
    if unit in ("year", "decade"):
        return year(then.year)
    slack = timedelta(3 if unit == "week" else 0)
    return month(then.year, then.month) if unit == "month" else Days(then - slack, then + slack)


def _lately(match: Match, anchor: Anchor) -> Days:
    """The last three years, up to the day."""
    return Days(anchor.day - timedelta(round(_count(match["count"]) * LENGTHS[match["unit"].lower()])), anchor.day)


def _count(words: str) -> float:
    return next(iter(numbers(words)), 2 if "couple" in words else 3 if "few" in words else 1)


def _day_named(match: Match, anchor: Anchor) -> Days:
    return one(anchor.day + timedelta({"yesterday": -1, "tomorrow": 1}.get(match[0].lower(), 0)))


def _form(pattern: str, make: Maker, *, relative: bool = False) -> tuple[re.Pattern[str], bool, Maker]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), relative, make


_UNITS = rf"(?P<unit>week|month|year|{'|'.join([*WEEKDAYS, *SEASONS])}|{_MONTHS})"
_TODAY = "today|tonight|now|currently|at present|at the moment|these days|nowadays|yesterday|tomorrow"
_FEAST = rf"(?P<feast>{'|'.join(FEASTS)})(?:['’]s)?(?: day)?"
_NAMED = rf"(?P<month>{_MONTHS}|{_SHORT_MONTHS}|{'|'.join(SEASONS)})"
# A text without any of these names no time.
_ANY = re.compile(
    "|".join([r"\d", _MONTHS, _SHORT_MONTHS, _TODAY, *SEASONS, *WEEKDAYS, *DECADES, *FEASTS, *LENGTHS]), re.I
)
# What one form has found is not looked at by those after it.
FORMS = (
    _form(r"\d{4}-\d\d-\d\d", lambda match, _: one(date.fromisoformat(match[0]))),
    _form(rf"{_DAY} (?:of )?{_MONTH}{_OF_YEAR}", _date),
    _form(rf"{_MONTH} {_DAY},? {_YEAR}", _date),
    _form(rf"{_DAY} (?:of )?{_MONTH}", _date, relative=True),
    _form(rf"{_MONTH} {_DAY}(?![.,:]?\d)", _date, relative=True),
    _form(rf"{_NAMED}{_OF_YEAR}", _months),
    _form(rf"(?P<ordinal>{'|'.join(ORDINALS)}) (?P<portion>half|quarter){_OF_YEAR}", _portion),
    _form(r"(?P<year>(?:19|20)\d\d)[/–-](?P<last>\d\d)", _season_year),
    _form(rf"(?:the )?(?P<decade>(?:1\d|20)\d0(?=s)|{'|'.join(DECADES)})s?", _decade),
    _form(rf"{_FEAST}{_OF_YEAR}", _feast),
    _form(_FEAST, _feast, relative=True),
    _form(rf"{_AFTER_PREPOSITION}{_YEAR}", lambda match, _: year(int(match["year"]))),
    _form(rf"(?=19|20){_YEAR}", lambda match, _: year(int(match["year"]))),
    _form(rf"(?:the )?(?P<which>this|last|past|previous|next|coming) {_UNITS}", _which, relative=True),
    _form(rf"{_LENGTH} ago", _ago, relative=True),
    _form(rf"(?:the )?(?:last|past) {_LENGTH}", _lately, relative=True),
    _form(rf"(?P<lasting>for|after) {_LENGTH}", _lately, relative=True),
    _form(
        _TODAY,
        _day_named,
        relative=True,
    ),
    _form(
        rf"(?P<day>{'|'.join(WEEKDAYS)})",
        lambda match, anchor: _weekday(match["day"].lower(), anchor.day, ahead=anchor.ahead),
        relative=True,
    ),
    _form(rf"{_AFTER_PREPOSITION}{_NAMED}", _months, relative=True),
)
