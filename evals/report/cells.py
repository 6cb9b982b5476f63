"""The cells of a report's tables as text, the same in Markdown and on the page."""

from collections.abc import Iterator, Mapping

from pullquote.evals.metrics.figure import FEW, WrittenFigure
from pullquote.evals.report.explained import HEADLINES, explanation
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
WAYS = {
    "bm25": "BM25 alone (words)",
    "dense": "dense alone (meaning)",
    "retrieval": "search alone (both)",
    "reader": "with the reader",
}
BESIDE = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")
Table = tuple[tuple[str, ...], list[tuple[str, ...]]]  # head, rows


def title(report: Report) -> str:
    """What was asked, in a line."""
    return f"Evaluation: suite {report['suite']}, {report['questions']['n']} questions"


def figures_of(report: Report) -> dict[str, WrittenFigure]:
    """Its figures by their names without the suite's."""
    return {name.removeprefix(f"{report['suite']}."): figure for name, figure in report["metrics"].items()}


def made_by(report: Report) -> Iterator[tuple[str, str]]:
    """When, with what command and of what commit it was made, on what, as far as that is known."""
    day, _, time = report["time"]["finished"].partition("T")
    yield "made", f"{day}, {time[:5]} UTC"
    if report["made"]["command"]:
        yield "command", report["made"]["command"]
    yield "commit", report["made"]["commit"] or f"not known (code {report['code'][:12]})"
    ms = report["time"]["ask_ms"]
    yield "a question", f"{ms['p50']:.0f} ms (p50), {ms['p95']:.0f} ms (p95)"
    yield "machine", f"{report['machine']['processor']}, {report['machine']['cores']} cores"


def headlines(report: Report) -> list[tuple[str, str, str]]:
    """The figures that matter most: share, interval with the number of questions, what it says."""
    figures = figures_of(report)
    return [
        (
            _percent(one["mean"]),
            f"{_percent(one['low'])} to {_percent(one['high'])}, n {_count(one)}",
            explanation(name),
        )
        for name in HEADLINES
        if (one := figures.get(name)) and one["mean"] is not None
    ]


def beside(report: Report) -> Table | None:
    """What simpler ways come to; None where nothing was searched."""
    figures = figures_of(report)
    right = {way: figures.get("right_if_forced" if way == "reader" else f"{way}.right") for way in WAYS}
    rows = [
        (words, *(brief(figures.get(f"{way}.{figure}")) for figure in BESIDE), brief(right[way]))
        for way, words in WAYS.items()
    ]
    return (("way", *BESIDE, "first answers"), rows) if "bm25.recall@1" in figures else None


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
    if figure["mean"] is None:
        return "", "", _count(figure)
    interval = f"{figure['low']:.3f} – {figure['high']:.3f}" if figure["low"] is not None else ""
    return f"{figure['mean']:.3f}", interval, _count(figure)


def all_figures(report: Report) -> list[tuple[str, ...]]:
    """Each figure with its interval, n and what it says."""
    return [(name, *figure_cells(one), explanation(name)) for name, one in figures_of(report).items()]


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


def _count(figure: WrittenFigure) -> str:
    return f"{figure['n']}{FEW_SIGN if figure['n'] < FEW else ''}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"
