"""An article becomes passages: whole sentences, never across debris, never longer than the embedder's window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pullquote.corpus import Article, Span
from pullquote.index.passage import Passage
from pullquote.index.sentences import paragraphs, sentences

Count = Callable[[list[str]], list[int]]  # tokens of each text, special tokens not counted


@dataclass(frozen=True, slots=True)
class Chunking:
    """How long passages are, in the embedder's tokens.

    A paragraph is a passage of its own once it has `least` tokens; shorter neighbours are put together, as news
    sites break after every sentence or two. No passage has more than `most`.
    """

    least: int = 64
    most: int = 220

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.most:
            raise ValueError(f"chunking of {self.least} to {self.most} tokens; needed: 0 < least <= most")


def chunk(article: Article, count: Count, chunking: Chunking = Chunking()) -> list[Passage]:
    """The article's passages in order. Together their sentences cover every word outside the debris, once."""
    groups = [
        [
            piece
            for sentence in sentences(article.text, block)
            for piece in _fitting(article.text, sentence, count, chunking)
        ]
        for block in paragraphs(article.text, article.debris)
    ]
    sizes = iter(count([article.text[a:b] for group in groups for a, b in group]))
    sized = [[(span, next(sizes)) for span in group] for group in groups if group]
    debris_starts = [span.start for span in article.debris]
    return [
        Passage(article, spans[0].start, spans[-1].end, tuple(spans))
        for spans in _packed(sized, debris_starts, chunking)
    ]


def _packed(
    groups: Sequence[Sequence[tuple[Span, int]]], debris_starts: Sequence[int], chunking: Chunking
) -> list[list[Span]]:
    """Sentences put together: whole short paragraphs up to `least`, long ones cut into even parts up to `most`."""
    passages: list[list[Span]] = []
    room = 0  # tokens that the last passage still takes
    for group in groups:
        tokens = sum(size for _, size in group)
        after = passages[-1][-1].end if passages else 0
        if tokens <= room and not any(after <= at < group[0][0].start for at in debris_starts):
            passages[-1] += [span for span, _ in group]
            room = room - tokens if chunking.most - room + tokens < chunking.least else 0
            continue
        parts = _cut(group, tokens, chunking.most)
        passages += parts
        room = chunking.most - tokens if tokens < chunking.least else 0
    return passages


def _cut(group: Sequence[tuple[Span, int]], tokens: int, most: int) -> list[list[Span]]:
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


def _fitting(text: str, sentence: Span, count: Count, chunking: Chunking) -> list[Span]:
    """The sentence, halved at the white space nearest its middle (or anywhere) until each piece fits."""
    # A token has at least one character: what is short enough in characters need not be counted.
    if (
        sentence.end - sentence.start <= chunking.most
        or count([text[sentence.start : sentence.end]])[0] <= chunking.most
    ):
        return [sentence]
    middle = (sentence.start + sentence.end) // 2
    blanks = [i for i in range(sentence.start + 1, sentence.end - 1) if text[i].isspace()]
    at = min(blanks, key=lambda i: abs(i - middle), default=middle)
    halves = Span(sentence.start, at), Span(at + (1 if blanks else 0), sentence.end)
    return [piece for half in halves for piece in _fitting(text, _trim(text, half), count, chunking)]


def _trim(text: str, span: Span) -> Span:
    part = text[span.start : span.end]
    return Span(span.start + len(part) - len(part.lstrip()), span.end - len(part) + len(part.rstrip()))
