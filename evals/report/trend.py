"""Several reports of one suite in the order in which they were made, to see whether it became better."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pullquote.corpus import BadInputError, NotFoundError
from pullquote.evals.metrics.figure import FEW, WrittenFigure
from pullquote.evals.report.cells import figures_of
from pullquote.evals.report.explained import HEADLINES, explanation
from pullquote.evals.report.pages import template
from pullquote.evals.report.plots import FIRST, drawn_svg
from pullquote.evals.suites.records import read_json

SHOWN = (*HEADLINES, "right", "forced.evidence.hit@1", "forced.f1", "refusal.auroc")


@dataclass(frozen=True, slots=True)
class Point:
    """A report: where it lies, when and of what commit it was made, which questions it asked, what came of them."""

    folder: str
    made: datetime
    commit: str
    questions: str
    n: int
    figures: dict[str, WrittenFigure]


def trend(folders: Sequence[Path], figures: Sequence[str] = ()) -> tuple[tuple[str, ...], list[Point]]:
    """The figures that are shown (those named, else what matters most and is there) and the reports, oldest first.

    Raises NotFoundError for a folder without a report, BadInputError for reports of several suites and for a figure
    that none of them has.
    """
    read = [_report(folder) for folder in folders]
    if len(suites := {report["suite"] for report in read}) > 1:
        raise BadInputError(f"reports of several suites: {', '.join(sorted(suites))}; name those of one")
    points = sorted(map(_point, map(str, folders), read), key=lambda point: (point.made, point.folder))
    known = {name for point in points for name in point.figures}
    if unknown := [name for name in figures if name not in known]:
        raise BadInputError(f"no figure {unknown[0]!r} in these reports; known: {', '.join(sorted(known))}")
    return tuple(figures or [name for name in SHOWN if name in known]), points


def trend_html(names: Sequence[str], points: Sequence[Point]) -> str:
    """A page with a plot for each figure and a table of all."""
    drawn = [(name, explanation(name), _plot(name, points)) for name in names]
    return template("trend_page.html").render(
        names=names, points=points, plots=drawn, several=several_sets(points), few=FEW
    )


def several_sets(points: Sequence[Point]) -> bool:
    """Whether the reports asked different questions, so that they are not of one thing."""
    return len({point.questions for point in points}) > 1


def _report(folder: Path) -> Any:
    path = folder / "report.json"
    if not path.is_file():
        raise NotFoundError(f"no report in {folder}; run: pullquote eval --out {folder}")
    value, _ = read_json(path)
    if not isinstance(value, dict) or not {"suite", "metrics", "time", "questions"} <= value.keys():
        raise BadInputError(f"{path}:1: not a report of pullquote eval")
    return value


def _point(folder: str, report: Any) -> Point:
    commit = report.get("made", {}).get("commit", "")  # which a report of format 1 does not have
    asked = report["questions"]
    made = datetime.fromisoformat(report["time"]["finished"])
    return Point(folder, made, commit, asked["sha256"], asked["n"], figures_of(report))


def _plot(name: str, points: Sequence[Point]) -> str:
    def draw(axes: Any) -> bool:
        found = [
            (at, one) for at, point in enumerate(points) if (one := point.figures.get(name)) and one["mean"] is not None
        ]
        for before, after in zip(found, found[1:], strict=False):
            if points[before[0]].questions == points[after[0]].questions and after[1]["n"] > 1:
                axes.plot([before[0], after[0]], [before[1]["mean"], after[1]["mean"]], color=FIRST)
        for at, one in found:
            fill = "none" if one["n"] < FEW else FIRST
            axes.plot([at, at], [one["low"], one["high"]], color=FIRST, linewidth=1)
            axes.plot([at], [one["mean"]], "o", color=FIRST, markerfacecolor=fill)
        labels = [f"{point.made:%d %b}\n{point.commit[:7]}\nn {point.n}" for point in points]
        axes.set_xticks(range(len(points)), labels)
        axes.set(ylabel=name, xlim=(-0.4, len(points) - 0.6))
        return bool(found)

    return drawn_svg(f"trend {name}", draw)
