"""Of what time a quote speaks: its own where the sentence names one, else that of its article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pullquote.corpus import Span
from pullquote.rag.answer import Quote
from pullquote.rag.question.times import Time, times

WITHIN = 3.0  # logits: a quote further behind the best says nothing, nor does it agree
RECENT = timedelta(31)  # an article tells of what has just been as of its own time
# Right before a value, what makes it an earlier one.
EARLIER = re.compile(
    r"(?:\b(?:from|instead of|rather than|not|than|previous\w*|former\w*|predecessors?|follow(?:s|ed|ing)|ex"
    r"|succeed(?:s|ed|ing)|replac(?:es|ed|ing)|(?:takes?|took|taking|taken) over from|until (?:now|then|recently)|then"
    r"|late|once|used to be|had been|was until)\b[\W_]*(?:the |an? |its |his |her |their )?(?:[a-z]+,? ){0,3})$"
)
# How a sentence begins whose first clause says when: "In the course of 2016, …", "On Monday, …".
OPENING = re.compile(
    r"(?:in|on|at|by|during|since|until|from|after|before|over|for|as of|last|next|this|early|late|\d|[a-z]+day\b)\b",
    re.IGNORECASE,
)
COMPARED = re.compile(r"\b(?:than|compared (?:with|to)) $")  # a time that follows it is another value's
CLAUSE = re.compile(r"[,;:()]|\s[–—-]\s")


@dataclass(frozen=True, slots=True)
class Dated:
    """A quote with its times. `said` are all that its sentence names, `of` the one that its value is of, if one is
    named; `past` says that the sentence calls the value an earlier one."""

    quote: Quote
    published: date | None
    said: tuple[Time, ...]
    of: Time | None
    past: bool

    @property
    def day(self) -> date | None:
        """The last day of which the value is told; None where nothing tells."""
        before = max(self.published, date.min + RECENT) - RECENT if self.published else None
        if self.of and (not before or self.of.days.last < before):
            return self.of.days.last
        return before if self.past and before else self.published


def told(quotes: Sequence[Quote]) -> list[Dated]:
    """With their times those of the quotes (best first) that are near enough to the best to say anything."""
    return [dated(quote) for quote in quotes if quote.score >= quotes[0].score - WITHIN]


def dated(quote: Quote) -> Dated:
    """The quote with the times of the sentence that has its short answer, or of all of it."""
    published = quote.article.source.published
    span = sentence(quote)
    text = quote.article.text[slice(*span)]
    said = [time for time in times(text, published) if not COMPARED.search(text[: time.span.start])]
    if not quote.focus:
        return Dated(quote, published, tuple(said), None, past=False)
    focus = Span(quote.focus.start - span.start, quote.focus.end - span.start)
    past = bool(EARLIER.search(text[: focus.start]))
    return Dated(quote, published, tuple(said), _own(text, focus, said), past)


def sentence(quote: Quote) -> Span:
    """The sentence of the quote that has its short answer; all of the quote where there is none."""
    if not quote.focus:
        return Span(quote.start, quote.end)
    inside = (s for s in quote.passage.sentences if s.start <= quote.focus.start < s.end)
    found = next(inside, Span(quote.start, quote.end))
    return Span(max(found.start, quote.start), max(quote.focus.end, min(found.end, quote.end)))


def _own(text: str, focus: Span, said: list[Time]) -> Time | None:
    """The time that a value is of: the nearest in its clause, in a first clause that says when, or, where a comma
    follows the value, in what is said of it."""
    edges = [found.start() for found in CLAUSE.finditer(text)]

    def clause(at: int) -> int:
        return sum(edge < at for edge in edges)

    own, opens = clause(focus.start), OPENING.match(text)
    after = 2 if CLAUSE.match(text, focus.end) else 0
    near = [
        time
        for time in said
        if not (time.span.start < focus.end and focus.start < time.span.end)
        and (own <= clause(time.span.start) <= own + after or (opens and clause(time.span.start) == 0))
    ]
    return min(near, key=lambda time: max(focus.start - time.span.end, time.span.start - focus.end), default=None)
