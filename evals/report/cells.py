"""The cells of a report's tables as text, the same in Markdown and on the page."""

from collections.abc import Iterator, Mapping

from pullquote.evals.metrics.figure import FEW, WrittenFigure
from pullquote.evals.report.report import Report

FEW_SIGN = "*"
FEW_MEANS = f"{FEW_SIGN} of fewer than {FEW} questions: the interval says how little that tells"

BY_TYPE = (
    "right",
    "answered",
    "as_shipped.evidence.hit@1",
    "forced.evidence.hit@1",
    "forced.evidence.hit@3",
    "forced.em",
    "forced.f1",
    "shown",
)


def title(report: Report) -> str:
    """What was asked, in a line."""
    return f"Evaluation: suite {report['suite']}, {report['questions']['n']} questions"


def parts_of(report: Report) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """By type and by article, where there are several: what of, the head of the table, its rows."""
    for name, parts in (("type", report["by_type"]), ("article", report["by_article"])):
        known = [figure for figure in BY_TYPE if any(figure in found for found in parts.values())]
        if len(parts) > 1:
            rows = [
                (part, str(found["right"]["n"]), *(brief(found.get(figure)) for figure in known))
                for part, found in parts.items()
            ]
            yield name, (name, "n", *known), rows


def brief(figure: WrittenFigure | None) -> str:
    """The mean with its interval, small enough for a table of many; marked where it is of few questions."""
    if not figure or figure["mean"] is None:
        return ""
    few = FEW_SIGN if figure["n"] < FEW else ""
    return f"{figure['mean']:.2f}{few} ({figure['low']:.2f}–{figure['high']:.2f})"


def figure_cells(figure: WrittenFigure) -> tuple[str, str, str]:
    """Mean, interval and n for reading, marked where they are few; empty where undefined."""
    count = f"{figure['n']}{FEW_SIGN if figure['n'] < FEW else ''}"
    if figure["mean"] is None:
        return "", "", count
    interval = f"{figure['low']:.3f} – {figure['high']:.3f}" if figure["low"] is not None else ""
    return f"{figure['mean']:.3f}", interval, count


def made_from(report: Report) -> Iterator[tuple[str, str]]:
    """What the report was made from, setting by setting."""
    return flat({name: report[name] for name in ("versions", "code", "index", "config", "questions", "machine")})


def flat(value: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    """Names joined by points, with their values as text."""
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from flat(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(inner)
