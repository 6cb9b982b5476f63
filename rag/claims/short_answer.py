"""A short answer only where it fits: of the kind that was asked for, for a person else the next name, else none."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pullquote.corpus import Span
from pullquote.index import STOPWORDS, fold, terms
from pullquote.rag.answer import Quote
from pullquote.rag.claims.dating import WITHIN, sentence
from pullquote.rag.question.numbers import NUMBER
from pullquote.rag.question.parse import COMMON, Question
from pullquote.rag.question.times import SOME_DAY, times
from pullquote.rag.reading.reader import Reading

NAME = re.compile(r"\b[A-Z][\w’'-]*(?:(?: (?:of|de|von|van|al) | )[A-Z][\w’'-]*)*")
FROM_TO = re.compile(
    rf"\b(?:from (?P<earlier>(?:{NUMBER.pattern})(?: [^\W\d]+)?)|by (?:{NUMBER.pattern})(?: [^\W\d]+)*?)"
    rf" to (?P<later>{NUMBER.pattern})",
    re.IGNORECASE,
)
NOTHING = re.compile(r"\b(?:no|none|nothing|nobody|free)\b", re.IGNORECASE)


def with_short_answers(question: Question, reading: Reading) -> Reading:
    """The reading with short answers that fit, of the quotes that may say something. Two signals more tell of the first
    quote: "fits" is 1 where it had one, or needs none, and "names" is the share of the question's names that stand in
    the quote or around it."""
    near = [quote for quote in reading.quotes if quote.score >= reading.quotes[0].score - WITHIN]
    quotes = tuple(end for quote in near for end in ends(fitting(question, quote)))
    signals = dict(reading.signals)
    if quotes:
        signals["fits"] = float(quotes[0].focus is not None or question.kind == "yes_no")
        signals["names"] = _named(question, quotes[0])
    return replace(reading, quotes=quotes, signals=signals)


def _named(question: Question, quote: Quote) -> float:
    around = set(terms(f"{quote.article.source.title} {quote.article.text[slice(*quote.context)]}"))
    return sum(name in around for name in question.names) / len(question.names) if question.names else 1.0


def fitting(question: Question, quote: Quote) -> Quote:
    """The quote with a short answer that fits, or without one. To whether something is so, the sentence answers."""
    focus = quote.focus
    if not focus or question.kind == "yes_no":
        return replace(quote, focus=None)
    if fits(question, quote.short, quote.article.text):
        return quote
    span = sentence(quote)
    text = quote.article.text[slice(*span)]
    names = _names(question, text, quote.article.text) if question.kind == "person" else ()
    others = [Span(span.start + start, span.start + end) for start, end in names]
    return replace(quote, focus=min(others, key=lambda other: abs(other.start - focus.start), default=None))


def ends(quote: Quote) -> Iterator[Quote]:
    """Of a short answer that goes from one number to another, the quote with the later one, then with the earlier."""
    focus, span = quote.focus, sentence(quote)
    for found in FROM_TO.finditer(quote.article.text, span.start, span.end) if focus else ():
        if focus and found.start() < focus.end and focus.start < found.end():
            later = Span(found.start("later"), max(found.end("later"), focus.end))
            earlier = [Span(*found.span("earlier"))] if found["earlier"] else []
            yield from (replace(quote, focus=end) for end in (later, *earlier))
            return
    yield quote


def fits(question: Question, short: str, text: str) -> bool:
    """Whether it is of the kind that was asked for, and says something that the question does not. `text` is the whole
    that it is from."""
    if not set(terms(short)) - set(question.terms):
        return False
    if question.kind == "date":
        return bool(times(f"in {short}", SOME_DAY)) or any(c.isdigit() for c in short)
    if question.kind == "number":
        return bool(NUMBER.search(short) or NOTHING.search(short))
    return question.kind != "person" or any(True for _ in _names(question, short, text))


def _names(question: Question, text: str, whole: str) -> Iterator[Span]:
    """Runs of capitalised words that are names which the question has not. One word alone is a name where the whole
    text writes it so inside a sentence."""
    for found in NAME.finditer(text):
        words = [fold(word).strip() for word in found[0].split()]
        kept = [word for word in words if word not in STOPWORDS and word not in COMMON and word not in question.folded]
        alone = len(words) == 1 and not re.search(rf"[\w,;] {re.escape(found[0])}\b", whole)
        if kept and not alone:
            yield Span(*found.span())
