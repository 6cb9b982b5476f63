"""A time that is set by an event: "before the vote" is before the day that the articles give for the vote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pullquote.corpus import Span
from pullquote.rag.answer import Claim
from pullquote.rag.claims.dating import sentence
from pullquote.rag.question.days import Days
from pullquote.rag.question.parse import Question
from pullquote.rag.question.times import times

# A thing that is no name, to the end of what is said: "before the Lund Arena" sets no time that could be asked for.
EVENT = re.compile(
    r"(?<!day )(?<!week )(?<!month )(?<!year )\b(?P<relation>(?i:before|after|since|until|during)) "
    r"(?P<event>(?:the|this|that) [^\d?.,;:]*?\b[a-z]+) ?(?=[?.,;:]|$)"
)
LONGEST = timedelta(366)  # an event that lasts longer sets no time


@dataclass(frozen=True, slots=True)
class Event:
    """What a question sets its time by: a preposition, what the event is called, and the question without both."""

    relation: str
    name: str
    rest: str

    @property
    def question(self) -> Question:
        """What asks for its day."""
        return Question(f"When was {self.name}?")

    def dated(self, question: str, day: Days) -> str:
        """The question with the event's day written after it."""
        return question.replace(self.name, f"{self.name} ({day})", 1)

    def days(self, day: Days) -> Days:
        """The time that is meant, of an event that was then. What is told on its day may be of before it or after."""
        if self.relation == "during":
            return day
        if self.relation in ("after", "since"):
            return Days(day.first, date.max)
        return Days(date.min, day.last)


def event(question: str) -> Event | None:
    """The first one that a question names."""
    found = EVENT.search(question)
    rest = found and " ".join(f"{question[: found.start()].rstrip()}{question[found.end() :]}".split()).strip(" ,")
    return Event(found["relation"].lower(), found["event"], rest) if found and rest else None


def day_of(claims: Sequence[Claim]) -> Days | None:
    """The time that the articles give, where they say one thing and it is a time."""
    if len(claims) != 1:
        return None
    quote = claims[0].quotes[0]
    said = sentence(quote)
    short = quote.focus or Span(said.start, said.start)
    named = [
        time.days
        for time in times(quote.article.text[slice(*said)], quote.article.source.published)
        if time.span.start < short.end - said.start and short.start - said.start < time.span.end
    ]
    return named[0] if named and named[0].last - named[0].first < LONGEST else None
