"""A report as one HTML page that asks nothing of the network: figures, plots, and every failure beside its gold."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from pullquote.evals.metrics.causes import CAUSES
from pullquote.evals.report.cells import figure_cells, made_from, parts_of, title
from pullquote.evals.report.plots import plots
from pullquote.evals.report.report import Report
from pullquote.evals.run.ledger import Result
from pullquote.rag import QuoteForm

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
    "shown": "what a sentence needs not to mislead stands in the quote or around it",
    "quoted": "it stands in the quote itself",
    "alone": "of the sentences that need nothing: quoted as they are",
}

STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #2a6f97; --bad: #c8553d }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; display: block; overflow-x: auto }
th, td { text-align: left; padding: .15rem .8rem .15rem 0; border-bottom: 1px solid var(--line); white-space: nowrap }
th { white-space: normal; vertical-align: bottom }
.number { text-align: right; font-variant-numeric: tabular-nums }
td.words { white-space: normal; overflow-wrap: anywhere; opacity: .8 }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: 1rem }
.plots figure { margin: 0; background: #fff; border-radius: 6px } .plots svg { width: 100%; height: auto }
figcaption { color: #333; padding: .2rem .8rem .6rem; font-size: .87rem }
details { margin: .4rem 0 } summary { cursor: pointer; padding: .2rem 0 }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: .3rem 0 1rem }
@media (max-width: 40rem) { .pair { grid-template-columns: 1fr } }
.pair > div { border-left: 3px solid var(--good); padding-left: .8rem; overflow-wrap: anywhere }
.pair > .said { border-color: var(--bad) } .pair p { margin: .2rem 0 } small { opacity: .75 }
mark { background: #f6d86b; color: #000 } .alarm { background: var(--bad); color: #fff; padding: .6rem 1rem }
"""
NO_REQUESTS = "default-src 'none'; style-src 'unsafe-inline'"


def to_html(report: Report, results: Sequence[Result]) -> str:
    """All text that came out of articles, questions and data is escaped."""
    named = escape(title(report))
    body = "\n".join(_body(report, results))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{named}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{NO_REQUESTS}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{STYLE}</style></head><body>\n<h1>{named}</h1>\n{body}\n</body></html>\n"
    )


def _body(report: Report, results: Sequence[Result]) -> Iterator[str]:
    if report["broken"]:
        yield f'<p class="alarm">An invariant is broken: {escape("; ".join(report["broken"][:20]))}</p>'
    if report["unread"]:
        yield f"<p>Not searched, as they could not be read: {escape('; '.join(report['unread'][:20]))}</p>"
    ms, machine = report["time"]["ask_ms"], report["machine"]
    wrong = [result for result in results if result["cause"]]
    yield f"<p>{len(results) - len(wrong)} of {len(results)} without fault. An answer took {ms['p50']:.0f} ms (p50), "
    yield f"{ms['p95']:.0f} ms (p95), on {escape(str(machine['processor']))} with {machine['cores']} cores.</p>"
    yield '<div class="plots">'
    for name, words, svg in plots(report):
        yield f"<figure>{svg}<figcaption><b>{escape(name)}.</b> {escape(words)}</figcaption></figure>"
    yield "</div>"
    yield "<h2>Figures</h2>"
    figures = {name.removeprefix(f"{report['suite']}."): found for name, found in report["metrics"].items()}
    head = ("figure", "mean", "95 % interval", "n")
    listed = ((name, *figure_cells(figures[name]), words) for name, words in FIRST.items() if name in figures)
    yield from _table((*head, "what it says"), listed, words=True)
    yield f"<details><summary>All {len(figures)} figures</summary>"
    yield from _table(head, ((name, *figure_cells(found)) for name, found in figures.items()))
    yield "</details>"
    for name, columns, parts in parts_of(report):
        yield f"<h2>By {name}</h2>"
        yield from _table(columns, parts)
    yield "<h2>Where it went wrong</h2>"
    shares = report["causes"].items()
    counted = ((cause, str(found["n"]), CAUSES[cause]) for cause, found in shares)
    yield from _table(("cause", "questions", "what it says"), counted, words=True)
    room = MOST_FAILURES
    for cause, _ in shares:
        found = [result for result in wrong if result["cause"] == cause]
        failures, room = found[:room], max(room - len(found), 0)
        yield f"<details open><summary><b>{escape(cause)}</b> ({len(found)})</summary>"
        yield from map(_failure, failures)
        if len(failures) < len(found):
            yield f"<p>… and {len(found) - len(failures)} more, in questions.jsonl.</p>"
        yield "</details>"
    yield "<h2>Made from</h2>"
    yield from _table(("what", "value"), made_from(report), words=True)


