"""From ranked sentences to quotes: each with what it hangs on, none twice."""

from collections import defaultdict
from collections.abc import Sequence

from pullquote.index import Passage, terms
from pullquote.rag.answer import Quote
from pullquote.rag.context.widen import widened
from pullquote.rag.reading.candidate import Candidate

MOST = 30  # quotes
ALONE = 5.0  # the margin (logits) of a candidate that has no other beside it


def select(ranked: Sequence[Candidate]) -> tuple[Quote, ...]:
    """Quotes of the ranked sentences (best first), no two of which overlap.

    Each quote has with it what its sentence hangs on; where another quote shows that already, the sentence is not
    quoted without it.
    """
    quotes: list[Quote] = []
    shown: dict[str, list[Quote]] = defaultdict(list)
    for candidate in ranked:
        article = candidate.hit.passage.article
        span = widened(article, candidate.sentence)
        if any(quote.start < span.end and span.start < quote.end for quote in shown[article.id]):
            continue
        quotes.append(Quote(candidate.hit.passage, *span, candidate.score, candidate.short))
        shown[article.id].append(quotes[-1])
        if len(quotes) == MOST:
            break
    return tuple(quotes)


def passages_of(ranked: Sequence[Candidate]) -> tuple[Passage, ...]:
    """The passages in the order of their best sentences."""
    return tuple({one.hit.passage.id: one.hit.passage for one in ranked}.values())


def margin(ranked: Sequence[Candidate]) -> float:
    """By how much the first candidate is ahead of the best one of another passage that does not say the same: whose
    sentence has not every word of the first's short answer."""
    first = ranked[0]
    value = _words(first.answer)
    others = [one.score for one in ranked if one.hit is not first.hit and not (value and value <= _words(one.text))]
    return min(ALONE, first.score - max(others, default=-float("inf")))


def likeness(one: Candidate, other: Candidate) -> float:
    """The share (0 to 1) of common words of two candidates' short answers, or sentences where they have none."""
    first, second = _words(one.answer), _words(other.answer)
    return len(first & second) / max(1, len(first | second))


def _words(text: str) -> frozenset[str]:
    return frozenset(terms(text))
