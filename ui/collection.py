"""Articles that can be asked: an index, and beside it the bot that answers from it."""

from collections.abc import Callable
from dataclasses import dataclass

from pullquote.index import Index
from pullquote.rag import Bot, Config

MakeBot = Callable[[Index], Bot]


@dataclass(frozen=True, slots=True)
class Collection:
    """An index and its bot, which every face is given together; `config` is how the bot was put together, None for one
    that somebody made of parts: its receipts cannot be replayed."""

    index: Index
    bot: Bot
    config: Config | None = None
