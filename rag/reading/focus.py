"""Where in a sentence the short answer stands, told by the kind of answer that is asked for."""

import re
from collections.abc import Iterator

from pullquote.corpus import Span
from pullquote.index import STOPWORDS, fold, terms
from pullquote.rag.question.parse import COMMON, WORDS, Question

MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
SCALE = r"(?:hundred|thousand|million|billion|trillion)"
WORD_NUMBER = r"(?:[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve)"
NAME = r"(?:\b(?:[A-Z]\.)+|\b[A-Z][\w’'-]*)"
SHAPES: dict[str, tuple[re.Pattern[str], ...]] = {
    "date": (
        re.compile(rf"\b{MONTH} \d{{1,2}}(?:, \d{{4}})?\b|\b\d{{1,2}} {MONTH}(?: \d{{4}})?\b|\b{MONTH},? \d{{4}}\b"),
        re.compile(r"\b(?:fiscal )?(?:1\d{3}|20\d\d)s?\b|\b\d{1,2}(?:st|nd|rd|th)?[ -]century\b"),
        re.compile(
            r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|March|April|June|July|August"
            r"|September|October|November|December)\b"
        ),
    ),
    "number": (
        re.compile(
            rf"[$€£¥]\s?\d[\d,.]*\d?(?: {SCALE})?|\b\d[\d,]*(?:\.\d+)?(?: {SCALE})?"
            r"(?: (?:percent|per cent|yen|dollars|euros|pounds|years?|months?|weeks?|days?|hours?|minutes?|miles|km"
            r"|kilometers|kilometres|meters|metres|feet|tons|tonnes|people)\b|%)?"
        ),
        re.compile(rf"\b(?:more than |about |nearly )?{WORD_NUMBER}(?: {SCALE})?\b|\b(?:dozens?|half)\b"),
    ),
    "person": (re.compile(rf"{NAME}(?: (?:{NAME}|de|von|van|bin|al))*"),),
    "place": (
        re.compile(rf"(?<=\bin )(?:the )?{NAME}(?:,? {NAME})*|(?<=\bat )(?:the )?{NAME}(?: {NAME})*"),
        re.compile(rf"{NAME}(?: {NAME})*"),
    ),
}


def focus(question: Question, text: str, start: int, end: int) -> Span | None:
    """The likeliest short answer inside `text[start:end]`: of the right shape, not from the question, near its words.

    None where the question asks for no shape that can be told (what, why, how), or the sentence has none.
    """
    sentence = text[start:end]
    wanted = set(question.terms)
    places = [m.start() for m in WORDS.finditer(sentence) if wanted & set(terms(m[0]))]
    for shape in SHAPES.get(question.kind, ()):
        found = list(_new(question, sentence, shape))
        if found:
            best = min(found, key=lambda span: (_distance(span, places), span.start))
            return Span(start + best.start, start + best.end)
    return None


def _new(question: Question, sentence: str, shape: re.Pattern[str]) -> Iterator[Span]:
    for match in shape.finditer(sentence):
        words = WORDS.findall(fold(match[0]))
        content = [word for word in words if word not in STOPWORDS]
        if not content or all(word in question.folded for word in content):
            continue
        if question.kind in ("person", "place") and all(word in COMMON for word in content):
            continue
        trimmed = match[0].rstrip(" ,.")
        yield Span(match.start(), match.start() + len(trimmed))


def _distance(span: Span, places: list[int]) -> float:
    """Mean distance in characters to the question's words in the sentence."""
    return sum(min(abs(at - span.start), abs(at - span.end)) for at in places) / len(places) if places else 0.0
