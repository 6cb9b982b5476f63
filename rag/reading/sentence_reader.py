"""The reader: a linear model over the evidence for each sentence, a trained network's among it where there is one."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import MONTHS, Span
from pullquote.index import Hit, Passage, terms
from pullquote.rag.linear import Weights, fitted
from pullquote.rag.question.parse import Question
from pullquote.rag.reading.features import FEATURE_NAMES, Candidate, candidates, dated, features, sentence_terms, share
from pullquote.rag.reading.focus import focus
from pullquote.rag.reading.network import Network
from pullquote.rag.reading.reader import Reading
from pullquote.rag.reading.select import select

# A question that names a year or a month is not about an article of another, unless the passage names it too. No
# training question has a dated article, so this is set by reason: enough to outweigh any likeness of wording.
OTHER_DAY = 3.0
FIRST_KIND, LAST_KIND = FEATURE_NAMES.index("date_for_date"), FEATURE_NAMES.index("name_for_thing")
RARE = 0.5  # a rare word weighs at least this share of what one weighs that occurs nowhere


# What the network adds for a sentence: its passage's relevance, the best span that begins in it, by how much that beats
# "no answer here", and how far it is behind the best span of all passages. The logits of all passages are comparable.
NETWORK_FEATURES = ("relevance", "span", "span_over_null", "span_behind")
NO_SPAN = -20.0  # the logit of a sentence past the network's window


class SentenceReader:
    """Scores every sentence of the hits. `idf` tells how rare a term is among all passages; `network`, when there is
    one, reads question and passage together, and finds the short answer."""

    def __init__(
        self, idf: Callable[[str], float], weights: Weights | None = None, network: Network | None = None
    ) -> None:
        self._idf = idf
        self._network = network
        self._weights = weights or Weights.of(fitted("trained" if network else "sentence"))
        expected = FEATURE_NAMES + (NETWORK_FEATURES if network else ())
        if self._weights.names != expected:
            raise ValueError(f"weights are for {self._weights.names}, features are {expected}")

    @property
    def network_sha256(self) -> str:
        """Of the network's weights; empty where there is no network."""
        return self._network.sha256 if self._network else ""

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Quotes of the sentences that score highest, with the signals that a judge goes by."""
        found = candidates(hits)
        if not found:
            return Reading()
        rows, spans = self.evidence(question, hits)
        scores = self._weights.score(rows)
        scores -= np.array([OTHER_DAY * _other_day(question, candidate.hit) for candidate in found])
        order = np.lexsort((np.arange(len(found)), -scores))
        ranked = [(found[i], float(scores[i])) for i in order]
        focuses = dict(zip(found, spans, strict=True))
        quotes = select(question, ranked, self._idf, focuses)
        signals = self._signals(question, hits, ranked)
        signals["agreement"] = _agreement(question, focuses[ranked[0][0]], [candidate for candidate, _ in ranked])
        if self._network:
            signals |= _network_signals(rows[order], [found[i] for i in order])
        return Reading(quotes, _ranking(ranked), signals)

    def evidence(self, question: Question, hits: Sequence[Hit]) -> tuple[NDArray[np.float64], list[Span | None]]:
        """A row for each of `candidates(hits)`, and where the short answer would stand in it."""
        rows = features(question, hits, self._idf)
        if not self._network:
            texts = [(candidate.hit.passage.article.text, candidate.span) for candidate in candidates(hits)]
            return rows, [focus(question, text, *span) for text, span in texts]
        read = self._network.read(question.text, [hit.passage for hit in hits])
        spans = [(one, *span) for one in read for span in one.spans]
        # Where no passage has a token at all, every score is -inf, and -inf less -inf is not a number.
        best = max(NO_SPAN, *(score for _, score, _ in spans))
        added = [(one.relevance, score, score - one.null, score - best) for one, score, _ in spans]
        return np.hstack([rows, np.maximum(np.array(added), NO_SPAN)]), [span for _, _, span in spans]

    def _signals(
        self, question: Question, hits: Sequence[Hit], ranked: Sequence[tuple[Candidate, float]]
    ) -> dict[str, float]:
        best, score = ranked[0]
        weights = {term: self._idf(term) for term in dict.fromkeys(question.terms)}
        passage = best.hit.passage
        held = set(sentence_terms(passage.text)) | set(sentence_terms(passage.article.source.title)) | dated(best.hit)
        rivals = [s for c, s in ranked if c is not best]
        top = [s for _, s in ranked[:20]]
        total = sum(math.exp(s - top[0]) for s in top)
        kinds = features(question, [best.hit], self._idf)[best.sentence]
        nowhere = self._idf("")
        special = {*question.names, *question.numbers}
        telling = {t: w for t in (*weights, *special) if (w := self._idf(t)) >= RARE * nowhere or t in special}
        quoted = set(sentence_terms(best.text)) | dated(best.hit)
        same = [hit.passage.text for hit in hits if hit.passage.article.id == passage.article.id]
        return {
            "score": score,
            "margin": score - rivals[0] if rivals else 2.0,
            "sharpness": 1 / total,
            "dense": best.hit.sentence_dense[best.sentence],
            "passage_dense": best.hit.dense,
            "best_dense": max(hit.dense for hit in hits),
            "fused": best.hit.score,
            "first_fused": max(hit.score for hit in hits),
            "covered": share(weights, quoted),
            "covered_by_passage": share(weights, held),
            # As a share of what a term weighs that occurs nowhere, which grows with the number of passages.
            "rarest_missing": max([w for t, w in weights.items() if t not in held], default=0.0) / nowhere,
            # Of the question's names, numbers and rare words; the article as far as it was retrieved.
            "telling_by_quote": share(telling, quoted) if telling else 1.0,
            "telling_by_article": share(telling, held.union(*map(sentence_terms, same))) if telling else 1.0,
            "names_missing": _part_missing(question.names, held),
            "numbers_missing": _part_missing(question.numbers, held),
            "right_kind": float(max(kinds[FIRST_KIND:LAST_KIND]) > 0),
            "terms": math.log1p(len(weights)),
        }


def _network_signals(rows: NDArray[np.float64], ranked: Sequence[Candidate]) -> dict[str, float]:
    """The network's evidence for the best sentence, and against the best one of another passage."""
    relevance, span, over_null, _ = rows[0, -len(NETWORK_FEATURES) :]
    others = [i for i, candidate in enumerate(ranked) if candidate.hit is not ranked[0].hit]
    column = len(rows[0]) - len(NETWORK_FEATURES)
    return {
        "relevance": relevance,
        "span": span,
        "span_over_null": over_null,
        "best_relevance": float(rows[:, column].max()),
        "best_over_null": float(rows[:, column + 2].max()),
        "relevance_ahead": float(relevance - max((rows[i, column] for i in others), default=relevance - 5)),
        "span_ahead": float(span - max((rows[i, column + 1] for i in others), default=span - 5)),
    }


