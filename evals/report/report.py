"""Results become a report: figures with intervals, what went wrong and where, and what it was made from."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

import numpy as np

from pullquote.evals.example import Suite
from pullquote.evals.metrics import refusals
from pullquote.evals.metrics.citations import CHECKS
from pullquote.evals.metrics.figure import Figure, WrittenFigure
from pullquote.evals.report import summary
from pullquote.evals.report.summary import CauseCount
from pullquote.evals.run.ledger import Result, times
from pullquote.evals.run.provenance import Machine, RunInputs, commit, machine

FORMAT = 2
POINTS = 200  # of the risk-coverage curve: as many as a plot can show


Parts = dict[str, dict[str, WrittenFigure]]  # figures of each type, or article


class Curves(TypedDict):
    """Points of the risk-coverage curve (coverage, risk), bins of confidence (confidence, share right, how many)."""

    risk_coverage: list[tuple[float, float]]
    reliability: list[tuple[float, float, int]]


class Milliseconds(TypedDict):
    """How long a question took, of so many."""

    p50: float
    p95: float
    n: int


class Made(TypedDict):
    """How and of what code the report was made; empty where that is not known."""

    command: str
    commit: str


class Time(TypedDict):
    """When, and how long it took."""

    finished: str
    ask_ms: Milliseconds


class Report(RunInputs):
    """As report.json has it: see README.md. All but `made` and `time` is the same for two runs of the same."""

    format: int
    note: str
    made: Made
    machine: Machine
    metrics: dict[str, WrittenFigure]
    by_type: Parts
    by_article: Parts
    causes: dict[str, CauseCount]
    broken: list[str]
    unread: list[str]
    curves: Curves
    time: Time


def make_report(
    suite: Suite,
    results: Sequence[Result],
    inputs: RunInputs,
    out: Path,
    *,
    more: Mapping[str, Figure] | None = None,
    command: str = "",
) -> Report:
    """The report of a run whose files are in `out`; `more` are figures that do not come from its results, `command` is
    what was typed."""
    figures = summary.summarise(suite, results) | {f"{suite.name}.{k}": v for k, v in (more or {}).items()}
    confidence, right = (summary.column_of(results, name) for name in ("confidence", "right_if_forced"))
    coverage, risk = refusals.risk_coverage(confidence, right)
    kept = np.unique(np.linspace(0, len(risk) - 1, POINTS).astype(int)) if len(risk) else np.array([], int)
    return {
        "format": FORMAT,
        "note": suite.note,
        "made": {"command": command, "commit": commit()},
        **inputs,
        "machine": machine(),
        "metrics": {name: figure.to_dict() for name, figure in sorted(figures.items())},
        "by_type": _written(summary.split(results, lambda result: result["type"])),
        "by_article": _written(summary.split(results, lambda result: result["article"])),
        "causes": summary.causes(results),
        "broken": broken(results),
        "unread": list(suite.unread),
        "curves": {
            "risk_coverage": [(round(float(coverage[i]), 6), round(float(risk[i]), 6)) for i in kept],
            "reliability": [
                (round(b.confidence, 6), round(b.right, 6), b.n) for b in refusals.reliability(confidence, right)
            ],
        },
        "time": _time(out, {result["id"] for result in results}),
    }


def broken(results: Sequence[Result]) -> list[str]:
    """What breaks the invariant, by question: a quote is a slice, its receipt verifies, article and date are right."""
    failed = [
        (one["id"], sorted({name for checks in one["citations"] for name in CHECKS if not checks[name]}))
        for one in results
    ]
    return [f"{id}: {', '.join(names)}" for id, names in failed if names]


def _written(parts: Mapping[str, Mapping[str, Figure]]) -> Parts:
    return {part: {name: figure.to_dict() for name, figure in found.items()} for part, found in parts.items()}


def _time(out: Path, ids: set[str]) -> Time:
    ms = [took for id, took in times(out).items() if id in ids]
    p50, p95 = np.percentile(ms, [50, 95]) if ms else (0.0, 0.0)
    return {
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "ask_ms": {"p50": round(float(p50), 2), "p95": round(float(p95), 2), "n": len(ms)},
    }
