"""The figures of a run as a table in Markdown and as a plot."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Cell = Callable[[Row], float]

# What is shown of each size, how it is written, and where it is found; what a size has not is a dash.
ROWS: tuple[tuple[str, str, Cell], ...] = (
    ("passages", ",.0f", lambda r: r["built"]["passages"]),
    ("built, passages a second, vectors being there", ",.0f", lambda r: r["built"]["passages"] / r["built"]["build_s"]),
    ("most memory in building, MB", ",.0f", lambda r: r["built"]["memory_mb"]),
    ("10 articles added, s", ".2f", lambda r: r["built"]["add_s"]),
    ("10 articles removed, s", ".2f", lambda r: r["built"]["remove_s"]),
    ("bytes a passage on disk", ",.0f", lambda r: r["built"]["bytes"] / r["built"]["passages"]),
    ("memory in asking beside the model, bytes a passage", ",.0f", lambda r: 1e6 * _own(r) / r["asked"]["passages"]),
    ("most memory in asking, MB", ",.0f", lambda r: r["asked"]["memory_mb"]),
    ("opening, s", ".3f", lambda r: r["asked"]["open_s"]),
    ("first question, ms", ".1f", lambda r: r["asked"]["first_question_ms"]),
    ("retrieval p50, ms", ".1f", lambda r: r["asked"]["retrieval"]["p50_ms"]),
    ("retrieval p95, ms", ".1f", lambda r: r["asked"]["retrieval"]["p95_ms"]),
    ("of it embedding the question, p50, ms", ".1f", lambda r: r["asked"]["embedding"]["p50_ms"]),
    ("retrieval under a narrow filter p95, ms", ".1f", lambda r: r["asked"]["narrow"]["p95_ms"]),
    ("answer p50, ms", ",.0f", lambda r: r["asked"]["answer"]["p50_ms"]),
    ("answer p95, ms", ",.0f", lambda r: r["asked"]["answer"]["p95_ms"]),
    ("recall at 10 against exact search", ".3f", lambda r: r["asked"]["recall"]),
    ("right paragraph first", ".3f", lambda r: r["asked"]["right_first"]),
    ("plain parts: opening, as a ratio to ours", ".2f", lambda r: r["plain"]["open_s"] / r["asked"]["open_s"]),
    ("plain parts: retrieval p50, as a ratio", ".2f", lambda r: _ratio(r, "plain", "p50_ms")),
    ("plain parts: retrieval p95, as a ratio", ".2f", lambda r: _ratio(r, "plain", "p95_ms")),
    ("plain parts: right paragraph first", ".3f", lambda r: r["plain"]["right_first"]),
    ("txtai: retrieval p50, as a ratio", ".2f", lambda r: _ratio(r, "txtai", "p50_ms")),
    ("txtai: right paragraph first", ".3f", lambda r: r["txtai"]["right_first"]),
)

LINES: tuple[tuple[str, str, str, Cell], ...] = (
    ("p50", "o", "-", lambda r: r["asked"]["retrieval"]["p50_ms"]),
    ("p95", "s", "--", lambda r: r["asked"]["retrieval"]["p95_ms"]),
    ("plain parts p50", "^", ":", lambda r: r["plain"]["retrieval"]["p50_ms"]),
)


def _own(row: Row) -> float:
    return float(row["asked"]["memory_mb"] - row["asked"]["memory_before_mb"])


def _ratio(row: Row, peer: str, figure: str) -> float:
    return float(row[peer]["retrieval"][figure] / row["asked"]["retrieval"][figure])


def markdown(rows: Sequence[Row]) -> str:
    """A column for each size."""
    heads = [f"{row['size']:,}{' made up' if row['made_up'] else ''}" for row in rows]
    lines = ["| | " + " | ".join(heads) + " |", "|---" * (len(rows) + 1) + "|"]
    for name, form, cell in ROWS:
        cells = [_written(row, form, cell) for row in rows]
        if any(cell != "–" for cell in cells):
            lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _written(row: Row, form: str, cell: Cell) -> str:
    try:
        return format(cell(row), form)
    except KeyError:
        return "–"


def plot(rows: Sequence[Row], file: Path) -> None:
    """Retrieval over the number of passages, both on logarithmic scales; made-up vectors have hollow marks."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.4, 3.6), layout="constrained")
    axes = figure.add_subplot(xscale="log", yscale="log", xlabel="passages", ylabel="a question's search, ms")
    for name, mark, line, cell in LINES:
        known = [
            (row["asked"]["passages"], cell(row), row["made_up"]) for row in rows if _written(row, "f", cell) != "–"
        ]
        (drawn,) = axes.plot([x for x, _, _ in known], [y for _, y, _ in known], line, label=name)
        for x, y, made_up in known:
            axes.plot([x], [y], mark, color=drawn.get_color(), markerfacecolor="none" if made_up else drawn.get_color())
    axes.legend(frameon=False)
    figure.savefig(file, metadata={"Date": None, "Creator": None})
