"""From ranked sentences to what is shown: put together with what they hang on, repetitions and the weak left out."""

from collections.abc import Callable, Mapping, Sequence

from pullquote.corpus import Span
from pullquote.rag.answer import Quote
from pullquote.rag.context.widen import widened
from pullquote.rag.question.parse import Question
from pullquote.rag.reading.features import Candidate, sentence_terms, share

ALIKE = 0.7  # share of common terms from which two quotes say the same
NEEDS_BOTH = 0.2  # share of the question's idf that a neighbour must add to be quoted along


def select(
    question: Question,
    ranked: Sequence[tuple[Candidate, float]],
    idf: Callable[[str], float],
    focuses: Mapping[Candidate, Span | None],
    *,
    most: int = 10,
) -> tuple[Quote, ...]:
    """Quotes of the ranked sentences (best first, with their scores), no two of which overlap or say the same.

    `focuses` has the short answer in each sentence. Each quote has with it what its sentence hangs on; where another
    quote shows that already, the sentence is not quoted without it.
    """
    weights = {term: idf(term) for term in dict.fromkeys(question.terms)}
    quotes: list[Quote] = []
    shown: list[frozenset[str]] = []
    for candidate, score in ranked:
        passage = candidate.hit.passage
        article = passage.article
        chosen = _with_neighbour(candidate, weights)
        others = [q for q in quotes if q.article is article]
        if _overlap(chosen, others):
            continue
        held = frozenset(sentence_terms(article.text[slice(*chosen)]))
        if any(len(held & other) >= ALIKE * len(held | other) for other in shown):
            continue
        span = widened(article, chosen)
        if _overlap(span, others):
            continue
        quotes.append(Quote(passage, *span, score, focuses[candidate]))
        shown.append(held)
        if len(quotes) == most:
            break
    return tuple(quotes)


def _overlap(span: Span, quotes: Sequence[Quote]) -> bool:
    return any(quote.start < span.end and span.start < quote.end for quote in quotes)


def _with_neighbour(candidate: Candidate, weights: dict[str, float]) -> Span:
    """The sentence, with the one beside it that holds much of the question which the sentence itself lacks."""
    sentences = candidate.hit.passage.sentences
    text = candidate.hit.passage.article.text
    own = set(sentence_terms(candidate.text))
    alone = share(weights, own)
    best, gain = candidate.span, NEEDS_BOTH
    for beside in (candidate.sentence - 1, candidate.sentence + 1):
        if not 0 <= beside < len(sentences):
            continue
        other = sentences[beside]
        first, second = sorted([candidate.span, other])
        if "\n" in text[first.end : second.start]:  # another paragraph
            continue
        added = share(weights, own | set(sentence_terms(text[slice(*other)]))) - alone
        if added > gain:
            best, gain = Span(first.start, second.end), added
    return best
