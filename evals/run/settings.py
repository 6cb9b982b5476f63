"""How a suite is asked: all that a caller may choose, in one value."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pullquote.corpus import BadInputError
from pullquote.index import Index
from pullquote.rag import Bot, Config

PARTS = ("lexical", "reader", "calibration")


@dataclass(frozen=True, slots=True)
class Settings:
    """`config` is how the bot is put together, `embedder` that of a new index. `index` names a folder to keep the index
    in, which is used again when it holds the same articles. `limit` asks a sample (see `sample`) and never shrinks the
    corpus. `fresh` begins anew where an earlier run could go on. `ablation` asks the suite "questions" again with
    articles taken out; `without` are parts to take out of the bot (see `without_parts`).

    Raises BadInputError for a part that no bot has, and for a risk without the calibration that it is promised by.
    """

    config: Config = field(default_factory=Config)
    embedder: str = "minilm"
    index: Path | None = None
    limit: int | None = None
    fresh: bool = False
    ablation: bool = True
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if unknown := [part for part in self.without if part not in PARTS]:
            raise BadInputError(f"no part {unknown[0]!r} to leave out; known: {', '.join(PARTS)}")
        if self.config.risk is not None and {"reader", "calibration"} & set(self.without):
            raise BadInputError(
                "only the calibration knows a risk; leave out --risk, or --without reader or calibration"
            )


class BotMaker(Protocol):
    """Puts a bot together over an index, as `open_bot` does."""

    def __call__(self, index: Index, /, *, config: Config) -> Bot:
        """The bot that `config` describes."""
        ...
