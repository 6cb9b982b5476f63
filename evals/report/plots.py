"""The plots of a report as SVG that can stand in a page: no outside reference, the same every time, in the page's own
colours, light or dark."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from pullquote.corpus import NotFoundError
from pullquote.evals.metrics.figure import FEW
from pullquote.evals.metrics.shares import wilson
from pullquote.evals.report.report import Report

LABELS = {"retrieval": "search", "reader": "reader"}
# Colours as they are drawn, and what the page calls them: it sets them for light and for dark.
INK, SOFT, FIRST, SECOND = "#010101", "#020202", "#030303", "#040404"
COLOURS = {INK: "currentColor", SOFT: "var(--soft)", FIRST: "var(--one)", SECOND: "var(--two)"}
UNSTEADY = 10  # answers: so few of the most confident say little of the risk among them
DEPTHS = (1, 5, 10, 100)


def require_matplotlib() -> None:
    """Raises NotFoundError where there is none: before the questions are asked, not after."""
    if find_spec("matplotlib") is None:
        raise NotFoundError("report.html needs matplotlib; run: pip install 'pullquote[eval]'")


def plots(report: Report) -> list[tuple[str, str, str]]:
    """Title, explanation and SVG of each plot that the report has the figures for."""
    asked = report["questions"]["n"]
    drawn = (
        (
            "Risk against coverage",
            "The share of wrong answers, if only the most confident questions were answered. What cannot be answered "
            f"counts as wrong. Dashed: 5 %. Dotted: fewer than {UNSTEADY} questions.",
            lambda axes: _risk(axes, report["curves"]["risk_coverage"], asked),
        ),
        (
            "Reliability",
            "Ten bins of confidence, each with its number of questions and a 95 % interval; hollow where they are "
            f"fewer than {FEW}. On the dashed line the confidence says just how often the answer is right.",
            lambda axes: _reliability(axes, report["curves"]["reliability"]),
        ),
        (
            "Recall at k",
            "The share of what holds the answer among the first k, of the search and of the passages that the reader "
            "was given, in its order. With 95 % intervals.",
            lambda axes: _recall(axes, report["metrics"], report["suite"]),
        ),
        (
            "Right by type",
            "What a user gets, by type of question (how many in brackets), with 95 % intervals; pale where they are "
            f"fewer than {FEW}.",
            lambda axes: _types(axes, report["by_type"]),
        ),
    )
    return [(title, words, svg) for title, words, draw in drawn if (svg := drawn_svg(title, draw))]


def drawn_svg(title: str, draw: Callable[[Any], bool]) -> str:
    """What `draw` draws on axes, as SVG; empty where it says that there was nothing to draw."""
    import matplotlib
    from matplotlib.figure import Figure

    inks = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": title, "font.family": "sans-serif", "font.size": 9}
    with matplotlib.rc_context(settings | dict.fromkeys(inks, INK)):
        figure = Figure(figsize=(5.4, 3.6), layout="constrained")
        axes = figure.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        if not draw(axes):
            return ""
        made = io.StringIO()
        figure.savefig(made, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = re.sub(r"<metadata>.*?</metadata>", "", made.getvalue()[made.getvalue().index("<svg") :], flags=re.DOTALL)
    for drawn, named in COLOURS.items():
        text = text.replace(drawn, named)
    prefix = re.sub(r"\W", "", title)
    text = re.sub(r'\bid="', f'id="{prefix}-', text)  # several stand in one page
    text = re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}-", text)
    return text.replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1)


def _risk(axes: Any, curve: Sequence[tuple[float, ...]], asked: int) -> bool:
    if len(curve) < 2:
        return False
    steady = [point for point in curve if point[0] * asked >= UNSTEADY]
    unsteady = [*curve[: len(curve) - len(steady)], *steady[:1]]
    for points, dotted in ((unsteady, ":"), (steady, "-")):
        axes.step([c for c, _ in points], [r for _, r in points], dotted, where="pre", color=FIRST)
    axes.axhline(0.05, color=SOFT, linestyle="--", linewidth=1)
    axes.set(xlabel=f"share answered, of {asked} questions", ylabel="share of those wrong", xlim=(0, 1), ylim=(0, None))
    return True


def _reliability(axes: Any, bins: Sequence[tuple[float, ...]]) -> bool:
    if not bins:
        return False
    axes.plot([0, 1], [0, 1], color=SOFT, linestyle="--", linewidth=1)
    for confidence, right, n in bins:
        low, high = wilson(right, int(n))
        fill = "none" if n < FEW else FIRST
        axes.plot([confidence] * 2, [low, high], color=FIRST, linewidth=1)
        axes.plot([confidence], [right], "o", color=FIRST, markerfacecolor=fill)
        axes.annotate(f"{int(n)}", (confidence, right), (6, 3), textcoords="offset points", color=INK)
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1.04), ylim=(-0.02, 1.04))
    return True


def _recall(axes: Any, metrics: Mapping[str, Any], suite: str) -> bool:
    drawn = False
    for part, colour in (("retrieval", FIRST), ("reader", SECOND)):
        found = {at: metrics.get(f"{suite}.{part}.recall@{k}") for at, k in enumerate(DEPTHS)}
        known = {at: figure for at, figure in found.items() if figure}
        if known:
            n = next(iter(known.values()))["n"]
            _with_intervals(axes, known, colour, f"{LABELS[part]} ({n} questions)")
            drawn = True
    if drawn:
        axes.set_xticks(range(len(DEPTHS)), [str(k) for k in DEPTHS])
        axes.set(xlabel="k", ylabel="recall@k", ylim=(0, 1.02))
        axes.legend(frameon=False)
    return drawn


def _with_intervals(axes: Any, known: Mapping[int, Any], colour: str, label: str) -> None:
    """Means with intervals, joined only where each is of more than one question."""
    middle = [figure["mean"] for figure in known.values()]
    spread = [
        [figure["mean"] - figure["low"] for figure in known.values()],
        [figure["high"] - figure["mean"] for figure in known.values()],
    ]
    line = "-" if all(figure["n"] > 1 for figure in known.values()) else ""
    axes.errorbar(list(known), middle, spread, color=colour, label=label, marker="o", linestyle=line, capsize=3)


def _types(axes: Any, by_type: Mapping[str, Any]) -> bool:
    if len(by_type) < 2:
        return False
    for at, name in enumerate([*by_type][::-1]):
        figure = by_type[name]["right"]
        pale = 0.45 if figure["n"] < FEW else 1
        spread = [[figure["mean"] - figure["low"]], [figure["high"] - figure["mean"]]]
        axes.barh(at, figure["mean"], color=FIRST, height=0.7, alpha=pale)
        axes.errorbar(figure["mean"], at, xerr=spread, color=INK, capsize=2, linewidth=1)
    axes.set_yticks(range(len(by_type)), [f"{name} ({by_type[name]['right']['n']})" for name in by_type][::-1])
    axes.set(xlabel="share right, as shipped", xlim=(0, 1))
    return True
