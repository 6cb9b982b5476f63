"""Words on a screen: nothing in them can steer the terminal, and lines are wrapped on a terminal and nowhere else."""

import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # at run time only on a terminal: a pipe need not wait for it
    from rich.console import Console

WIDEST = 100  # columns; longer lines are hard to read
# Control characters, those that turn the direction of the text around, line ends of other systems, half characters.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
Piece = tuple[str, str]  # text, and a style of rich ("" for none)


def visible(text: str) -> str:
    r"""The text with every character that steers a terminal written as an escape, such as \x1b."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    """`visible`, with line ends and tabs as blanks."""
    return visible(" ".join(text.split()))


class Screen:
    """Standard output. `marks` asks for signs where a terminal shows styles: the text may be piped somewhere."""

    def __init__(self) -> None:
        self._terminal = _terminal()
        self.marks = self._terminal is None

    @property
    def width(self) -> int:
        """How many columns a line may have; where nothing is wrapped, as many as are easy to read."""
        return min(self._terminal.width, WIDEST) if self._terminal else WIDEST

    def line(self, *pieces: Piece | str, bar: str = "") -> None:
        """The pieces one after the other, each line begun with `bar`."""
        parts = [(visible(piece), "") if isinstance(piece, str) else (visible(piece[0]), piece[1]) for piece in pieces]
        if self._terminal is None:
            for line in "".join(words for words, _ in parts).split("\n"):
                print(bar + line if line else bar.rstrip())
            return
        from rich.text import Text

        width = min(self._terminal.width, WIDEST) - len(bar)
        for row in Text.assemble(*parts).split("\n", allow_blank=True):
            for part in row.wrap(self._terminal, width) or [row]:
                self._terminal.print(Text.assemble((bar, "dim"), part), soft_wrap=True)


def _terminal() -> "Console | None":
    """A terminal that shows styles; None for a pipe, a file, or a terminal that shows none."""
    if not sys.stdout.isatty():
        return None
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    return None if console.is_dumb_terminal else console


def complain(line: str) -> None:
    """One line on standard error."""
    print(one_line(line), file=sys.stderr)
