"""An answer's claims against those that a careful reader would want."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pullquote.evals.example import Place
from pullquote.evals.metrics.short_answers import contains
from pullquote.rag import Answer, Claim, Quote

MOST_CLAIMS = 10  # asked for: more than any question of the data wants, so that what is missing was not cut off


@dataclass(frozen=True, slots=True)
class WantedClaim:
    """A value that the articles give: its accepted wordings, how many independent outlets say it, and where."""

    wordings: tuple[str, ...]
    outlets: int
    evidence: tuple[Place, ...]


def shown_claims(answer: Answer) -> tuple[Claim, ...]:
    """The claims of an answer, in their order; none of a refusal, though it may have some of another time."""
    return answer.claims if answer.answered else ()


def one_has(quotes: Iterable[Quote], wordings: Sequence[str]) -> bool:
    """Whether the short answer of a quote fits one of the wordings; a quote without one must contain a wording."""
    return any(fits(quote.short, wordings) if quote.focus else contains(quote.text, wordings) for quote in quotes)


def fits(short: str, wordings: Sequence[str]) -> bool:
    """Whether a short answer contains one of the wordings or stands in one, as `contains` has it."""
    return contains(short, wordings) or any(contains(wording, [short]) for wording in wordings)
