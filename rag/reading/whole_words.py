"""Short answers are whole words and whole numbers: "AN/SPY-1", not "/SPY-1"; "178.7 billion", not "7 billion"."""

import re

from pullquote.corpus import Span

# Signs that join two parts without a space. A hyphen between numbers makes a range, whose ends are two answers.
JOINED = re.compile(r"(?<=[^\W_a-z])[-/.,:&](?=[^\W_a-z])")
RANGE = re.compile(r"(?<=\d)-(?=\d)")


def whole(text: str, span: Span, within: Span) -> Span:
    """The span, widened while it ends inside a word, or beside a joint of two parts that are numbers or capitals; never
    beyond the sentence `within`, which may itself end inside a word."""
    start, end = span
    while start > within.start and (_inside(text, start) or _joined(text, start - 1) or _joined(text, start)):
        start -= 1
    while end < within.end and (_inside(text, end) or _joined(text, end) or _joined(text, end - 1)):
        end += 1
    return Span(start, end)


def _inside(text: str, at: int) -> bool:
    """Whether the characters before and after a place are of one word."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _joined(text: str, at: int) -> bool:
    """Whether the character at a place joins two parts."""
    return bool(JOINED.match(text, at)) and not RANGE.match(text, at)
