"""The terms of lexical search: words folded and stemmed, without the ones that every text has."""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Any

from pullquote.corpus import BadInputError, check_whole

LONGEST_QUESTION = 10_000  # characters
LONGEST_WORD = 8_192  # characters that count: FTS5 takes 32,768 bytes of one, and UTF-8 has up to four a character
_KEPT = 64  # characters; the stems of longer words are not kept in memory
WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+")
INITIALS = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
POSSESSIVE = re.compile(r"['’]s\b|(?<=s)['’](?=\s|$)|n['’]t\b")
# Short on purpose: a word that is missing here costs little, one that is here can never be found. Not "us", which is
# what "U.S." is folded to.
STOPWORDS = frozenset(
    """a an and are as at be been being but by can could did do does done for from had has have having he her him his
    how i if in into is it its me my no not of on or our shall she should so such than that the their them then there
    these they this those to was we were what when where which who whom whose why will with would you your""".split()
)


_local = threading.local()


def _stemmer() -> Any:  # PyStemmer ships no types
    """One for each thread: they are not made to be shared."""
    if not hasattr(_local, "stemmer"):
        import Stemmer

        _local.stemmer = Stemmer.Stemmer("english")
    return _local.stemmer


def stem(word: str) -> str:
    """The stem of a folded word, by Snowball's rules for English: "deployed" and "deploying" are "deploy". Of a word
    longer than LONGEST_WORD the beginning counts."""
    return _kept_stem(word) if len(word) <= _KEPT else _stem(word[:LONGEST_WORD])


def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


_kept_stem = lru_cache(maxsize=200_000)(_stem)


def check_question(question: object) -> None:
    """Raises BadInputError for what is no text, empty, longer than LONGEST_QUESTION, or has half of a character."""
    if not isinstance(question, str):
        raise BadInputError(f"the question is {question!r:.60}; needed: text")
    if not question.strip():
        raise BadInputError("the question is empty; ask one, for example: who is the defense minister?")
    if len(question) > LONGEST_QUESTION:
        raise BadInputError(f"the question has {len(question):,} characters; allowed: {LONGEST_QUESTION:,}")
    check_whole("question", question)


def fold(text: str) -> str:
    """The text as it is compared: compatibility forms and case folded; accents, invisible marks (soft hyphens,
    direction marks), possessive endings and the points of initials dropped."""
    if not text.isascii():
        text = "".join(filter(_is_compared, unicodedata.normalize("NFKD", text)))
    return INITIALS.sub(lambda found: found[0].replace(".", "") + " ", POSSESSIVE.sub("", text.casefold()))


def _is_compared(character: str) -> bool:
    return not unicodedata.combining(character) and unicodedata.category(character) != "Cf"


def words(text: str) -> list[str]:
    """Words and numbers ("1,000" is "1000") of the folded text, in order."""
    return [word.replace(",", "") if word[0].isdigit() else word for word in WORD.findall(fold(text))]


def terms(text: str) -> list[str]:
    """Stems of the words that are no stopwords, in order and with repetition; of all words if none is left."""
    found = words(text)
    return [stem(word) for word in found if word not in STOPWORDS] or [stem(word) for word in found]
