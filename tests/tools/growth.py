"""Whether work over a text takes a time that grows faster than the text: measured over sizes, not in seconds."""

import time
from collections.abc import Callable

SHORT = 3_000  # characters
TIMES = 8
MOST = 3 * TIMES  # a time that grows as the square does would be 64 times as long
QUICK = 0.02  # seconds of the processor that are too few to be measured
PIECES = (
    *" \t\n[#`~=-*>|•.:{\"'é,a1",
    *("](", "[a](", "```\n", "~~~\n", "# a ", "a b ", "=\n", "a:", "By A ", "A > ", '."', "1.", "2020-01-01 ", "mon "),
    *("{{", "subscribe ", "<meta ", "- a\n", "A b is an editor of ", "&a ["),
)
BEGINNINGS = ("", "# a", "a", "A", "[", '"a', "2020-01-01", "mon", "<meta charset", "By A", "A b is ", "---\n")


def grows_too_fast(work: Callable[[str], object], text: Callable[[int], str]) -> bool:
    """Whether a text of eight times the length takes more than 24 times as long, measured again where it seems so."""

    def seconds(size: int) -> float:
        made, begun = text(size), time.process_time()
        work(made)
        return time.process_time() - begun

    for _ in range(4):
        long = seconds(SHORT * TIMES)
        if long < QUICK or long <= MOST * max(seconds(SHORT) for _ in range(2)):
            return False
    return True


def run(beginning: str, piece: str) -> Callable[[int], str]:
    return lambda size: beginning + piece * (size // len(piece)) + "\x01"
