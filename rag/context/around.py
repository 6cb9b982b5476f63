"""The sentences around a place in an article, as far as a heading or debris."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from pullquote.corpus import Article, Span
from pullquote.index import paragraphs, sentences

# On either side of a quote. Of 50 quotes that mislead alone, one shows what is needed with 28 %, two with 98 %, three
# with 100 %, the paragraph with 88 %: see evals/README.md.
SENTENCES_SHOWN = 2
LONGEST_HEADING = 90  # characters
NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]")
ITEM = re.compile(rf"(?:[-*•‣▪–—]|{NUMBERED.pattern})\s")
CLOSED = re.compile(r"[.!?:;,…][\"'”’)\]*_]*$")  # as prose ends, and a heading does not


@dataclass(frozen=True, slots=True)
class Around:
    """A place in an article, widened to whole sentences, and what stands on either side of it.

    `first` and `last` are the numbers of the paragraphs (or lines that stand for themselves) that it touches.
    """

    article: Article
    place: Span
    first: int
    last: int

    def before(self) -> Iterator[Span]:
        """The sentences before the place, the nearest first."""
        for number in self._reached(self.first, -1):
            yield from (span for span in reversed(self._sentences(number)) if span.end <= self.place.start)

    def after(self) -> Iterator[Span]:
        """The sentences after the place, the nearest first."""
        for number in self._reached(self.last, 1):
            yield from (span for span in self._sentences(number) if span.start >= self.place.end)

    def inside(self) -> Iterator[Span]:
        """The sentences that the place is made of, in order."""
        for number in range(self.first, self.last + 1):
            yield from (s for s in self._sentences(number) if self.place.start <= s.start and s.end <= self.place.end)

    def is_item(self, at: int) -> bool:
        """Whether the line of a character is marked as an item of a list."""
        blocks = _paragraphs(self.article.text, self.article.debris)
        return bool(ITEM.match(self.article.text, blocks[_number(blocks, at)].start))

    def _sentences(self, number: int) -> tuple[Span, ...]:
        return _sentences(self.article.text, _paragraphs(self.article.text, self.article.debris)[number])

    def _reached(self, number: int, step: int) -> Iterator[int]:
        """The paragraphs from one on in one direction, up to a heading or debris."""
        text = self.article.text
        blocks = _paragraphs(text, self.article.debris)
        yield number
        while 0 <= number + step < len(blocks) and not (step < 0 and _is_heading(text, blocks, number)):
            low, high = sorted((blocks[number], blocks[number + step]))
            if text[low.end : high.start].strip() or _is_heading(text, blocks, number + step):
                break
            number += step
            yield number


def around(article: Article, place: Span) -> Around | None:
    """What stands around a place; None for one that is not in paragraphs alone, such as debris."""
    blocks = _paragraphs(article.text, article.debris)
    first, last = _number(blocks, place.start), _number(blocks, place.end - 1)
    if first < 0 or place.start >= blocks[first].end or place.end > blocks[last].end:
        return None
    starts = (span.start for span in _sentences(article.text, blocks[first]) if span.end > place.start)
    ends = (span.end for span in reversed(_sentences(article.text, blocks[last])) if span.start < place.end)
    return Around(article, Span(next(starts), next(ends)), first, last)


def surroundings(article: Article, place: Span, *, count: int = SENTENCES_SHOWN) -> Span:
    """The place with so many sentences on either side, across paragraphs, not across headings or debris.

    A place that no paragraph has stays as it is.
    """
    found = around(article, place)
    if found is None:
        return place
    low = min((span.start for span in islice(found.before(), count)), default=found.place.start)
    return Span(low, max((span.end for span in islice(found.after(), count)), default=found.place.end))


def _number(blocks: tuple[Span, ...], at: int) -> int:
    """The last paragraph that begins at a character or before it; -1 for none."""
    return bisect_right(blocks, at, key=lambda block: block.start) - 1


def _is_heading(text: str, blocks: tuple[Span, ...], number: int) -> bool:
    words = text[slice(*blocks[number])]
    if words.startswith("#"):
        return True
    ends = blocks[number + 1].start if number + 1 < len(blocks) else len(text)
    alone = number + 1 == len(blocks) or "\n\n" in text[blocks[number].end : ends]
    return alone and len(words) <= LONGEST_HEADING and not CLOSED.search(words) and not ITEM.match(words)


@lru_cache(maxsize=64)
def _paragraphs(text: str, debris: tuple[Span, ...]) -> tuple[Span, ...]:
    """Kept, as every quote of an article asks for them."""
    return tuple(paragraphs(text, debris))


def _sentences(text: str, block: Span) -> tuple[Span, ...]:
    return tuple(Span(block.start + start, block.start + end) for start, end in _split(text[slice(*block)]))


@lru_cache(maxsize=4096)
def _split(paragraph: str) -> tuple[Span, ...]:
    """The sentences of a paragraph; the number of an item goes with what it numbers."""
    found: list[Span] = []
    for span in sentences(paragraph, Span(0, len(paragraph))):
        if found and NUMBERED.fullmatch(paragraph[slice(*found[-1])]):
            span = Span(found.pop().start, span.end)
        found.append(span)
    return tuple(found)
