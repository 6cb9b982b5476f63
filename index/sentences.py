"""Where the sentences of a text stand: sentencex finds the ends, lines and debris bound them."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pullquote.corpus import Span

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
# A lone newline is a wrap, not an end, where lines are about as long as a page is wide (news sites put one line a
# paragraph, far longer) and the line before does not end a sentence.
WRAPPED_LINE = range(50, 110)
# Characters; a paragraph seldom has a third of it. From every opening quotation mark sentencex looks for the closing
# one as far as the end, so a file of nothing but such marks took hours.
LONGEST_RUN = 10_000
WHITE_SPACE = re.compile(r"[\s\ud800-\udfff]")
ENDS_SENTENCE = re.compile(r"[.!?:;…]['\"’”)\]]*\s*$")
LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def paragraphs(text: str, debris: Sequence[Span] = ()) -> list[Span]:
    """Runs of text between blank lines, hard line breaks and debris, without white space at either end."""
    return [block for free in _outside(len(text), debris) for block in _blocks(text, free)]


def sentences(text: str, paragraph: Span) -> list[Span]:
    """The sentences of one paragraph, without white space at either end; together they cover all its words."""
    import sentencex

    part = text[paragraph.start : paragraph.end]
    # White space of any kind reads as a blank, one for one, so that a wrapped line ends no sentence; so do unpaired
    # surrogates, which no encoder takes.
    plain = WHITE_SPACE.sub(" ", part)
    found, at = [], paragraph.start
    for piece in pieces(plain, partial(sentencex.segment, "en")):
        found += [span for span in [_trimmed(text, at, at + len(piece))] if span]
        at += len(piece)
    if at != paragraph.end:  # the splitter's one law is broken: better one long sentence than a wrong offset
        return [paragraph]
    return list(_joined(text, found))


def pieces(text: str, segment: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """The text as `segment` cuts it, handed to it in parts of at most LONGEST_RUN, each from where the last piece of
    the part before began, which may go on. A piece as long as a part is cut after its last blank."""
    at = 0
    while len(text) - at > LONGEST_RUN:
        part = text[at : at + LONGEST_RUN]
        found = segment(part)[:-1] or [part[: part.rfind(" ") + 1] or part]
        if not any(found):  # a splitter that loses text; the caller sees that
            return
        yield from found
        at += sum(map(len, found))
    yield from segment(text[at:])


def _joined(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """Pieces without a letter or digit (a stray bracket, a dash) belong to the sentence before, or the one after."""
    held: Span | None = None
    has_word = False
    for span in found:
        word = bool(LETTER_OR_DIGIT.search(text, *span))
        if held and not (has_word and word):
            held, has_word = Span(held.start, span.end), has_word or word
            continue
        if held:
            yield held
        held, has_word = span, word
    if held:
        yield held


def _outside(length: int, debris: Sequence[Span]) -> Iterator[Span]:
    at = 0
    for span in debris:
        if at < span.start:
            yield Span(at, span.start)
        at = span.end
    if at < length:
        yield Span(at, length)


def _blocks(text: str, free: Span) -> Iterator[Span]:
    at = free.start
    for gap in [*BLANK_LINE.finditer(text, free.start, free.end), None]:
        end = gap.start() if gap else free.end
        yield from _lines(text, at, end)
        at = gap.end() if gap else end


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """The block cut at each newline that is a hard break."""
    breaks = [i for i in range(start, end) if text[i] == "\n"] if "\n" in text[start:end] else []
    edges = [start, *(i + 1 for i in breaks), end]
    lengths = [b - a for a, b in zip(edges, edges[1:], strict=False)]
    wraps = len(lengths) > 1 and max(lengths) < WRAPPED_LINE.stop
    begin = start
    for at, length in zip(breaks, lengths, strict=False):
        line = text[edges[bisect_right(edges, at) - 1] : at]
        if wraps and length in WRAPPED_LINE and not ENDS_SENTENCE.search(line):
            continue
        yield from [span for span in [_trimmed(text, begin, at)] if span]
        begin = at + 1
    yield from [span for span in [_trimmed(text, begin, end)] if span]


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
