"""A report as one HTML page that asks nothing of the network: figures, plots, and every question beside its gold."""

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from pullquote.evals.metrics.causes import CAUSES
from pullquote.evals.report import cells
from pullquote.evals.report.explained import explanation
from pullquote.evals.report.pages import template
from pullquote.evals.report.plots import plots
from pullquote.evals.report.report import Report
from pullquote.evals.run.ledger import Result

MOST_SHOWN = 5000  # questions on a page that a browser still opens; the rest is in questions.jsonl
LONGEST = 1200  # characters of a text shown
NO_FAULT = "without fault"
FIRST = (  # what most people look for; the others are a click away
    *("right", "answerable.right", "refusal.recall", "given.wrong", "right_if_forced"),
    *("as_shipped.em", "as_shipped.f1", "forced.em", "forced.f1"),
    *("as_shipped.evidence.hit@1", "forced.evidence.hit@1", "forced.evidence.hit@3"),
    *("passage_first", "sentence_first", "passages.recall", "passages.iou"),
    *("forced.quotes.recall", "forced.quotes.iou", "precision", "recall", "mrr"),
    *("refusal.auroc", "confidence.coverage@5"),
    *("ablation.without_gold.right", "ablation.only_gold.right"),
    *("newest_first", "as_of", "dated", "earlier_shown", "both_shown", "outlets", "false_dispute"),
    *("lost", "tempted", "gold_shown", "misleading_alone", "shown", "quoted", "alone"),
)


def to_html(report: Report, results: Sequence[Result]) -> str:
    """The page. All text that came out of articles, questions and data is escaped by the template; the one script is
    ours, and the page runs no other."""
    script = Path(__file__).with_name("report_page.js").read_text(encoding="utf-8")
    figures = cells.all_figures(report)
    shown = _in_order(report, results)[:MOST_SHOWN]
    return template("report_page.html").render(
        title=cells.title(report),
        report=report,
        script=script,
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        longest=LONGEST,
        few=cells.FEW_MEANS,
        made_by=cells.made_by(report),
        headlines=cells.headlines(report),
        beside=cells.beside(report),
        explanation=explanation,
        plots=plots(report),
        first=[row for name in FIRST for row in figures if row[0] == name],
        figures=figures,
        parts=cells.parts_of(report),
        right=sum(not result["cause"] for result in results),
        asked=len(results),
        causes=[(cause, str(found["n"]), CAUSES[cause]) for cause, found in report["causes"].items()],
        questions=[(result, result["cause"] or NO_FAULT) for result in shown],
        filters=_filters(shown),
        no_fault=NO_FAULT,
        made_from=cells.made_from(report),
    )


def _in_order(report: Report, results: Sequence[Result]) -> list[Result]:
    """What failed first, the most frequent cause before the others."""
    order = {cause: place for place, cause in enumerate(report["causes"])}
    return sorted(results, key=lambda result: order.get(result["cause"], len(order)))


def _filters(results: Sequence[Result]) -> list[tuple[str, list[tuple[str, int]]]]:
    """What the questions can be narrowed by: each value with how many questions have it."""
    counts = {
        "cause": Counter(result["cause"] or NO_FAULT for result in results),
        "type": Counter(result["type"] for result in results),
        "article": Counter(result["article"] for result in results),
    }
    return [(name, sorted(found.items())) for name, found in counts.items() if len(found) > 1]