def _agreement(question: Question, focus: Span | None, ranked: Sequence[Candidate]) -> float:
    """log(1 + other articles whose best sentence has every word of the short answer that the question has not)."""
    best = ranked[0].hit.passage.article
    short = set(sentence_terms(best.text[slice(*focus)])) - set(question.terms) if focus else set()
    first = {candidate.hit.passage.article.id: candidate for candidate in reversed(ranked)}
    agree = [id for id, candidate in first.items() if id != best.id and short <= set(sentence_terms(candidate.text))]
    return math.log1p(len(agree)) if short else 0.0


def _part_missing(wanted: Sequence[str], held: set[str]) -> float:
    return sum(one not in held for one in wanted) / len(wanted) if wanted else 0.0


def _ranking(ranked: Sequence[tuple[Candidate, float]]) -> tuple[Passage, ...]:
    """The passages in the order of their best sentences."""
    return tuple({candidate.hit.passage.id: candidate.hit.passage for candidate, _ in ranked}.values())


def _other_day(question: Question, hit: Hit) -> bool:
    """Whether the question names years or months, none of them the article's or in the passage."""
    day = hit.passage.article.source.published
    if day is None or not (question.years or question.months):
        return False
    held = set(sentence_terms(hit.passage.text))
    if question.years and day.year not in question.years:
        return not any(str(year) in held for year in question.years)
    named = {terms(MONTHS[month - 1])[0] for month in question.months}
    return bool(question.months) and day.month not in question.months and not named & held
