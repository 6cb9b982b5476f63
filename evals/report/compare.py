"""Two reports over the same questions: who wins, by how much, and whether that could be chance."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from pullquote.corpus import BadInputError
from pullquote.evals.metrics import bootstrap
from pullquote.evals.metrics.bootstrap import Figure, Floats, column
from pullquote.evals.report.cells import flat
from pullquote.evals.report.summary import OF_CONFIDENCE, columns
from pullquote.evals.run.ledger import RUN, Result, read_results
from pullquote.evals.suites.records import read_json

Significance = Literal["better", "worse", "cannot tell"]
LESS_IS_BETTER = (
    *("aurc", "calibration_error", "answered.unanswerable"),
    *("lost", "tempted", "false_dispute", "misleading_alone"),
)
# With so few questions that differ, a resample without any of them is too likely: e^-4 is below 2.5 %.
FEWEST_DIFFERENT = 4
EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of B against A. `difference` is B's less A's with its interval; `smallest_significant` the smallest
    difference that would not have passed for chance. Ids of the questions that B won and lost; none for a figure of the
    whole set."""

    name: str
    a: float
    b: float
    difference: Figure
    significance: Significance
    smallest_significant: float
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    ties: int = 0

    def to_dict(self) -> dict[str, object]:
        """Plain values, as `pullquote eval compare --json` prints them."""
        return asdict(self) | {"difference": self.difference.to_dict()}


def compare(a: Path, b: Path) -> list[Comparison]:
    """Every figure that both reports have, over the questions that both asked. Raises BadInputError when there is
    none, or when they had different gold."""
    return compare_results(read_results(a), read_results(b))


def differences(a: Path, b: Path) -> list[str]:
    """What the two runs were made from that is not the same in both, a line each: setting, A's value, B's."""
    ones, twos = (dict(flat(read_json(folder / RUN)[0])) for folder in (a, b))
    return [
        f"{name}: {ones.get(name, '(none)')} -> {twos.get(name, '(none)')}"
        for name in sorted({*ones, *twos})
        if ones.get(name) != twos.get(name)
    ]


def compare_results(first: Sequence[Result], second: Sequence[Result]) -> list[Comparison]:
    """`compare`, of the results themselves."""
    other = {result["id"]: result for result in second}
    pairs = [(one, other[one["id"]]) for one in first if one["id"] in other]
    if not pairs:
        raise BadInputError("the two reports have no question in common; compare reports of one suite and data")
    changed = [one["id"] for one, two in pairs if (one["question"], one["gold"]) != (two["question"], two["gold"])]
    if changed:
        raise BadInputError(
            f"question {changed[0]!r} has another text or gold in the second report ({len(changed)} so)"
        )
    values = [(one["id"], outcomes(one), outcomes(two)) for one, two in pairs]
    names = sorted({name for _, one, _ in values for name in one} & {name for *_, two in values for name in two})
    found = [
        _of_means(name, {id: (one[name], two[name]) for id, one, two in values if name in one and name in two})
        for name in names
    ]
    ones, twos = [one for one, _ in pairs], [two for _, two in pairs]
    return found + [
        _of_sets(name, measure, columns(ones, parts), columns(twos, parts))
        for name, (measure, parts) in OF_CONFIDENCE.items()
        if not np.isnan([measure(*columns(ones, parts)), measure(*columns(twos, parts))]).any()
    ]


def outcomes(result: Result) -> Mapping[str, float]:
    """All that a question can win or lose: what `summary.means` takes the mean of."""
    found = {"right": float(result["right"]), **result["figures"]}
    if result["answerable"]:
        return found | {"answered": float(not result["refused"]), "right_if_forced": float(result["right_if_forced"])}
    return found | {"answered.unanswerable": float(not result["refused"])}


def _of_means(name: str, pairs: Mapping[str, tuple[float, float]]) -> Comparison:
    a, b = (column(side) for side in zip(*pairs.values(), strict=True))
    sign = -1 if name.endswith(LESS_IS_BETTER) else 1
    gains = dict(zip(pairs, sign * (b - a), strict=True))
    won = tuple(id for id, gain in gains.items() if gain > EQUAL)
    lost = tuple(id for id, gain in gains.items() if gain < -EQUAL)
    difference = bootstrap.mean(b - a)
    return Comparison(
        name,
        float(a.mean()),
        float(b.mean()),
        difference,
        significance(name, difference),
        _smallest_significant(difference, len(won) + len(lost)),
        won,
        lost,
        len(a) - len(won) - len(lost),
    )


def _of_sets(name: str, measure: Callable[..., float], a: Sequence[Floats], b: Sequence[Floats]) -> Comparison:
    difference = bootstrap.paired(measure, a, b)
    changed = int(np.any([one != other for one, other in zip(a, b, strict=True)], axis=0).sum())
    return Comparison(
        name,
        measure(*a),
        measure(*b),
        difference,
        significance(name, difference),
        _smallest_significant(difference, changed),
    )


def _smallest_significant(difference: Figure, changed: int) -> float:
    """Half the interval; where too few questions differ for that to say anything, what that many would make."""
    half = (difference.high - difference.low) / 2
    return half if changed >= FEWEST_DIFFERENT else max(half, FEWEST_DIFFERENT / difference.n)


def significance(name: str, difference: Figure) -> Significance:
    """Better or worse when the interval leaves out zero."""
    sign = -1 if name.endswith(LESS_IS_BETTER) else 1
    low, high = sorted((sign * difference.low, sign * difference.high))
    return "better" if low > 0 else "worse" if high < 0 else "cannot tell"
