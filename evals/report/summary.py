"""Rows become figures, each with its interval: over all questions, by type, by article."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from pullquote.evals.example import Suite
from pullquote.evals.metrics import bootstrap, refusals
from pullquote.evals.metrics.bootstrap import Figure
from pullquote.evals.metrics.causes import CAUSES
from pullquote.evals.metrics.citations import CHECKS
from pullquote.evals.metrics.refusals import Floats, column
from pullquote.evals.run.ledger import Row

Measure = Callable[..., float]
EXAMPLES = 3  # of each cause
# Figures of a whole set of questions: what is computed, from which columns of the rows.
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


def summarise(suite: Suite, rows: Sequence[Row]) -> dict[str, Figure]:
    """Every figure of the suite by its whole name. One that is undefined for these rows is left out."""
    found = means(rows)
    found |= {
        name: bootstrap.statistic(measure, *columns(rows, names)) for name, (measure, names) in OF_CONFIDENCE.items()
    }
    found |= {
        name: bootstrap.statistic(measure, *(_values(rows, f"figures.{part}") for part in parts))
        for name, (measure, parts) in suite.of_means.items()
    }
    checks = [check for row in rows for check in row["citations"]]
    found |= {f"citation.{name}": bootstrap.mean([check[name] for check in checks]) for name in CHECKS}
    return {f"{suite.name}.{name}": found[name] for name in sorted(found) if np.isfinite(found[name].mean)}


def means(rows: Sequence[Row]) -> dict[str, Figure]:
    """Means of whatever the rows have, over the rows that have it."""
    values: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        values["right"].append(row["right"])
        values["answered" if row["answerable"] else "answered.unanswerable"].append(not row["refused"])
        if row["answerable"]:
            values["right_if_forced"].append(row["right_if_forced"])
        if row["refused"] and not row["answerable"]:
            values["refusal.kind"].append(row["kind_right"])
        for name, value in row["figures"].items():
            values[name].append(value)
    return {name: bootstrap.mean(found) for name, found in sorted(values.items())}


def split(rows: Sequence[Row], by: str) -> dict[str, dict[str, Figure]]:
    """The means for each type, or each article; without one, "none"."""
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[row[by] or "none"].append(row)
    return {part: means(found) for part, found in sorted(parts.items())}


def causes(rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """How often each step failed, most often first, with three questions that it failed for, by hash of the id."""
    failed: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["cause"]:
            failed[row["cause"]].append(row["id"])
    order = sorted(failed, key=lambda cause: (-len(failed[cause]), [*CAUSES].index(cause)))
    return {
        cause: {"n": len(failed[cause]), "examples": sorted(failed[cause], key=_hashed)[:EXAMPLES]} for cause in order
    }


def _hashed(id: str) -> str:
    return hashlib.sha256(id.encode()).hexdigest()


def columns(rows: Sequence[Row], names: Iterable[str]) -> list[Floats]:
    return [_values(rows, name) for name in names]


def _values(rows: Sequence[Row], name: str) -> Floats:
    inside, _, rest = name.partition(".")
    return column([row["figures"][rest] if rest else row[inside] for row in rows])
