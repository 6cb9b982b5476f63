"""Articles that can be asked: an index, and beside it the bot that answers from it."""

from collections.abc import Callable
from dataclasses import dataclass

from pullquote.index import Index
from pullquote.rag import Bot

MakeBot = Callable[[Index], Bot]


@dataclass(frozen=True, slots=True)
class Collection:
    """An index and its bot, which every face is given together."""

    index: Index
    bot: Bot
