"""What the web left in a text and nobody wrote as part of the article; marked, so that it is never quoted."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pullquote.corpus.article import Span
from pullquote.corpus.debris_patterns import (
    is_cookie_notice,
    is_page_element,
    is_plea,
    is_plea_beside_another,
    is_prose,
    is_sentence_end,
)

_FEWEST_LINES = 6  # a shorter text has no edges: its first and last lines are the text
_REPEATED = 40  # characters; a shorter line may well be said twice
_EDGE = 10  # lines in which a page says where it stands and who wrote it

_FENCE = re.compile(r"(```|~~~)")
_CRUMBS = re.compile(r"[A-Z][\w&'’ -]{2,40}(?: ?[>»›] ?[A-Z][\w&'’ -]{2,40})+")
_NAME = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|and|de|van|von|bin|al)){0,5}"
_BYLINE = re.compile(rf"[•·▪|] ?{_NAME}|(?:By|BY) {_NAME}")
_TOPIC = re.compile(r"[•·▪‣] ?(?!\S*[.!?:]$)[\w&'’.-]+(?: [\w&'’.-]+){0,2}")
_BIO = re.compile(
    r"(?P<name>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}) (?:is|was) (?:an? |the |our )?[^.]{0,120}?"
    r"\b(?:editor|reporter|correspondent|columnist|writer|journalist|contributor|producer|bureau chief|fellow)\b"
    r"[^.]{0,80}?\b(?:for|at|of|with|covering|who covers|based in)\b.{0,300}"
)
_BEAT = re.compile(
    r"\b(?:covering|covers|reporting on|reports on|writes about|based in|speciali[sz]\w+"
    r"|follow (?:him|her|them)|reached at|e-?mail|twitter)\b|@",
    re.IGNORECASE,
)


class _Line(NamedTuple):
    """A line that is not empty. `text` is stripped and single-spaced; an empty line begins a new `block`."""

    start: int
    end: int
    text: str
    block: int


def find_debris(text: str) -> tuple[Span, ...]:
    """Sorted, disjoint spans of whole lines, without the last one's line end, by general signs of web pages.

    In doubt a line is not debris: what is marked can never be quoted. Fenced code is left alone.
    """
    lines = list(_lines(text))
    pleas = {i for i, line in enumerate(lines) if is_plea(line.text)}
    marked = pleas | {i for i, line in enumerate(lines) if is_page_element(line.text)}
    marked |= set(_repeated(lines))
    marked |= {i for i in _in_blocks_of(lines, pleas) if is_plea_beside_another(lines[i].text)}
    marked |= set(_head(lines))
    if len(lines) >= _FEWEST_LINES:
        marked |= {i for i, line in enumerate(lines) if min(i, len(lines) - 1 - i) < 3 and is_cookie_notice(line.text)}
        marked |= set(_behind_paywall(lines, pleas, marked))
        marked |= set(_topics(lines, marked))
        marked |= set(_biography(lines, marked))
    return merged(text, (Span(lines[i].start, lines[i].end) for i in marked))


def merged(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order; those that overlap, or have only white space between them, become one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and (span.start <= result[-1].end or text[result[-1].end : span.start].isspace()):
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return tuple(result)


def _lines(text: str) -> Iterator[_Line]:
    start, block, fence = 0, 0, ""
    for line in text.split("\n"):
        words = " ".join(line.split())
        mark = _FENCE.match(words)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        elif words and not fence:
            yield _Line(start, start + len(line), words, block)
        block += not words
        start += len(line) + 1


def _repeated(lines: Sequence[_Line]) -> Iterator[int]:
    """Further copies of a line that stands for itself: a caption twice, not two like lines inside wrapped prose."""
    seen: set[str] = set()
    for i, line in enumerate(lines):
        if len(line.text) < _REPEATED:
            continue
        before, after = lines[i - 1 : i], lines[i + 1 : i + 2]
        begins = all(line.block > b.block or is_sentence_end(b.text) or b.text == line.text for b in before)
        ends = is_sentence_end(line.text) or all(line.block < a.block or a.text == line.text for a in after)
        if line.text in seen and begins and ends:
            yield i
        seen.add(line.text)


def _in_blocks_of(lines: Sequence[_Line], pleas: set[int]) -> Iterator[int]:
    blocks = {lines[i].block for i in pleas}
    return (i for i, line in enumerate(lines) if line.block in blocks)


def _head(lines: Sequence[_Line]) -> Iterator[int]:
    """Breadcrumbs, and a byline that is no item of a list. `By …` in the first line may be the headline and stays."""
    for i, line in enumerate(lines[:_EDGE]):
        listed = any(line.text[0] == other.text[0] for other in (*lines[max(i - 1, 0) : i], *lines[i + 1 : i + 2]))
        byline = _BYLINE.fullmatch(line.text) and not listed and (i > 0 or not line.text.startswith(("By", "BY")))
        if _CRUMBS.fullmatch(line.text) or byline:
            yield i


def _behind_paywall(lines: Sequence[_Line], pleas: set[int], marked: set[int]) -> Iterator[int]:
    """Scraps in a run of pleas that ends a text, such as the pictures' descriptions in an offer."""
    last_prose = max((i for i, line in enumerate(lines) if i not in marked and is_prose(line.text)), default=len(lines))
    last = {i for i in pleas if i > last_prose}
    if len(last) < 2:  # one plea may stand before the tables of the article
        return iter(())
    near = sorted({i + step for i in last for step in (1, 2)} & set(range(len(lines))))
    return (i for i in near if len(lines[i].text) <= 60 and not is_sentence_end(lines[i].text))


def _topics(lines: Sequence[_Line], marked: set[int]) -> Iterator[int]:
    """A list of one to three words each that ends a text and that no line announces."""
    first = end = max(i for i in range(-1, len(lines)) if i not in marked) + 1
    while first and _TOPIC.fullmatch(lines[first - 1].text):
        first -= 1
    if first == 0 or end - first < 2:
        return iter(())
    before = lines[first - 1]
    announced = not is_sentence_end(before.text) or before.block == lines[first].block
    return iter(()) if announced else iter(range(first, end))


def _biography(lines: Sequence[_Line], marked: set[int]) -> Iterator[int]:
    """Who the author is, in one of the last paragraphs, when the article itself never names that person."""
    kept = [i for i in range(len(lines)) if i not in marked]
    for i in kept[3:][-3:]:
        found = _BIO.fullmatch(lines[i].text)
        if found and _BEAT.search(lines[i].text):
            surname = re.compile(rf"\b{re.escape(found['name'].split()[-1])}\b")
            if not any(surname.search(lines[other].text) for other in kept if other != i):
                yield i