def _failure(result: Result) -> str:
    answer = result["answer"]
    turns = "".join(
        f"<small>after: {_text(t['question'])} – {_text(t['answer'])}</small><br>"
        for t in result["gold"].get("history") or []
    )
    said = "".join(map(_quote, answer["quotes"]))
    if answer["refusal"]:
        said = f"<p><b>{escape(answer['refusal']['kind'])}</b>: {_text(answer['refusal']['message'])}</p>"
        if result["forced"]:
            said += f"<small>held back:</small>{_quote(result['forced']['quotes'][0])}"
    return (
        f"<div><p>{turns}<b>{_text(result['question'])}</b> <small>{escape(result['id'])} · {escape(result['type'])} · "
        f"confidence {result['confidence']:.2f}</small></p>"
        f'<div class="pair"><div class="said"><small>said</small>{said}</div>'
        f"<div><small>gold</small>{_gold(result)}</div></div></div>"
    )


def _gold(result: Result) -> str:
    """The short answers in a line, then each entry of evidence with its place."""
    wanted = result["gold"]
    short = " · ".join(dict.fromkeys(item["text"] for item in wanted.get("answers") or []))
    found = f"<p><b>{_text(short)}</b></p>" if short else ""
    found += "<small>every part is needed:</small>" if wanted.get("all_required") else ""
    for item in wanted.get("evidence") or []:
        place = f"{item['article']}, {item['start']}–{item['end']}" if "start" in item else item["article"]
        found += f"<p>{_text(item['text'])}<br><small>{_text(place)}</small></p>"
    note = f"<small>{_text(str(wanted['note']))}</small>" if wanted.get("note") else ""
    return (found or "<p>(not answerable)</p>") + note


def _quote(quote: QuoteForm) -> str:
    text, focus, start = quote["text"], quote["focus"], quote["start"]
    shown = _text(text)
    if focus and len(text) <= LONGEST:
        a, b = focus["start"] - start, focus["end"] - start
        shown = f"{escape(text[:a])}<mark>{escape(text[a:b])}</mark>{escape(text[b:])}"
    return f"<p>{shown}<br><small>{escape(quote['article']['file'])}, {start}–{quote['end']}</small></p>"


def _text(text: str) -> str:
    return escape(text if len(text) <= LONGEST else text[:LONGEST] + " …")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, words: bool = False) -> Iterator[str]:
    """The first column is a name, the others are numbers, but for the last where it is `words`."""
    kinds = ["name", *["number"] * (len(head) - 2), "words" if words else "number"]
    names = (escape(cell).replace(".", ".<wbr>") for cell in head)  # where a long one may be broken
    yield "<table><tr>"
    yield from (f'<th class="{kind}">{name}</th>' for kind, name in zip(kinds, names, strict=True))
    yield "</tr>"
    for row in rows:
        cells = (f'<td class="{kind}">{_under(_text(cell))}</td>' for kind, cell in zip(kinds, row, strict=True))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</table>"


def _under(cell: str) -> str:
    """A mean with its interval, as `brief` writes them, in two lines."""
    return re.sub(r"^([\d.]+) \(([\d.]+–[\d.]+)\)$", r"\1<br><small>\2</small>", cell)
