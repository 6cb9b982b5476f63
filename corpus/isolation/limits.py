"""How much reading may take, of one file and of all together."""

import math
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """A file that takes more than `seconds`, or whose articles have more than `chars` characters, is named and left
    out; more than the limits together is an error.

    `memory` is the address space of the reading process, in bytes. A text, Markdown or JSON-lines file of at most
    `here` bytes is read without that process: what reads it is our own, and takes a time that grows as the file does.
    """

    seconds: float = 60.0  # a PDF of a thousand pages takes some twenty
    memory: int = 4_000_000_000
    chars: int = 100_000_000
    here: int = 1_000_000
    seconds_together: float = math.inf
    chars_together: int = sys.maxsize
