"""Rows become a report: figures with intervals, what went wrong and where, and what it was made from."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.evals.example import Suite
from pullquote.evals.metrics import refusals
from pullquote.evals.metrics.bootstrap import Figure
from pullquote.evals.metrics.citations import CHECKS
from pullquote.evals.metrics.refusals import column
from pullquote.evals.report import summary
from pullquote.evals.run.ledger import Row, times
from pullquote.evals.run.provenance import machine

FORMAT = 1
Report = dict[str, Any]  # as report.json has it: see README.md
POINTS = 200  # of the risk-coverage curve: as many as a plot can show


def make_report(
    suite: Suite, rows: Sequence[Row], about: Mapping[str, Any], out: Path, *, more: Mapping[str, Figure] | None = None
) -> Report:
    """The report of a run whose files are in `out`; `more` are figures that do not come from its rows.

    All that may differ between two runs of the same stands under "time".
    """
    figures = summary.summarise(suite, rows) | {f"{suite.name}.{k}": v for k, v in (more or {}).items()}
    confidence, right = (column([row[name] for row in rows]) for name in ("confidence", "right_if_forced"))
    coverage, risk = refusals.risk_coverage(confidence, right)
    kept = np.unique(np.linspace(0, len(risk) - 1, POINTS).astype(int)) if len(risk) else np.array([], int)
    return {
        "format": FORMAT,
        **about,
        "machine": machine(),
        "metrics": {name: figure.to_dict() for name, figure in sorted(figures.items())},
        "by_type": _dicts(summary.split(rows, "type")),
        "by_article": _dicts(summary.split(rows, "article")),
        "causes": summary.causes(rows),
        "broken": broken(rows),
        "unread": list(suite.unread),
        "curves": {
            "risk_coverage": [[round(float(coverage[i]), 6), round(float(risk[i]), 6)] for i in kept],
            "reliability": [
                [round(b.confidence, 6), round(b.right, 6), b.n] for b in refusals.reliability(confidence, right)
            ],
        },
        "time": _time(out, {row["id"] for row in rows}),
    }


def broken(rows: Sequence[Row]) -> list[str]:
    """What breaks the invariant, by question: a quote is a slice, its receipt verifies, article and date are right."""
    return [
        f"{row['id']}: {', '.join(sorted({name for found in row['citations'] for name in CHECKS if not found[name]}))}"
        for row in rows
        if not all(found[name] for found in row["citations"] for name in CHECKS)
    ]


def _dicts(parts: Mapping[str, Mapping[str, Figure]]) -> dict[str, Any]:
    return {part: {name: figure.to_dict() for name, figure in found.items()} for part, found in parts.items()}


def _time(out: Path, ids: set[str]) -> dict[str, Any]:
    ms = [row["ms"] for id, row in times(out).items() if id in ids]
    p50, p95 = np.percentile(ms, [50, 95]) if ms else (0.0, 0.0)
    return {
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "ask_ms": {"p50": round(float(p50), 2), "p95": round(float(p95), 2), "n": len(ms)},
    }
