"""A named time is a constraint: which quotes speak of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pullquote.index import Hit, Passage
from pullquote.rag.claims.dating import Dated
from pullquote.rag.question.days import Days
from pullquote.rag.question.times import Time, times

REPORTED = timedelta(7)  # a paper tells of a day for so long after it
NEAR = 2.5  # logits: a quote further behind the best says nothing, whatever time it is of
BROADER = 3  # a time that is so many times as long as the one asked for is not that time
LASTING = ("since", "until", "till", "from", "for", "after")  # from one time to another, not of each between
# How a quote may be of a time, and by how many logits it must be better for each step down to be taken for it: the
# quote itself or its article is of it; its passage names the time, or it tells of an open time that reaches there; it
# was told last before the time and so held until another was told, or was called an earlier value first after it.
STEPS = (0.0, 0.35, 0.5)
# What it is worth in retrieval's score to be of the time: three standard deviations of the best passages'.
OF_THE_TIME = 0.4
LONGEST = 366  # days of what is one time; in a longer one things change


def towards(hits: Sequence[Hit], asked: Sequence[Days]) -> list[Hit]:
    """The hits with a higher score for those that name an asked time or are from an article of it, best first. So
    these are read, and the score is evidence in the reader's formula: that a passage is of the time speaks for it."""
    if not asked:
        return list(hits)
    raised = [replace(hit, score=hit.score + OF_THE_TIME) if _tells(hit.passage, asked) else hit for hit in hits]
    return sorted(raised, key=lambda hit: (-hit.score, hit.passage.id))


def is_one(asked: Sequence[Days]) -> bool:
    """Whether one time is asked for, so that what is told later of it corrects: neither "2017 and 2020" nor "since
    2016", of which there may be news."""
    return len(asked) == 1 and _length(asked[0]) <= LONGEST


def _tells(passage: Passage, asked: Sequence[Days]) -> bool:
    published = passage.article.source.published
    named = times(passage.text, published)
    return any((published and _of(published, days)) or any(_exactly(time, days) for time in named) for days in asked)


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
    if any(_exactly(time, asked) for time in ([quote.of] if quote.of else quote.said)):
        return True
    if not quote.published or quote.past or quote.day != quote.published:
        return False
    return _of(quote.published, asked)


def _of(published: date, asked: Days) -> bool:
    """Whether an article is of a time. A paper tells of a few days a little later."""
    later = REPORTED if _length(asked) < 31 else timedelta(0)
    return asked.first <= published and published - asked.last <= later  # no sum: the calendar ends


def _exactly(time: Time, asked: Days) -> bool:
    """Whether a time is the one that is asked for, and not a far longer one that it lies in."""
    lasts = time.relation in LASTING or _length(time.days) > BROADER * _length(asked)
    return not lasts and time.days.meets(asked)


def _beside(quote: Dated, asked: Days) -> bool:
    if quote.of:
        return quote.of.days.meets(asked)
    named = times(quote.quote.passage.text, quote.published)
    return any(time.days.meets(asked) for time in named if time.relation not in LASTING)


def _length(days: Days) -> int:
    return (days.last - days.first).days + 1


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
