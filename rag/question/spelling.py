"""Misspelt words become the articles' own, where the articles leave no doubt."""

import re
from collections.abc import Callable, Iterable

from pullquote.index.terms import STOPWORDS, fold, stem

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SHORTEST = 5  # shorter words have too many neighbours
MOST = 20  # words looked up in the whole vocabulary; a question with more unknown ones is in another language


def corrected(
    text: str,
    *,
    holds: Callable[[str], bool],
    known: Callable[[str], bool],
    vocabulary: Callable[[], Iterable[str]],
    surface: Callable[[str], str],
) -> str:
    """The text with each unknown word replaced by the articles' nearest one.

    `holds` tells whether the articles have a stem, `known` whether a word is a common one (and so spelt right, only
    absent), `vocabulary` gives the articles' stems, `surface` a stem's word as the articles write it. A word is
    replaced when exactly one stem is nearest, with one slip (two from eight letters on), and begins with its letter.
    Unknown words after the twentieth stay.
    """

    left = MOST

    def mended(match: re.Match[str]) -> str:
        nonlocal left
        word = match[0]
        folded = fold(word).strip()
        plain = re.sub(r"[^\w]", "", folded)
        if len(plain) < SHORTEST or plain in STOPWORDS or holds(stem(plain)) or known(plain):
            return word
        left -= 1
        near = nearest(stem(plain), vocabulary()) if left >= 0 else ""
        return surface(near) if near else word

    return WORD.sub(mended, text)


def nearest(wrong: str, vocabulary: Iterable[str]) -> str:
    """The one stem within reach; empty when there is none or two are equally near."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(wrong) >= 7 else 1
    pool = [word for word in vocabulary if word[:1] == wrong[:1] and abs(len(word) - len(wrong)) <= slips]
    found = process.extract(wrong, pool, scorer=OSA.distance, score_cutoff=slips, limit=2)
    if not found or (len(found) == 2 and found[0][1] == found[1][1]):
        return ""
    return str(found[0][0])
