"""Results become figures, each with its interval: over all questions, by type, by article."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TypedDict

import numpy as np

from pullquote.evals.example import Suite
from pullquote.evals.metrics import bootstrap, means, refusals
from pullquote.evals.metrics.causes import CAUSES
from pullquote.evals.metrics.citations import CHECKS
from pullquote.evals.metrics.figure import Figure, Floats, column
from pullquote.evals.run.ledger import Result

Measure = Callable[..., float]
EXAMPLES = 3  # of each cause
# Figures of a whole set of questions: what is computed, from which columns of the results.
OF_SETS: Mapping[str, tuple[Measure, tuple[str, ...]]] = {
    "confidence.aurc": (refusals.area, ("confidence", "right_if_forced")),
    "confidence.auroc": (refusals.auroc, ("confidence", "right_if_forced")),
    "confidence.calibration_error": (refusals.calibration_error, ("confidence", "right_if_forced")),
    "confidence.coverage@5": (partial(refusals.coverage_at, risk=0.05), ("confidence", "right_if_forced")),
    "confidence.coverage@20": (partial(refusals.coverage_at, risk=0.20), ("confidence", "right_if_forced")),
    "refusal.auroc": (refusals.auroc, ("confidence", "answerable")),
}
# Shares of questions that the answers themselves choose: over other questions in each run, so no pairs of them.
OF_CHOSEN: Mapping[str, tuple[Measure, tuple[str, ...]]] = {
    "given.wrong": (refusals.wrong_among_given, ("refused", "right")),
    "refusal.precision": (refusals.refusal_precision, ("refused", "answerable")),
}


def summarise(suite: Suite, results: Sequence[Result]) -> dict[str, Figure]:
    """Every figure of the suite by its whole name. One that is undefined for these results is left out."""
    found = by_question(results)
    found |= {
        name: bootstrap.statistic(measure, *columns(results, names)) for name, (measure, names) in OF_SETS.items()
    }
    found |= {
        name: bootstrap.statistic(measure, *(column_of(results, f"figures.{part}") for part in parts))
        for name, (measure, parts) in suite.of_means.items()
    }
    checks = [check for one in results for check in one["citations"]]
    found |= {f"citation.{name}": means.mean([check[name] for check in checks]) for name in CHECKS}
    return {f"{suite.name}.{name}": found[name] for name in sorted(found) if np.isfinite(found[name].mean)}


def by_question(results: Sequence[Result]) -> dict[str, Figure]:
    """Means of whatever the results have, over those that have it."""
    values: dict[str, list[float]] = defaultdict(list)
    for one in results:
        for name, value in (outcomes(one) | _chosen(one)).items():
            values[name].append(value)
    return {name: means.mean(found) for name, found in sorted(values.items())}


def outcomes(result: Result) -> dict[str, float]:
    """All that a question can win or lose, whatever is answered."""
    found = {"right": float(result["right"]), **result["figures"]}
    if not result["answerable"]:
        return found | {
            "answered.unanswerable": float(not result["refused"]),
            "refusal.recall": float(result["refused"]),
        }
    return found | {
        "answered": float(not result["refused"]),
        "answerable.right": float(result["right"]),
        "right_if_forced": float(result["right_if_forced"]),
    }


def _chosen(result: Result) -> dict[str, float]:
    """What is counted of answers given, or of refusals, alone."""
    if not result["refused"]:
        return {"given.wrong": float(not result["right"])}
    if result["answerable"]:
        return {"refusal.precision": 0.0}
    return {"refusal.precision": 1.0, "refusal.kind": float(result["kind_right"])}


def split(results: Sequence[Result], by: Callable[[Result], str]) -> dict[str, dict[str, Figure]]:
    """The means for each part that `by` names; without a name, "none"."""
    parts: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        parts[by(one) or "none"].append(one)
    return {part: by_question(found) for part, found in sorted(parts.items())}


class CauseCount(TypedDict):
    """How many questions failed for a cause, and the ids of some of them."""

    n: int
    examples: list[str]


def causes(results: Iterable[Result]) -> dict[str, CauseCount]:
    """How often each step failed, most often first, with three questions that it failed for, by hash of the id."""
    failed: dict[str, list[str]] = defaultdict(list)
    for one in results:
        if one["cause"]:
            failed[one["cause"]].append(one["id"])
    order = sorted(failed, key=lambda cause: (-len(failed[cause]), [*CAUSES].index(cause)))
    return {
        cause: {"n": len(failed[cause]), "examples": sorted(failed[cause], key=_hashed)[:EXAMPLES]} for cause in order
    }


def _hashed(id: str) -> str:
    return hashlib.sha256(id.encode()).hexdigest()


def columns(results: Sequence[Result], names: Iterable[str]) -> list[Floats]:
    """The columns that a measure takes."""
    return [column_of(results, name) for name in names]


def column_of(results: Sequence[Result], name: str) -> Floats:
    """A field of the results, or as `figures.NAME` one of their figures."""
    inside, _, rest = name.partition(".")
    return column([one["figures"][rest] if rest else one[inside] for one in results])  # type: ignore[literal-required]
