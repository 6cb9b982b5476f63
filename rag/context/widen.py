"""How far a quote must reach not to mislead: to the sentences that its own words hang on."""

from pullquote.corpus import Article, Span
from pullquote.rag.context import doubting, governing
from pullquote.rag.context.anaphora import antecedent
from pullquote.rag.context.quotation import speaker
from pullquote.rag.context.surroundings import Surroundings, surroundings

# Characters of a widened quote: what is still a quote; longer only where the sentence itself is long already.
LONGEST = 600
LONGEST_OF_ALL = 900
TIMES = 3  # a widened quote is at most so many times as long as what was chosen, or LONGEST
CHAIN = 3  # sentences that may be added before because the sentence before hangs on another one


def in_context(article: Article, chosen: Span) -> Span:
    """The chosen sentences with those beside them that they hang on: who "he" is, who speaks, "if", "it is not true".

    Whole sentences of the article without a gap, none of them debris or a heading. Where all that is wanted would be
    too long for a quote, the nearest part of it; nothing is wanted of a place that is not in a paragraph.
    """
    around = surroundings(article, chosen)
    if around is None:
        return chosen
    low, high = around.first, around.last
    for k in range(around.first, around.last + 1):
        first, last = _wanted(around, k)
        low, high = min(low, first), max(high, last)
    chained = _chained(around, low)
    longest = min(max(LONGEST, TIMES * (chosen.end - chosen.start)), LONGEST_OF_ALL)
    for a, b in ((chained, high), (low, high), (low, around.last), (around.first, high), (around.first, around.last)):
        span = Span(min(around.spans[a].start, chosen.start), max(around.spans[b].end, chosen.end))
        if span.end - span.start <= longest:
            return span
    return chosen


def _wanted(around: Surroundings, k: int) -> tuple[int, int]:
    first, last = speaker(around, k)
    # A sentence that was added for what it says after the chosen one may itself speak of "he".
    lows = [first, antecedent(around, k), governing.before(around, k)]
    if last > k:
        lows.append(antecedent(around, last, opening=True))
    return min(lows), max(last, doubting.after(around, k))


def _chained(around: Surroundings, low: int) -> int:
    """Further back while the first sentence of the quote opens with a word for something named before it."""
    for _ in range(CHAIN):
        further = antecedent(around, low, opening=True) if low < around.first else low
        if further == low:
            break
        low = further
    return low
