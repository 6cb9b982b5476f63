"""An article becomes passages: whole sentences, never across debris, never longer than the embedder's window."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pullquote.corpus import Article, BadInputError, Span, check_count
from pullquote.index.passage import Passage
from pullquote.index.sentences import paragraphs, sentences

Count = Callable[[list[str]], list[int]]  # tokens of each text, special tokens not counted
Sized = tuple[Span, int]  # a sentence and its tokens


@dataclass(frozen=True, slots=True)
class Chunking:
    """How long passages are, in the embedder's tokens.

    A paragraph is a passage of its own once it has `least` tokens; shorter neighbours are put together, as news
    sites break after every sentence or two, and a heading goes with what follows, but no paragraph disappears in a
    long one. No passage has more than `most`.
    """

    least: int = 64
    most: int = 220

    def __post_init__(self) -> None:
        check_count("least", self.least)
        check_count("most", self.most)
        if self.least > self.most:
            raise BadInputError(f"chunking of {self.least} to {self.most} tokens; needed: least <= most")


def chunk(article: Article, count: Count, chunking: Chunking = Chunking()) -> list[Passage]:
    """The article's passages in order. Together their sentences cover every word outside the debris, once."""
    text, most = article.text, chunking.most
    blocks = [sentences(text, block) for block in paragraphs(text, article.debris)]
    sizes = iter(_sizes(text, [span for block in blocks for span in block], count))
    groups = [[piece for span in block for piece in _fitting(text, span, next(sizes), count, most)] for block in blocks]
    packed = _packed([group for group in groups if group], [span.start for span in article.debris], chunking)
    return [
        Passage(article, spans[0].start, spans[-1].end, tuple(spans)) for spans in _halved(text, packed, count, most)
    ]


def _sizes(text: str, spans: Sequence[Span], count: Count) -> list[int]:
    """Tokens of each span; none counts as one, since some tokenizers drop control characters."""
    return [max(1, size) for size in count([text[a:b] for a, b in spans])] if spans else []


def _packed(groups: Sequence[Sequence[Sized]], debris_starts: Sequence[int], chunking: Chunking) -> list[list[Span]]:
    """Sentences put together: whole short paragraphs up to `least`, long ones cut into even parts up to `most`."""
    passages: list[list[Span]] = []
    room = 0  # tokens that the last passage still takes
    for group in groups:
        tokens = sum(size for _, size in group)
        after = passages[-1][-1].end if passages else 0
        unparted = bisect_left(debris_starts, after) == bisect_left(debris_starts, group[0][0].start)
        heading = chunking.most - room < chunking.least / 4
        if (heading or tokens < chunking.least) and tokens <= room and unparted:
            passages[-1] += [span for span, _ in group]
            room = room - tokens if chunking.most - room + tokens < chunking.least else 0
            continue
        passages += _cut_evenly(group, tokens, chunking.most)
        room = chunking.most - tokens if tokens < chunking.least else 0
    return passages


def _cut_evenly(group: Sequence[Sized], tokens: int, most: int) -> list[list[Span]]:
    """The fewest parts of a paragraph that fit, about equally long."""
    share = tokens / -(-tokens // most)
    parts: list[list[Span]] = [[]]
    filled = 0
    for span, size in group:
        if parts[-1] and (filled + size > most or filled >= share):
            parts.append([])
            filled = 0
        parts[-1].append(span)
        filled += size
    return parts


def _halved(text: str, passages: Sequence[list[Span]], count: Count, most: int) -> Iterable[list[Span]]:
    """The passages, halved where a tokenizer makes more of the whole than of its sentences (one that counts blanks)."""
    sizes = _sizes(text, [Span(spans[0].start, spans[-1].end) for spans in passages], count)
    for spans, size in zip(passages, sizes, strict=True):
        if size <= most or len(spans) == 1:
            yield spans
        else:
            middle = len(spans) // 2
            yield from _halved(text, [spans[:middle], spans[middle:]], count, most)


def _fitting(text: str, sentence: Span, size: int, count: Count, most: int) -> list[Sized]:
    """The sentence, halved at the white space nearest its middle (or anywhere) until each piece fits."""
    start, end = sentence
    if size <= most or end - start == 1:
        return [(sentence, size)]
    middle = (start + end) // 2
    blanks = (i for i in range(start + 1, end - 1) if text[i].isspace())
    at = min(blanks, key=lambda i: abs(i - middle), default=middle)
    halves = [_trimmed(text, start, at), _trimmed(text, at, end)]
    sizes = _sizes(text, halves, count)
    return [
        piece for half, tokens in zip(halves, sizes, strict=True) for piece in _fitting(text, half, tokens, count, most)
    ]


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return Span(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))
