"""What is found about a receipt: a line about each thing that was looked at, and the worst of them."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["match", "mismatch", "cannot_tell"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one quote ("quote 1", "nearest 1"), or about the receipt as a whole."""

    about: str
    outcome: Outcome
    line: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found about all that a receipt quotes, in its order, and about the receipt itself."""

    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of the findings; "match" where nothing was quoted."""
        seen = {finding.outcome for finding in self.findings}
        return "mismatch" if "mismatch" in seen else "cannot_tell" if "cannot_tell" in seen else "match"
