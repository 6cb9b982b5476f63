"""A report as one HTML page that asks nothing of the network: figures, plots, and every failure beside its gold."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pullquote.evals.metrics.causes import CAUSES
from pullquote.evals.report.cells import figure_cells, made_from, parts_of, title
from pullquote.evals.report.plots import plots
from pullquote.evals.report.report import Report
from pullquote.evals.run.ledger import Result

MOST_FAILURES = 400  # a page that a browser still opens at once; the rest is in questions.jsonl
LONGEST = 1200  # characters of a text shown

FIRST = {  # what most people look for, and what it says; the others are a click away
    "right": "the first quote answers, or what cannot be answered was refused",
    "answered": "of what can be answered: not refused",
    "answered.unanswerable": "of what cannot be answered: not refused (less is better)",
    "as_shipped.em": "short answer equal to a gold one; a refusal is the empty answer",
    "as_shipped.f1": "words shared by short answer and gold; a refusal is the empty answer",
    "forced.em": "the same as as_shipped.em with no refusals",
    "forced.f1": "the same as as_shipped.f1 with no refusals",
    "as_shipped.evidence.hit@1": "the first quote overlaps the evidence; a refusal misses",
    "forced.evidence.hit@1": "the same with no refusals",
    "forced.evidence.hit@3": "one of three quotes overlaps the evidence, with no refusals",
    "passage_first": "the reader puts the right paragraph first",
    "sentence_first": "the sentence of the short answer is in the right paragraph and holds a gold answer",
    "passages.recall": "characters of the references that five passages cover",
    "passages.iou": "characters in both, of those in five passages or the references",
    "forced.quotes.recall": "characters of the references that the quotes cover, with no refusals",
    "forced.quotes.iou": "characters in both, of those in the quotes or the references",
    "precision": "of the first three sections, those that are right",
    "recall": "of the right sections, those among the first three",
    "mrr": "1 / rank of the first right section",
    "retrieval.recall@1": "what holds the answer, found first by the search",
    "retrieval.recall@10": "what holds the answer, among its first ten",
    "retrieval.ndcg@10": "its first ten, the upper ones counting more",
    "refusal.auroc": "a question that can be answered has more confidence than one that cannot",
    "confidence.coverage@5": "questions that can be answered with at most 5 % wrong",
    "ablation.without_gold.right": "without the article: refused, or another one quoted that holds the answer",
    "ablation.only_gold.right": "with nothing but the article: still answered from it",
    "newest_first": "asked without a time: the first quote is of the newest value",
    "as_of": "asked as of a day: the first quote is of what was the newest value then",
    "dated": "asked of a time: the first quote is of its value",
    "earlier_shown": "every value that there was is shown",
    "both_shown": "every side of a conflict is shown as disputed",
    "outlets": "independent outlets are counted rightly",
    "false_dispute": "several values shown for what never changed (less is better)",
    "refused": "of what cannot be answered: refused",
    "lost": "of what can be answered: refused (less is better)",
    "tempted": "what looks like the answer and is not was quoted (less is better)",
    "gold_shown": "of the right answers, those that are shown",
    "misleading_alone": "a misleading answer is shown without a right one (less is better)",
    "shown": "what a sentence needs not to mislead stands in the quote or around it",
    "quoted": "it stands in the quote itself",
    "alone": "of the sentences that need nothing: quoted as they are",
}


def to_html(report: Report, results: Sequence[Result]) -> str:
    """The page. All text that came out of articles, questions and data is escaped by the template."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # late: most commands need no page

    folder = FileSystemLoader(Path(__file__).parent)
    pages = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    figures = {name.removeprefix(f"{report['suite']}."): figure_cells(one) for name, one in report["metrics"].items()}
    return pages.get_template("report_page.html").render(
        title=title(report),
        report=report,
        longest=LONGEST,
        asked=len(results),
        right=sum(not result["cause"] for result in results),
        plots=plots(report),
        first=[(name, *figures[name], words) for name, words in FIRST.items() if name in figures],
        figures=[(name, *cells) for name, cells in figures.items()],
        parts=parts_of(report),
        causes=[(cause, str(found["n"]), CAUSES[cause]) for cause, found in report["causes"].items()],
        failed=_failed(report, results),
        made_from=made_from(report),
    )


def _failed(report: Report, results: Sequence[Result]) -> Iterator[tuple[str, int, list[Result]]]:
    """Each cause, how many questions have it, and those that are shown."""
    room = MOST_FAILURES
    for cause in report["causes"]:
        found = [result for result in results if result["cause"] == cause]
        yield cause, len(found), found[:room]
        room = max(room - len(found), 0)
