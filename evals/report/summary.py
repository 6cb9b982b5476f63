"""Results become figures, each with its interval: over all questions, by type, by article."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TypedDict

import numpy as np

from pullquote.evals.example import Suite
from pullquote.evals.metrics import bootstrap, refusals
from pullquote.evals.metrics.bootstrap import Figure, Floats, column
from pullquote.evals.metrics.causes import CAUSES
from pullquote.evals.metrics.citations import CHECKS
from pullquote.evals.run.ledger import Result

Measure = Callable[..., float]
EXAMPLES = 3  # of each cause
# Figures of a whole set of questions: what is computed, from which columns of the results.
OF_CONFIDENCE: Mapping[str, tuple[Measure, tuple[str, ...]]] = {
    "confidence.aurc": (refusals.area, ("confidence", "right_if_forced")),
    "confidence.auroc": (refusals.auroc, ("confidence", "right_if_forced")),
    "confidence.calibration_error": (refusals.calibration_error, ("confidence", "right_if_forced")),
    "confidence.coverage@5": (partial(refusals.coverage_at, risk=0.05), ("confidence", "right_if_forced")),
    "confidence.coverage@20": (partial(refusals.coverage_at, risk=0.20), ("confidence", "right_if_forced")),
    "refusal.auroc": (refusals.auroc, ("confidence", "answerable")),
    "refusal.precision": (refusals.refusal_precision, ("refused", "answerable")),
    "refusal.recall": (refusals.refusal_recall, ("refused", "answerable")),
}


def summarise(suite: Suite, results: Sequence[Result]) -> dict[str, Figure]:
    """Every figure of the suite by its whole name. One that is undefined for these results is left out."""
    found = means(results)
    found |= {
        name: bootstrap.statistic(measure, *columns(results, names)) for name, (measure, names) in OF_CONFIDENCE.items()
    }
    found |= {
        name: bootstrap.statistic(measure, *(column_of(results, f"figures.{part}") for part in parts))
        for name, (measure, parts) in suite.of_means.items()
    }
    checks = [check for one in results for check in one["citations"]]
    found |= {f"citation.{name}": bootstrap.mean([check[name] for check in checks]) for name in CHECKS}
    return {f"{suite.name}.{name}": found[name] for name in sorted(found) if np.isfinite(found[name].mean)}


def means(results: Sequence[Result]) -> dict[str, Figure]:
    """Means of whatever the results have, over those that have it."""
    values: dict[str, list[float]] = defaultdict(list)
    for one in results:
        values["right"].append(one["right"])
        values["answered" if one["answerable"] else "answered.unanswerable"].append(not one["refused"])
        if one["answerable"]:
            values["right_if_forced"].append(one["right_if_forced"])
        if one["refused"] and not one["answerable"]:
            values["refusal.kind"].append(one["kind_right"])
        for name, value in one["figures"].items():
            values[name].append(value)
    return {name: bootstrap.mean(found) for name, found in sorted(values.items())}


def split(results: Sequence[Result], by: Callable[[Result], str]) -> dict[str, dict[str, Figure]]:
    """The means for each part that `by` names; without a name, "none"."""
    parts: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        parts[by(one) or "none"].append(one)
    return {part: means(found) for part, found in sorted(parts.items())}


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
