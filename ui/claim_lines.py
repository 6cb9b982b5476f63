"""Claims at a glance, one line each: of when, what is said, and who says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pullquote.corpus import MONTHS
from pullquote.rag import Answer, Claim
from pullquote.ui.citation import UNDATED, UNKNOWN_OUTLET, day
from pullquote.ui.wording import DISPUTE, counted


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim in words. `when` is the time of publication, and that which the claim speaks of where it is another;
    `value` is its short answer, empty where it has none, `what` that or else the whole quote: what would be cut off
    may turn its sense around. `who` names the outlets, of which there are `outlets`; `quotes` are the numbers of the
    claim's quotes among those shown."""

    when: str
    value: str
    what: str
    who: str
    outlets: int
    standing: str
    quotes: tuple[int, ...]

    def __str__(self) -> str:
        """Such as: June 2020 · Taro Kono · Herald."""
        return " · ".join((self.when, self.what, self.who))


def claim_lines(answer: Answer) -> list[ClaimLine]:
    """One for each claim, in their order."""
    numbers = {quote: number for number, quote in enumerate(answer.shown)}
    lines = []
    for claim, when in zip(answer.claims, _times(answer.claims), strict=True):
        value, words = (" ".join(text.split()) for text in (claim.value, claim.quotes[0].text))
        quotes = tuple(numbers[quote] for quote in claim.quotes)
        lines.append(
            ClaimLine(when, value, value or f"“{words}”", outlets(claim), claim.outlets, claim.standing, quotes)
        )
    return lines


def differing_lines(answer: Answer) -> list[ClaimLine]:
    """Those of claims that differ from one another, or, in a refusal, in time from what was asked. None for an answer
    of one claim: nothing of times is said there."""
    return claim_lines(answer) if answer.refusal or len(answer.claims) > 1 else []


def by_standing(lines: Sequence[ClaimLine]) -> list[tuple[str, list[ClaimLine]]]:
    """The lines under what is to be said of them: of claims of one time that they differ, of older ones that they are
    earlier. Where nothing is disputed all are together, and nothing is said."""
    now = [line for line in lines if line.standing == "disputed"]
    earlier = [line for line in lines if line.standing != "disputed"]
    return [(words, some) for words, some in ((DISPUTE, now), (older(earlier) if now else "", earlier)) if some]


def older(lines: Sequence[ClaimLine]) -> str:
    """What stands over claims that are not of the newest time; without a date nobody knows whether they are earlier."""
    undated = sum(line.when.startswith(UNDATED) for line in lines)
    return "Undated" if undated == len(lines) else "Earlier, or undated" if undated else "Earlier"


def agreement(answer: Answer) -> str:
    """Who says so, where an answer of one claim has several independent outlets; else empty."""
    alone = answer.answered and len(answer.claims) == 1 and answer.claims[0].outlets > 1
    return outlets(answer.claims[0]) if alone else ""


def disputed(answer: Answer) -> bool:
    """Whether claims of one time differ, so that none of them is preferred."""
    return any(claim.standing == "disputed" for claim in answer.claims)


def outlets(claim: Claim) -> str:
    """The outlet of a claim, or how many independent ones there are, and which."""
    names = [*claim.independent, *[UNKNOWN_OUTLET] * (claim.outlets - len(claim.independent))]
    return names[0] if len(names) == 1 else f"{counted(len(names), 'independent outlet')}: {', '.join(names)}"


def _times(claims: Sequence[Claim]) -> list[str]:
    """In months; in days where claims that were published on different days would else bear the same month."""
    months = [_published(claim, _month) for claim in claims]
    in_days = len(set(months)) < len({(claim.first, claim.last) for claim in claims})
    times = [_published(claim, day) for claim in claims] if in_days else months
    return [time + _said_of(claim) for time, claim in zip(times, claims, strict=True)]


def _published(claim: Claim, written: Callable[[date], str]) -> str:
    if not claim.first or not claim.last:
        return UNDATED
    first, last = written(claim.first), written(claim.last)
    return first if first == last else f"{first} to {last}"


def _said_of(claim: Claim) -> str:
    """The time that is spoken of, unless it is that of publication in other precision."""
    said, months = claim.said_of, [_month(published) for published in (claim.first, claim.last) if published]
    if not said or any(said in month or month in said for month in months):
        return ""
    return f", {said}" if said.startswith(("since", "until")) else f", of {said}"


def _month(published: date) -> str:
    return f"{MONTHS[published.month - 1]} {published.year}"
