"""Misspelt words become the articles' own, where the articles leave no doubt."""

import re
from string import ascii_lowercase

from pullquote.index import STOPWORDS, fold, stem
from pullquote.rag.question.vocabulary import Vocabulary

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SHORTEST = 5  # shorter words have too many neighbours
LEAST = 3  # letters of a word that may be one of the smallest
TWO_SLIPS = 8  # letters from which on a word may have two slips
MOST = 20  # words looked up in the whole vocabulary; a question with more unknown ones is in another language
LOOKED_AT = 8  # of the stems that are nearest to a word, by how they are written
ENDING = 2  # letters by which two stems may differ more than their words


def corrected(text: str, vocabulary: Vocabulary) -> str:
    """The text with each unknown word replaced by one of the articles.

    A word is replaced when no article has its stem, it is no ordinary one, and one word of the articles is a slip away
    (two from eight letters on) with the same first letter: the one that stands beside a neighbour of the word in an
    article, else the nearest if no other is as near, be it of the articles or an ordinary one ("realy" is not "ready").
    Unknown words after the twentieth stay. One of the language's smallest words is mended without the articles,
    "waht" or "wich", where another of them is spelt rightly.
    """
    found = list(WORD.finditer(text))
    plain = [re.sub(r"[^\w]", "", fold(word[0])) for word in found]
    english = any(word in STOPWORDS for word in plain)  # "Wer ist" is not "Were its"
    made, end, left = "", 0, MOST
    for at, word in enumerate(found):
        made += text[end : word.start()]
        end = word.end()
        if len(plain[at]) < LEAST or _known(plain[at], vocabulary) or not left:
            made += word[0]
            continue
        left -= 1
        small = _smallest(plain[at]) if english and (not at or word[0].islower()) else ""
        beside = plain[max(0, at - 1) : at] + plain[at + 1 : at + 2]
        meant = small or (_mended(plain[at], beside, vocabulary) if len(plain[at]) >= SHORTEST else "")
        made += (meant.capitalize() if small and word[0][0].isupper() else meant) or word[0]
    return made + text[end:]


def _known(word: str, vocabulary: Vocabulary) -> bool:
    return word in STOPWORDS or vocabulary.holds(stem(word)) or vocabulary.ordinary(word)


def _smallest(word: str) -> str:
    """The one word that is no search term and of which this one lacks a letter, or has two letters in each other's
    place; empty where there is none or another, and for one that an apostrophe is left out of ("whos")."""
    if word.removesuffix("s") in STOPWORDS:
        return ""
    cuts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    made = {left + letter + right for left, right in cuts for letter in ascii_lowercase}
    swapped = {left[:-1] + right[:1] + left[-1:] + right[1:] for left, right in cuts if right}
    meant = (made | swapped) & STOPWORDS
    return meant.pop() if len(meant) == 1 else ""


def _mended(word: str, neighbours: list[str], vocabulary: Vocabulary) -> str:
    """What the word was meant to be; empty where that is not plain."""
    near = nearest(word, vocabulary)
    beside = [one for one in near if any(vocabulary.beside(other, one) for other in neighbours)]
    if len(beside) == 1:
        return beside[0]
    least = min(near.values(), default=0)
    chosen = [one for one, slips in near.items() if slips == least]
    if len(chosen) != 1:
        return ""
    meant = fold(chosen[0]).strip()
    return "" if least == 1 and any(map(vocabulary.ordinary, _as_likely(word, meant) - {meant})) else chosen[0]


def _as_likely(word: str, meant: str) -> set[str]:
    """What else may have been meant, by a slip after the first letter: by one left out, put in or taken for the next;
    by one taken for any other only where that is how the word came from `meant`, as it is the rarest."""
    other = len(word) == len(meant) and sorted(word) != sorted(meant)
    cuts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    return {
        made
        for left, right in cuts
        for made in (
            left + right[1:],
            left + right[1:2] + right[:1] + right[2:],
            *(left + letter + right[skip:] for letter in ascii_lowercase for skip in (0, 1)[: 1 + other]),
        )
    } - {word}


def nearest(word: str, vocabulary: Vocabulary) -> dict[str, int]:
    """The articles' words within reach, each with its number of slips."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(word) >= TWO_SLIPS else 1
    root = stem(word)
    pool = [
        other for other in vocabulary.words() if other[:1] == word[:1] and abs(len(other) - len(root)) <= slips + ENDING
    ]
    found: dict[str, int] = {}
    for other, far, _ in process.extract(root, pool, scorer=OSA.distance, score_cutoff=slips + ENDING, limit=LOOKED_AT):
        written = vocabulary.written(other)
        # "ministers" may be how the articles write what was meant to be "minister"
        ends = (written[:end] for end in range(len(written), len(written) - ENDING - 1, -1))
        plain = {form: fold(form).strip() for form in ends}
        forms = {
            form: min(OSA.distance(word, one), OSA.distance(word, f"{one}s"))
            for form, one in plain.items()
            if stem(one) == other
        }
        form = min(forms, key=lambda one: forms[one], default=written)
        if forms.get(form, far) <= slips:
            found[form] = forms.get(form, far)
    return found
