"""The sentences around a place in an article, as far as a quote there may reach."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pullquote.corpus import Article, Span
from pullquote.index import paragraphs, sentences

SENTENCES = 5  # that are looked at on either side
LINES = 12  # of a list that are looked at on either side
ENUMERATOR = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]")
ITEM = re.compile(rf"(?:[-*•‣▪–—]|{ENUMERATOR.pattern})\s")
ENDED = re.compile(r"[.!?:;,…][\"'”’)\]*_]*$")
LONGEST_HEADING = 90  # characters


@dataclass(frozen=True)
class Surroundings:
    """Sentences in order, nothing but white space between them, and the paragraph that each one stands in.

    `first` to `last` are those that the place itself touches. No heading and no debris stands among the others.
    """

    text: str
    spans: tuple[Span, ...]
    paragraph: tuple[int, ...]
    first: int
    last: int

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, k: int) -> str:
        return self.text[slice(*self.spans[k])]

    def together(self, i: int, k: int) -> bool:
        """Whether two sentences stand in one paragraph."""
        return self.paragraph[i] == self.paragraph[k]

    def is_item(self, k: int) -> bool:
        """Whether a sentence belongs to a line that is marked as an item of a list."""
        return bool(ITEM.match(self[self.paragraph.index(self.paragraph[k])]))


def surroundings(article: Article, place: Span) -> Surroundings | None:
    """None for a place that no paragraph has, such as debris."""
    blocks = _paragraphs(article)
    starts = [block.start for block in blocks]
    first = max(bisect_right(starts, place.start) - 1, 0)
    last = bisect_right(starts, place.end - 1) - 1
    if last < first or place.start < blocks[first].start or place.end > blocks[last].end:
        return None
    low = _reach(article, blocks, first, -1)
    high = _reach(article, blocks, last, 1)
    found = [(span, b) for b in range(low, high + 1) for span in _sentences(article.text, blocks[b])]
    touched = [k for k, (span, _) in enumerate(found) if span.start < place.end and place.start < span.end]
    if not touched:
        return None
    spans, numbers = tuple(span for span, _ in found), tuple(number for _, number in found)
    return Surroundings(article.text, spans, numbers, touched[0], touched[-1])


def _reach(article: Article, blocks: Sequence[Span], at: int, step: int) -> int:
    """The last paragraph to look at in one direction: no further than a heading, debris, or enough sentences."""
    seen = 0
    for beside in range(at + step, at + step * (LINES + 1), step):
        if not 0 <= beside < len(blocks) or _heading(article.text, blocks, beside):
            break
        low, high = sorted([blocks[at], blocks[beside]])
        if article.text[low.end : high.start].strip():  # debris
            break
        at = beside
        seen += len(_sentences(article.text, blocks[at])) if not _line(article.text, blocks[at]) else 0
        if seen >= SENTENCES:
            break
    return at


def _line(text: str, block: Span) -> bool:
    """A line of a list, or one that announces it, does not count as a sentence that is looked at."""
    return bool(ITEM.match(text, block.start)) or text[block.end - 1] in ":;,"


def _heading(text: str, blocks: Sequence[Span], at: int) -> bool:
    block = blocks[at]
    words = text[slice(*block)]
    if words.startswith("#"):
        return True
    alone = at + 1 == len(blocks) or "\n\n" in text[block.end : blocks[at + 1].start]
    return alone and len(words) <= LONGEST_HEADING and not ENDED.search(words) and not ITEM.match(words)


@lru_cache(maxsize=64)
def _paragraphs(article: Article) -> tuple[Span, ...]:
    return tuple(paragraphs(article.text, article.debris))


def _sentences(text: str, block: Span) -> list[Span]:
    return [Span(block.start + a, block.start + b) for a, b in _split(text[slice(*block)])]


@lru_cache(maxsize=4096)
def _split(paragraph: str) -> tuple[Span, ...]:
    """The sentences of a paragraph; the number of an item goes with what it numbers."""
    found: list[Span] = []
    for span in sentences(paragraph, Span(0, len(paragraph))):
        if found and ENUMERATOR.fullmatch(paragraph[slice(*found[-1])]):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return tuple(found)
