"""Misspelt words become the articles' own, where the articles leave no doubt."""

import re
from collections.abc import Iterable

from pullquote.index import STOPWORDS, fold, stem
from pullquote.rag.question.vocabulary import Vocabulary

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SHORTEST = 5  # shorter words have too many neighbours
MOST = 20  # words looked up in the whole vocabulary; a question with more unknown ones is in another language


def corrected(text: str, vocabulary: Vocabulary) -> str:
    """The text with each unknown word replaced by the articles' nearest one.

    A word is replaced when no article has its stem, it is no ordinary one, and exactly one stem is nearest: with one
    slip (two from eight letters on) and the same first letter. Unknown words after the twentieth stay.
    """
    left = MOST

    def mended(match: re.Match[str]) -> str:
        nonlocal left
        word = match[0]
        plain = re.sub(r"[^\w]", "", fold(word))
        known = len(plain) < SHORTEST or plain in STOPWORDS or vocabulary.holds(stem(plain))
        if known or vocabulary.ordinary(plain):
            return word
        left -= 1
        near = nearest(stem(plain), vocabulary.words()) if left >= 0 else ""
        return vocabulary.written(near) if near else word

    return WORD.sub(mended, text)


def nearest(wrong: str, stems: Iterable[str]) -> str:
    """The one stem within reach; empty when there is none or two are equally near."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(wrong) >= 7 else 1
    pool = [word for word in stems if word[:1] == wrong[:1] and abs(len(word) - len(wrong)) <= slips]
    found = process.extract(wrong, pool, scorer=OSA.distance, score_cutoff=slips, limit=2)
    if not found or (len(found) == 2 and found[0][1] == found[1][1]):
        return ""
    return str(found[0][0])
