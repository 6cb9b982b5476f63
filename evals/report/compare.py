"""Two reports over the same questions: who wins, by how much, and whether that could be chance."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import NormalDist
from typing import Literal

import numpy as np

from pullquote.corpus import BadInputError
from pullquote.evals.metrics import bootstrap, chance, means
from pullquote.evals.metrics.figure import Figure, Floats, column
from pullquote.evals.report.cells import flat
from pullquote.evals.report.explained import LESS_IS_BETTER, SAME_AS
from pullquote.evals.report.summary import OF_CHOSEN, OF_SETS, Measure, columns, outcomes
from pullquote.evals.run.ledger import RUN, Result, read_results
from pullquote.evals.suites.records import read_json

Significance = Literal["same", "better", "worse", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of B against A. `difference` is B's less A's with its interval; `chance` that runs that are alike
    differ by so much in any of the figures compared (Holm); `smallest_significant` about the smallest difference that
    would not have passed for chance, None where the figure cannot differ by so much. Ids of the questions that B won
    and lost; none for a figure of the whole set. `twin` names an earlier figure that says the same by another name, or
    its reverse: together they are one comparison."""

    name: str
    a: float
    b: float
    difference: Figure
    chance: float
    significance: Significance
    smallest_significant: float | None
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    ties: int = 0
    twin: str = ""

    def to_dict(self) -> dict[str, object]:
        """Plain values, as `pullquote eval compare --json` prints them."""
        return asdict(self) | {"difference": self.difference.to_dict()}


def compare(a: Path, b: Path, figures: Sequence[str] = ()) -> list[Comparison]:
    """Every figure that both reports have, or those that are named, over the questions that both asked. Raises
    BadInputError when there is none, when they had different gold, or for a name that they do not have."""
    return compare_results(read_results(a), read_results(b), figures)


def differences(a: Path, b: Path) -> list[str]:
    """What the two runs were made from that is not the same in both, a line each: setting, A's value, B's."""
    ones, twos = (dict(flat(read_json(folder / RUN)[0])) for folder in (a, b))
    return [
        f"{name}: {ones.get(name, '(none)')} -> {twos.get(name, '(none)')}"
        for name in sorted({*ones, *twos})
        if ones.get(name) != twos.get(name)
    ]


def conclusion(found: Sequence[Comparison]) -> str:
    """All comparisons in one line; figures that are one are counted as one."""
    judged = [one.significance for one in found if not one.twin]
    counts = {kind: judged.count(kind) for kind in ("worse", "better", "same")}
    rest = len(judged) - sum(counts.values())
    return (
        f"worse in {counts['worse']} of {len(judged)}, better in {counts['better']};"
        f" the same in {counts['same']}, cannot tell in {rest}"
    )


def compare_results(first: Sequence[Result], second: Sequence[Result], figures: Sequence[str] = ()) -> list[Comparison]:
    """`compare`, of the results themselves."""
    pairs = _paired(first, second)
    values = [(one["id"], outcomes(one), outcomes(two)) for one, two in pairs]
    names = sorted({name for _, one, two in values for name in one.keys() & two.keys()})
    sets = _sets(pairs)
    known = [*names, *sets]
    if unknown := [name for name in figures if name not in known]:
        raise BadInputError(f"no figure {unknown[0]!r} in both reports; known: {', '.join(known)}")
    asked = figures or known
    pairs_of = {
        name: {id: (one[name], two[name]) for id, one, two in values if name in one and name in two}
        for name in names
        if name in asked
    }
    twins = _twins([*pairs_of])
    found = [replace(_of_means(name, pairs), twin=twins[name]) for name, pairs in pairs_of.items()]
    return _judged(found + [_of_sets(name, *taken) for name, taken in sets.items() if name in asked])


def _twins(names: Sequence[str]) -> dict[str, str]:
    """For each figure the first of the names that says the same; empty for a first one."""
    first: dict[str, str] = {}
    found = {name: first.setdefault(SAME_AS.get(name, name), name) for name in names}
    return {name: "" if twin == name else twin for name, twin in found.items()}


def _sets(pairs: Sequence[tuple[Result, Result]]) -> dict[str, tuple[Measure, list[Floats], list[Floats]]]:
    """The figures of the whole set that are defined in both runs, each with its columns in the one and in the other."""
    ones, twos = [one for one, _ in pairs], [two for _, two in pairs]
    taken = {
        name: (measure, columns(ones, parts), columns(twos, parts))
        for name, (measure, parts) in {**OF_CHOSEN, **OF_SETS}.items()
    }
    return {
        name: (measure, a, b)
        for name, (measure, a, b) in taken.items()
        if not np.isnan([measure(*a), measure(*b)]).any()
    }


