"""What speaks for a sentence as the answer: dense and lexical evidence of sentence and passage together."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import MONTHS, Span
from pullquote.index import STOPWORDS, Hit, fold, terms
from pullquote.rag.question.parse import WORDS, Question

FEATURE_NAMES = (
    "dense",  # cosine of question and sentence
    "passage_dense",  # cosine of question and passage
    "passage_lexical",  # BM25 share of the passage
    "fused",  # the score by which the passage was retrieved
    "covered",  # share of the question's idf that the sentence holds
    "covered_with_before",  # the same with the sentence before
    "covered_with_after",  # and with the one after
    "covered_by_passage",
    "pairs",  # share of the question's neighbouring terms that are neighbours in the sentence
    "new_words",  # log(1 + words that the question does not have): what could answer at all
    "length",  # in hundreds of characters, at most 4
    "date_for_date",
    "number_for_number",
    "no_number_for_number",
    "name_for_person",
    "place_for_place",
    "reason_for_reason",
    "name_for_thing",
    "asks",  # ends in a question mark
)
DATE = re.compile(
    r"\b(?:1\d{3}|20\d\d)s?\b|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d"
    r"|\b\d{1,2}(?:st|nd|rd|th)?[ -]century\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\b\d[\d,.]*\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million"
    r"|billion|half|third|quarter|percent)s?\b|%",
    re.IGNORECASE,
)
CAPITALISED = re.compile(r"\b[A-Z][\w’'-]+")
PLACE = re.compile(r"\b(?:in|at|near|from|to|of|on) (?:the )?[A-Z]")
REASON = re.compile(r"\b(?:because|due to|since|so that|in order|as a result|reason|therefore|thus|owing|caused?)\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit's passage, by its place in the hits."""

    hit: Hit
    sentence: int

    @property
    def span(self) -> Span:
        """Where it stands in the article."""
        return self.hit.passage.sentences[self.sentence]

    @property
    def text(self) -> str:
        """Its words."""
        return self.hit.passage.article.text[slice(*self.span)]


@lru_cache(maxsize=20_000)
def sentence_terms(text: str) -> tuple[str, ...]:
    """The terms of a text, kept."""
    return tuple(terms(text))


def candidates(hits: Sequence[Hit]) -> list[Candidate]:
    """Every sentence of every hit, in their order."""
    return [Candidate(hit, i) for hit in hits for i in range(len(hit.passage.sentences))]


def features(question: Question, hits: Sequence[Hit], idf: Callable[[str], float]) -> NDArray[np.float64]:
    """One row of FEATURE_NAMES for each of `candidates(hits)`, in their order."""
    weights = {term: idf(term) for term in dict.fromkeys(question.terms)}
    rows = [row for hit in hits for row in _rows(question, hit, weights)]
    return np.array(rows, np.float64).reshape(len(rows), len(FEATURE_NAMES))


def share(weights: dict[str, float], held: set[str]) -> float:
    """The part of the question's idf whose terms are held."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in held) / total if total else 0.0


def dated(hit: Hit) -> set[str]:
    """Terms that the article's day holds for every sentence in it."""
    day = hit.passage.article.source.published
    return set(terms(f"{MONTHS[day.month - 1]} {day.year}")) if day else set()


def _rows(question: Question, hit: Hit, weights: dict[str, float]) -> Iterator[list[float]]:
    article = hit.passage.article
    texts = [article.text[a:b] for a, b in hit.passage.sentences]
    found = [sentence_terms(text) for text in texts]
    everywhere = dated(hit)
    held = [set(one) | everywhere for one in found]
    by_passage = share(weights, set().union(*held, sentence_terms(article.source.title)) if held else set())
    pairs = set(zip(question.terms, question.terms[1:], strict=False))
    for i, text in enumerate(texts):
        before = held[i - 1] if i else set()
        after = held[i + 1] if i + 1 < len(held) else set()
        yield [
            hit.sentence_dense[i],
            hit.dense,
            hit.lexical,
            hit.score,
            share(weights, held[i]),
            share(weights, held[i] | before),
            share(weights, held[i] | after),
            by_passage,
            len(pairs & set(zip(found[i], found[i][1:], strict=False))) / max(1, len(pairs)),
            math.log1p(sum(word not in question.folded for word in WORDS.findall(fold(text)) if word not in STOPWORDS)),
            min(len(text), 400) / 100,
            *_typed(question, text),
            float(text.rstrip().endswith("?")),
        ]


def _typed(question: Question, text: str) -> tuple[float, ...]:
    """Whether the sentence holds, and the question does not, something of the kind that is asked for."""

    def new(pattern: re.Pattern[str], within: str) -> bool:
        return any(match.lower() not in question.text.lower() for match in pattern.findall(within))

    kind = question.kind
    named = any(word.lower() not in question.folded for word in CAPITALISED.findall(text[1:]))
    number = new(NUMBER, text)
    return (
        float(kind == "date" and new(DATE, text)),
        float(kind == "number" and number),
        float(kind == "number" and not number),
        float(kind == "person" and named),
        float(kind == "place" and named and bool(PLACE.search(text))),
        float(kind == "reason" and bool(REASON.search(text))),
        float(kind == "thing" and named),
    )
