"""Days as the command line takes them: `2020-06-26`, and `2020-06` or `2020` for a whole month or year."""

import re
from calendar import monthrange
from datetime import date

from pullquote.corpus import PullquoteError

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def first_day(text: str) -> date:
    """The day, or the first one of the month or year. Raises PullquoteError."""
    return _span(text)[0]


def last_day(text: str) -> date:
    """The day, or the last one of the month or year. Raises PullquoteError."""
    return _span(text)[1]


def _span(text: str) -> tuple[date, date]:
    found = _ISO.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError
        year, month, day = (int(part) if part else 0 for part in found.groups())
        if day:
            return date(year, month, day), date(year, month, day)
        last = month or 12
        return date(year, month or 1, 1), date(year, last, monthrange(year, last)[1])
    except ValueError:  # that of monthrange is one too
        raise PullquoteError(f"{text!r} is no date; write 2020-06-26, or 2020-06 or 2020 for all of it") from None