def _paired(first: Sequence[Result], second: Sequence[Result]) -> list[tuple[Result, Result]]:
    other = {result["id"]: result for result in second}
    pairs = [(one, other[one["id"]]) for one in first if one["id"] in other]
    if not pairs:
        raise BadInputError("the two reports have no question in common; compare reports of one suite and data")
    changed = [one["id"] for one, two in pairs if (one["question"], one["gold"]) != (two["question"], two["gold"])]
    if changed:
        raise BadInputError(
            f"question {changed[0]!r} has another text or gold in the second report ({len(changed)} so)"
        )
    return pairs


def _of_means(name: str, pairs: Mapping[str, tuple[float, float]]) -> Comparison:
    """Not judged yet."""
    a, b = (column(side) for side in zip(*pairs.values(), strict=True))
    gains = dict(zip(pairs, _sign(name) * (b - a), strict=True))
    won = tuple(id for id, gain in gains.items() if gain > chance.EQUAL)
    lost = tuple(id for id, gain in gains.items() if gain < -chance.EQUAL)
    moved = np.abs(b - a)[np.abs(b - a) > chance.EQUAL]
    one_question = float(moved.mean() if len(moved) else 1.0) / len(a)  # what one more that differs makes
    return Comparison(
        name,
        float(a.mean()),
        float(b.mean()),
        means.difference(a, b),
        chance.of_questions(b - a),
        "cannot tell" if won or lost else "same",
        one_question,
        won,
        lost,
        len(a) - len(won) - len(lost),
    )


def _of_sets(name: str, measure: Measure, a: Sequence[Floats], b: Sequence[Floats]) -> Comparison:
    """Not judged yet."""
    same = all(np.array_equal(one, other) for one, other in zip(a, b, strict=True))
    return Comparison(
        name,
        measure(*a),
        measure(*b),
        bootstrap.paired(measure, a, b),
        1.0 if same else chance.of_sets(measure, a, b),
        "same" if same else "cannot tell",
        0.0,
    )


def _judged(found: Sequence[Comparison]) -> list[Comparison]:
    """With the chances corrected for how many figures differ at all. What is the same in every question could not have
    been called different, so it takes no part in that (Tarone 1990); nor does a figure a second time."""
    corrected = chance.holm({one.name: one.chance for one in found if one.significance != "same" and not one.twin})
    corrected |= {one.name: corrected[one.twin] for one in found if one.twin in corrected}
    tests = len({one.twin or one.name for one in found if one.name in corrected})
    return [
        replace(
            one,
            chance=corrected.get(one.name, 1.0),
            significance=_significance(one, corrected),
            smallest_significant=_smallest_significant(one, max(tests, 1)),
        )
        for one in found
    ]


def _significance(one: Comparison, corrected: Mapping[str, float]) -> Significance:
    if corrected.get(one.name, 1.0) > chance.LEVEL:
        return one.significance
    return "better" if _sign(one.name) * one.difference.mean > 0 else "worse"


def _smallest_significant(one: Comparison, tests: int) -> float | None:
    """Half the interval, as wide as so many tests need it, and no less than what the fewest questions make that can
    tell, all changed the same way. None where the figure has no room for it."""
    wider = NormalDist().inv_cdf(1 - chance.LEVEL / tests / 2) / NormalDist().inv_cdf(1 - chance.LEVEL / 2)
    fewest = chance.fewest_different(tests) * (one.smallest_significant or 0.0)
    needed = max(fewest, wider * (one.difference.high - one.difference.low) / 2)
    bounded = 0 <= one.a <= 1 and 0 <= one.b <= 1
    return None if bounded and needed > max(one.a, 1 - one.a) + chance.EQUAL else needed


def _sign(name: str) -> int:
    return -1 if name in LESS_IS_BETTER else 1


def chance_of_drop(name: str, pairs: Sequence[tuple[float, float]]) -> float:
    """The chance that a figure that has not become worse falls by so much. Of this figure alone and of falling alone,
    without a correction: a gate would rather close once too often."""
    a, b = (column(side) for side in zip(*pairs, strict=True))
    return chance.of_questions(_sign(name) * (b - a), "less")
