"""What a part of the soak gives: counts by name, and what went wrong."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """`counts` are what was done and seen, `failures` what must not be, a line each."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def must(self, fine: bool, line: str) -> None:
        """Keeps the line as a failure unless all is fine."""
        if not fine:
            self.counts["failures"] += 1
            if len(self.failures) < 20:
                self.failures.append(line[:300])
