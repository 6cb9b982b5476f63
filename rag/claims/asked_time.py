"""A named time is a constraint: which quotes speak of it."""

from collections.abc import Sequence
from datetime import date, timedelta

from pullquote.rag.claims.dating import Dated
from pullquote.rag.question.days import Days, one
from pullquote.rag.question.times import times

REPORTED = timedelta(7)  # a paper tells of a day for so long after it
NEAR = 4.0  # logits: a quote further behind the best says nothing, whatever time it is of
# How a quote may be of a time, and by how many logits it must be better for each step down to be taken for it: the
# quote itself or its article is of it; its passage names the time, or it tells of an open time that reaches there; it
# was told last before the time and so held until another was told, or was called an earlier value first after it.
STEPS = (0.0, 0.7, 1.0)


def of_time(quotes: Sequence[Dated], asked: Sequence[Days]) -> Sequence[Dated]:
    """The quotes (best first) that speak of an asked time in the surest way, as far as that is not much worse than
    another way; all where no time is asked for."""
    if not asked:
        return quotes
    quotes = [quote for quote in quotes if quote.quote.score >= quotes[0].quote.score - NEAR]
    steps = [_step(quote, asked, quotes) for quote in quotes]
    found = [
        (quote.quote.score - STEPS[step], -step) for quote, step in zip(quotes, steps, strict=True) if step is not None
    ]
    if not found:
        return []
    chosen = -max(found)[1]
    kept = [quote for quote, step in zip(quotes, steps, strict=True) if step == chosen]
    return kept if chosen < len(STEPS) - 1 else _last(kept)


def _step(quote: Dated, asked: Sequence[Days], quotes: Sequence[Dated]) -> int | None:
    """The number of the step; None for a quote that is of another time."""
    if any(_speaks(quote, days) for days in asked):
        return 0
    if any(_beside(quote, days) for days in asked):
        return 1
    return 2 if any(_held(quote, days, quotes) for days in asked) else None


def _speaks(quote: Dated, asked: Days) -> bool:
    if quote.of:
        return _closed(quote.of) and quote.of.meets(asked)
    if any(_closed(time.days) and time.days.meets(asked) for time in quote.said):
        return True
    if not quote.published or quote.past:
        return False
    length = asked.last - asked.first
    return Days(asked.first, asked.last + REPORTED if length < timedelta(31) else asked.last).holds(
        one(quote.published)
    )


def _beside(quote: Dated, asked: Days) -> bool:
    if quote.of:
        return quote.of.meets(asked)
    return any(time.days.meets(asked) for time in times(quote.quote.passage.text, quote.published))


def _held(quote: Dated, asked: Days, quotes: Sequence[Dated]) -> bool:
    """Only inside of what the articles cover."""
    if not any(other.published and other.published >= asked.first for other in quotes):
        return False
    if quote.past:
        return bool(quote.published and quote.published > asked.last)
    return bool(quote.day and quote.day < asked.first and not quote.of)


def _last(quotes: Sequence[Dated]) -> list[Dated]:
    """Of what was told before the time the last, of what was called earlier after it the first."""
    told = [quote.day for quote in quotes if quote.day and not quote.past]
    called = [quote.published for quote in quotes if quote.published and quote.past]
    return [quote for quote in quotes if (quote.published == min(called) if quote.past else quote.day == max(told))]


def _closed(days: Days) -> bool:
    return days.first > date.min and days.last < date.max
