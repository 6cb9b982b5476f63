"""What was typed becomes a question: completed, mended, its times written out; or it is said why it is none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pullquote.index import LONGEST_QUESTION, STOPWORDS, stem, words
from pullquote.rag.question.days import Days
from pullquote.rag.question.followup import Turn, completed, first, hangs, speaks_of
from pullquote.rag.question.parse import Question
from pullquote.rag.question.spelling import corrected
from pullquote.rag.question.vocabulary import Vocabulary
from pullquote.rag.question.when import when

ASK = "Ask for what an article may say in a sentence: who, what, when, where, why, how many."
# What is said to a person, asked of an assistant, or speaks of the articles as such: no article answers it.
NO_SUBJECT = frozenset(
    """hello hi hey thanks thank ok okay bye goodbye good morning afternoon evening please sorry great cool nice welcome
    yes no help test summarize summarise summary translate rewrite write explain describe tell give show list read all
    every about say article articles text texts document documents file files story stories page news them these this
    everything something anything it me us you everybody there""".split()
)
FOREIGN = 0.5  # a question of which less than this share of the words is known is in another language
FEWEST = 4  # words, and letters of a word, from which on that can be told


@dataclass(frozen=True, slots=True)
class Understood:
    """The question that is searched for, the times that it names, and, where it names any, the question without them.
    `mistake` says in a sentence why nothing can be searched for, `warning` what may make the answer a bad one; else
    they are empty."""

    question: Question
    times: tuple[Days, ...] = ()
    timeless: Question | None = None
    mistake: str = ""
    warning: str = ""


def understood(
    typed: str,
    history: Sequence[Turn],
    vocabulary: Vocabulary | None,
    published: Callable[[], Sequence[date]],
) -> Understood:
    """What was typed, on one line, after the turns before it. `published` tells the days of the articles,
    newest first, the first of them being what "last year" counts from; it is asked only where there is something to
    count."""
    said = [word for word in words(typed) if any(c.isalnum() for c in word)]
    if not said:
        return Understood(Question(typed), mistake=f"This is not a question: it has no words. {ASK}")
    named = any(len(word) > 1 and word.isupper() for word in typed.split())  # "the US" is not "us"
    goes_on = hangs(typed)
    empty = not named and all(word in NO_SUBJECT or word in STOPWORDS for word in said)
    if empty and not (goes_on and speaks_of(typed)):
        return Understood(Question(typed), mistake=f"No article can answer this. {ASK}")
    if not history and goes_on:
        return Understood(
            Question(typed), mistake="This goes on from a question, and there is none before it. Ask it in full."
        )
    whole = completed(typed, history, vocabulary.closest if vocabulary else first)
    if vocabulary:
        mended = corrected(whole, vocabulary)
        whole = mended if len(mended) <= LONGEST_QUESTION else whole
    found = when(whole, published)
    warning = (
        ""
        if vocabulary is None or _known(whole, vocabulary)
        else "The question seems to be in another language than English."
    )
    timeless = Question(found.timeless) if found.days else None
    return Understood(Question(found.text), found.days, timeless, found.mistake, warning)


def _known(text: str, vocabulary: Vocabulary) -> bool:
    """Whether at least half of the words are English ones or stand in an article; a few words tell nothing."""
    said = [word for word in words(text) if not word[0].isdigit()]
    if len(said) < FEWEST and text.isascii():
        return True
    known = [word in STOPWORDS or vocabulary.holds(stem(word)) or _ordinary(word, vocabulary) for word in said]
    return sum(known) >= FOREIGN * len(said)


def _ordinary(word: str, vocabulary: Vocabulary) -> bool:
    """The shortest words of other languages are tokens too."""
    return len(word) >= FEWEST and vocabulary.ordinary(word)
