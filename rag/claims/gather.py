"""Quotes become claims: what says the same is one, and claims that differ are ordered by their times."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pullquote.index import terms
from pullquote.rag.answer import Claim, Standing
from pullquote.rag.claims.dating import Dated, sentence
from pullquote.rag.claims.sources import independent
from pullquote.rag.claims.value import Value
from pullquote.rag.question.numbers import NUMBER
from pullquote.rag.question.parse import Question
from pullquote.rag.question.times import times

# Logits: a quote makes a claim of its own from this share of the best one's score less the margin. The surer the best,
# the further behind another may be: whether a quote answers is told by its own odds and by its distance to the best.
SHARE, MARGIN = 0.5, 1.6
COUNTED = re.compile(r" [^\W\d]+")  # the votes of "33 votes"
SAME_TIME = timedelta(1)  # claims no further apart than this do not differ for their time


@dataclass
class Group:
    """Quotes that say one thing, best first. The `sure` ones tell when it was said; the others agree."""

    value: Value
    members: list[Dated]
    of_one_time: bool
    sure: int = 1

    @property
    def day(self) -> date | None:
        """The last day of which it is told; among quotes of one time, on which."""
        days = [one.published if self.of_one_time else one.day for one in self.members[: self.sure]]
        return max((day for day in days if day), default=None)

    @property
    def score(self) -> float:
        """Of its best quote."""
        return self.members[0].quote.score


def gather(
    question: Question, told: Sequence[Dated], outlets: Iterable[str], *, of_one_time: bool = False
) -> tuple[Claim, ...]:
    """What the quotes (best first) say, newest first, undated last. Quotes far behind the best say nothing of their
    own; they may agree. `outlets` are all that are known. Of quotes that are `of_one_time` what was told last comes
    first: a later article corrects."""
    groups: list[Group] = []
    least = SHARE * told[0].quote.score - MARGIN if told else 0.0
    for one in told:
        value = _value(one, question)
        sure = one.quote.score >= least
        group = next((group for group in groups if group.value.same(value)), None)
        if question.kind != "list" and _spoken(one, [other for other in groups if other is not group]):
            continue
        if group:
            group.members.append(one)
            group.sure += sure
        elif not groups or (sure and groups[0].value.comparable(value)):
            groups.append(Group(value, [one], of_one_time))
    groups.sort(key=lambda group: (group.day or date.min, group.score), reverse=True)
    return tuple(_claim(group, standing, outlets) for group, standing in zip(groups, _standings(groups), strict=True))


def _value(one: Dated, question: Question) -> Value:
    quote = one.quote
    text, asked = quote.article.text, frozenset(question.terms)
    if not quote.focus:
        return Value.of(text[slice(*sentence(quote))], asked, whole=True)
    if question.kind == "person":
        return Value(None, None, frozenset(terms(quote.short)) - asked)
    named = times(f"in {quote.short}", one.published)
    short = quote.short
    if NUMBER.fullmatch(short):
        counted = COUNTED.match(text, quote.focus.end)
        short += counted[0] if counted else ""
    return Value.of(short, asked, named[0].days if named and question.kind == "date" else None)


def _spoken(one: Dated, groups: Sequence[Group]) -> bool:
    """Whether its article says something else already, of the same time."""
    return any(
        other.quote.article.id == one.quote.article.id and other.day == one.day
        for group in groups
        for other in group.members
    )


def _standings(groups: Sequence[Group]) -> list[Standing]:
    if len(groups) < 2:
        return ["only" for _ in groups]
    newest = groups[0].day
    of_newest = [newest is None or (group.day is not None and newest - group.day <= SAME_TIME) for group in groups]
    first: Standing = "newest" if sum(of_newest) == 1 else "disputed"
    return [first if new else "earlier" for new in of_newest]


def _claim(group: Group, standing: Standing, outlets: Iterable[str]) -> Claim:
    quotes = [one.quote for one in group.members]
    sources = independent(quotes, outlets)
    days = [one.published for one in group.members[: group.sure] if one.published]
    best = {quote.article.source.publisher or quote.article.id: quote for quote in reversed(quotes)}
    own = group.members[0].of
    return Claim(
        tuple(quote for quote in quotes if quote in best.values()),
        len(sources),
        tuple(name for source in sources if (name := source[0].article.source.publisher)),
        min(days, default=None),
        max(days, default=None),
        str(own.days) if own else "",
        standing,
    )
