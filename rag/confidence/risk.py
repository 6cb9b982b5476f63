"""A threshold that keeps a promise: at most so many wrong among what is answered, at 90 % confidence.

What is promised about is the selective risk R(t): the share wrong among the questions whose confidence reaches t. The
rule is fixed sequence testing with several starts (Angelopoulos et al. 2021, "Learn then Test"): thresholds of a fixed
grid are tried from strict to lenient, each against the hypothesis R(t) > risk by the exact binomial test (Clopper and
Pearson 1934), until one fails. To accept a threshold that breaks the promise, a sequence must have passed the first
such one, which it does with at most its share of the 10 % error. The sequences share that error alike.

A sequence cannot begin at the strictest threshold: where nobody is answered nothing can be shown. It begins at the
first threshold that answers 25, 100, 400, … questions, numbers that were set beforehand. This is exact where a
higher confidence is never more often wrong; judges that break that rule were simulated, see test_risk.py. Bonferroni
over the grid, as over the bisection of Geifman and El-Yaniv (2017), would need no such rule, but was seen in
simulation to support few promises with a few hundred questions.

Questions count as drawn one by one from those that will be asked: of other articles, or with another share of
unanswerable ones among them, nothing is promised. The 90 % are of one promise at a time, not of all risks at once.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pullquote.corpus import BadInputError

CONFIDENCE = 0.9
GRID = tuple(step / 100 for step in range(98, 0, -2))
# A sequence begins where so many questions are answered: with none wrong, 25 show a risk of 9 %, 100 one of 3 %.
STARTS = (25, 100, 400, 1600, 6400)


@dataclass(frozen=True, slots=True)
class RiskRow:
    """Of the calibration questions, how many a threshold answers, and how many of these answers are wrong."""

    threshold: float
    answered: int
    wrong: int


@dataclass(frozen=True, slots=True)
class RiskTable:
    """What each threshold of the grid did, strict to lenient, with `questions` asked in all."""

    questions: int
    rows: tuple[RiskRow, ...]

    @classmethod
    def of(cls, confidence: Sequence[float], right: Sequence[bool]) -> "RiskTable":
        """From a pair for each question, in any order; `right` is False for one that has no answer. A question that
        is refused at every threshold has the confidence 0."""
        pairs = list(zip(confidence, right, strict=True))
        rows = []
        for threshold in GRID:
            answered = [hit for sure, hit in pairs if sure >= threshold]
            rows.append(RiskRow(threshold, len(answered), answered.count(False)))
        return cls(len(pairs), tuple(rows))

    @classmethod
    def of_dict(cls, values: Mapping[str, Any]) -> "RiskTable":
        """What `to_dict` wrote. Raises ValueError for what cannot be counts of one set of questions."""
        questions = values["questions"]
        table = cls(
            questions, tuple(RiskRow(float(t), int(answered), int(wrong)) for t, answered, wrong in values["rows"])
        )
        strictest = RiskRow(1.0, 0, 0)
        for before, row in zip((strictest, *table.rows), table.rows, strict=False):
            fewer = before.wrong <= row.wrong <= row.answered <= questions and before.answered <= row.answered
            if not (0 < row.threshold < before.threshold and fewer):
                raise ValueError(f"row {[row.threshold, row.answered, row.wrong]} does not go on from the one before")
        return table

    def to_dict(self) -> dict[str, object]:
        """Plain values to write down: each row is threshold, answered, wrong."""
        return {"questions": self.questions, "rows": [[row.threshold, row.answered, row.wrong] for row in self.rows]}

    def promises(self) -> tuple[float, ...]:
        """For each row the least risk that is promised of its threshold; 1 where nothing is."""
        starts = [start for start in STARTS if start <= self.questions]
        found = [1.0] * len(self.rows)
        for start in starts:
            first = next((i for i, row in enumerate(self.rows) if row.answered >= start), len(self.rows))
            worst = 0.0
            for i, row in enumerate(self.rows[first:], first):
                worst = max(worst, upper_bound(row.wrong, row.answered, 1 - (1 - CONFIDENCE) / len(starts)))
                found[i] = min(found[i], worst)
        return tuple(found)

    def threshold_for(self, risk: float) -> float:
        """The lowest threshold of which the risk is promised. Raises BadInputError where there is none."""
        check_risk(risk)
        promises = self.promises()
        kept = [row.threshold for row, promise in zip(self.rows, promises, strict=True) if promise <= risk]
        if not kept:
            lowest = math.ceil(1000 * min(promises, default=1.0)) / 10
            supported = f"{self.questions} calibration questions support "
            supported = f"the lowest risk that {supported}is {lowest:g} %" if lowest < 100 else f"{supported}no risk"
            raise BadInputError(
                f"no threshold keeps at most {100 * risk:.4g} % wrong among what is answered at {100 * CONFIDENCE:g} %"
                f" confidence; {supported}"
            )
        return min(kept)

    def share_answered(self, threshold: float) -> float:
        """The share of the calibration questions that a threshold of the grid answers."""
        return next(row.answered for row in self.rows if row.threshold == threshold) / max(self.questions, 1)


def check_risk(risk: float) -> None:
    """Raises BadInputError for a risk that is no share."""
    if not 0 < risk < 1:
        raise BadInputError(f"the risk is {risk:g}; allowed: more than 0 and less than 1, such as 0.05 for 5 %")


def upper_bound(wrong: int, answered: int, confidence: float) -> float:
    """The largest share that `wrong` of `answered` leave possible: Clopper and Pearson's one-sided bound, the share p
    at which so few wrong ones have the chance 1 - `confidence`. 1 when nothing was answered."""
    if wrong >= answered:
        return 1.0
    from scipy.special import betaincinv

    return float(betaincinv(wrong + 1, answered - wrong, confidence))
