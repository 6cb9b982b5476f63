"""The plots of a report as SVG that can stand in a page: no outside reference, the same every time."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from pullquote.corpus import NotFoundError
from pullquote.evals.report.report import Report

LABELS = {"retrieval": "search", "reader": "reader"}
INK, SOFT, FIRST, SECOND = "#333333", "#bbbbbb", "#2a6f97", "#c8553d"


def require_matplotlib() -> None:
    """Raises NotFoundError where there is none: before the questions are asked, not after."""
    if find_spec("matplotlib") is None:
        raise NotFoundError("report.html needs matplotlib; run: pip install 'pullquote[eval]'")


def plots(report: Report) -> list[tuple[str, str, str]]:
    """Title, explanation and SVG of each plot that the report has the figures for."""
    drawn = (
        (
            "Risk against coverage",
            "The share of wrong answers, if only the most confident questions were answered. What cannot be answered "
            "counts as wrong. Dashed: 5 %.",
            lambda axes: _risk(axes, report["curves"]["risk_coverage"]),
        ),
        (
            "Reliability",
            "Ten bins of confidence, larger points for more questions. On the dashed line the confidence says just how "
            "often the answer is right.",
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
            "What a user gets, by type of question (how many in brackets), with 95 % intervals.",
            lambda axes: _types(axes, report["by_type"]),
        ),
    )
    return [(title, words, svg) for title, words, draw in drawn if (svg := _svg(title, draw))]


def _svg(title: str, draw: Callable[[Any], bool]) -> str:
    import matplotlib
    from matplotlib.figure import Figure

    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": title, "font.family": "sans-serif", "font.size": 9}
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(5.4, 3.6), layout="constrained")
        axes = figure.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        if not draw(axes):
            return ""
        made = io.StringIO()
        figure.savefig(made, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r"<metadata>.*?</metadata>", "", made.getvalue()[made.getvalue().index("<svg") :], flags=re.DOTALL)
    prefix = re.sub(r"\W", "", title)
    text = re.sub(r'\bid="', f'id="{prefix}-', text)  # several stand in one page
    text = re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}-", text)
    return text.replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1)


def _risk(axes: Any, curve: Sequence[tuple[float, ...]]) -> bool:
    if len(curve) < 2:
        return False
    axes.step([c for c, _ in curve], [r for _, r in curve], where="pre", color=FIRST)
    axes.axhline(0.05, color=SOFT, linestyle="--", linewidth=1)
    axes.set(xlabel="share of questions answered", ylabel="share of those wrong", xlim=(0, 1), ylim=(0, None))
    return True


def _reliability(axes: Any, bins: Sequence[tuple[float, ...]]) -> bool:
    if not bins:
        return False
    most = max(n for *_, n in bins)
    axes.plot([0, 1], [0, 1], color=SOFT, linestyle="--", linewidth=1)
    axes.plot([c for c, _, _ in bins], [r for _, r, _ in bins], color=FIRST, linewidth=1)
    axes.scatter(
        [c for c, _, _ in bins], [r for _, r, _ in bins], s=[12 + 80 * n / most for *_, n in bins], color=FIRST
    )
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    return True


def _recall(axes: Any, metrics: Mapping[str, Any], suite: str) -> bool:
    drawn = False
    for part, colour in (("retrieval", FIRST), ("reader", SECOND)):
        depths = [k for k in (1, 5, 10, 100) if f"{suite}.{part}.recall@{k}" in metrics]
        found = [metrics[f"{suite}.{part}.recall@{k}"] for k in depths]
        if found:
            middle = [f["mean"] for f in found]
            spread = [[f["mean"] - f["low"] for f in found], [f["high"] - f["mean"] for f in found]]
            axes.errorbar(range(len(depths)), middle, spread, color=colour, label=LABELS[part], marker="o", capsize=3)
            axes.set_xticks(range(len(depths)), [str(k) for k in depths]) if part == "retrieval" else None
            drawn = True
    if drawn:
        axes.set(xlabel="k", ylabel="recall@k", ylim=(0, 1.02))
        axes.legend(frameon=False)
    return drawn


def _types(axes: Any, by_type: Mapping[str, Any]) -> bool:
    if len(by_type) < 2:
        return False
    found = [by_type[name]["right"] for name in by_type][::-1]
    names = [f"{name} ({by_type[name]['right']['n']})" for name in by_type][::-1]
    spread = [[f["mean"] - f["low"] for f in found], [f["high"] - f["mean"] for f in found]]
    axes.barh(names, [f["mean"] for f in found], xerr=spread, color=FIRST, ecolor=INK, capsize=2, height=0.7)
    axes.set(xlabel="share right, as shipped", xlim=(0, 1))
    return True
