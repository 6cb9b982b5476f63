"""A question as it was typed: whether a word of it was mended, and a bot that mends none."""

from dataclasses import replace

from pullquote.index import words
from pullquote.rag import AsTyped, Bot
from pullquote.ui.collection import Collection


def taking_as_typed(collection: Collection) -> Bot:
    """The collection's bot, but one that takes every word as it was typed."""
    bot = collection.bot
    return replace(bot, vocabulary=AsTyped(collection.index)) if bot.vocabulary else bot


def was_mended(typed: str, understood: str) -> bool:
    """Whether what was understood differs by spelling: word for word, each with the same first letter. What was
    completed, or had a time written out, differs by more."""
    was, became = words(typed), words(understood)
    changed = [(one, other) for one, other in zip(was, became, strict=False) if one != other]
    return len(was) == len(became) and bool(changed) and all(one[0] == other[0] for one, other in changed)
