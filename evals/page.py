"""A report as one HTML page that asks nothing of the network: figures, plots, and every failure beside its gold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from pullquote.evals.ledger import Row
from pullquote.evals.markdown import BY_TYPE, brief, flat, gold, made_from, shown
from pullquote.evals.plots import plots
from pullquote.evals.report import Report

MOST_FAILURES = 400  # a page that a browser still opens at once; the rest is in questions.jsonl
LONGEST = 1200  # characters of a text shown

FIRST = (  # what most people look for; the others are a click away
    *("right", "answered", "answered.unanswerable", "as_shipped.em", "as_shipped.f1", "forced.em", "forced.f1"),
    *("as_shipped.evidence.hit@1", "forced.evidence.hit@1", "forced.evidence.hit@3", "passage_first", "sentence_first"),
    *("passages.recall", "passages.iou", "forced.quotes.recall", "forced.quotes.iou", "precision", "recall", "mrr"),
    *("retrieval.recall@1", "retrieval.recall@10", "retrieval.ndcg@10", "refusal.auroc", "confidence.coverage@5"),
    *("ablation.without_gold.right", "ablation.only_gold.right"),
)

STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #2a6f97; --bad: #c8553d }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; display: block; overflow-x: auto }
th, td { text-align: left; padding: .15rem .8rem .15rem 0; border-bottom: 1px solid var(--line); white-space: nowrap }
th + th { text-align: right }
th { white-space: normal; vertical-align: bottom; overflow-wrap: anywhere; min-width: 4.5rem }
td.number { text-align: right; font-variant-numeric: tabular-nums }
.plots { display: flex; flex-wrap: wrap; gap: 1rem } .plots figure { margin: 0; background: #fff; border-radius: 6px }
.plots svg { max-width: 100%; height: auto } figcaption { color: #333; text-align: center; padding: .4rem }
details { margin: .4rem 0 } summary { cursor: pointer; padding: .2rem 0 }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: .3rem 0 1rem }
@media (max-width: 40rem) { .pair { grid-template-columns: 1fr } }
.pair > div { border-left: 3px solid var(--good); padding-left: .8rem; overflow-wrap: anywhere }
.pair > .said { border-color: var(--bad) } .pair p { margin: .2rem 0 } small { opacity: .75 }
mark { background: #f6d86b; color: #000 } .alarm { background: var(--bad); color: #fff; padding: .6rem 1rem }
"""
NO_REQUESTS = "default-src 'none'; style-src 'unsafe-inline'"


def to_html(report: Report, rows: Sequence[Row]) -> str:
    """All text that came out of articles, questions and data is escaped."""
    title = escape(f"{report['suite']}: {report['questions']['n']} questions")
    body = "\n".join(_body(report, rows))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{NO_REQUESTS}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n{body}\n</body></html>\n"
    )


def _body(report: Report, rows: Sequence[Row]) -> Iterator[str]:
    if report["broken"]:
        yield f'<p class="alarm">An invariant is broken: {escape("; ".join(report["broken"][:20]))}</p>'
    if report["unread"]:
        yield f"<p>Not searched, as they could not be read: {escape('; '.join(report['unread'][:20]))}</p>"
    ms, machine = report["time"]["ask_ms"], report["machine"]
    wrong = [row for row in rows if row["cause"]]
    yield f"<p>{len(rows) - len(wrong)} without fault, {len(wrong)} with. A question took {ms['p50']} ms (p50), "
    yield f"{ms['p95']} ms (p95) on {escape(str(machine['processor']))}, {machine['cores']} cores.</p>"
    yield '<div class="plots">'
    for title, svg in plots(report):
        yield f"<figure>{svg}<figcaption>{escape(title)}</figcaption></figure>"
    yield "</div>"
    yield "<h2>Figures</h2>"
    figures = {name.removeprefix(f"{report['suite']}."): found for name, found in report["metrics"].items()}
    head = ("figure", "mean", "95 % interval", "n")
    yield from _table(head, ((name, *shown(figures[name])) for name in FIRST if name in figures))
    yield f"<details><summary>All {len(figures)} figures</summary>"
    yield from _table(head, ((name, *shown(found)) for name, found in figures.items()))
    yield "</details>"
    for name in ("type", "article"):
        parts: Mapping[str, Any] = report[f"by_{name}"]
        known = [f for f in BY_TYPE if any(f in found for found in parts.values())]
        if len(parts) > 1:
            yield f"<h2>By {name}</h2>"
            yield from _table(
                (name, "n", *known),
                ((p, str(f["right"]["n"]), *(brief(f.get(k)) for k in known)) for p, f in parts.items()),
            )
    yield "<h2>Where it went wrong</h2>"
    shares = report["causes"].items()
    yield from _table(("cause", "questions"), ((cause, str(found["n"])) for cause, found in shares))
    room = MOST_FAILURES
    for cause, _ in shares:
        found = [row for row in wrong if row["cause"] == cause]
        listed, room = found[:room], max(room - len(found), 0)
        yield f"<details open><summary><b>{escape(cause)}</b> ({len(found)})</summary>"
        yield from map(_failure, listed)
        if len(listed) < len(found):
            yield f"<p>… and {len(found) - len(listed)} more, in questions.jsonl.</p>"
        yield "</details>"
    yield "<h2>Made from</h2>"
    yield from _table(("what", "value"), flat(made_from(report)))


def _failure(row: Row) -> str:
    answer = row["answer"]
    turns = "".join(
        f"<small>after: {_text(t['question'])} – {_text(t['answer'])}</small><br>"
        for t in row["gold"].get("history", [])
    )
    said = "".join(map(_quote, answer["quotes"]))
    if answer["refusal"]:
        said = f"<p><b>{escape(answer['refusal']['kind'])}</b>: {_text(answer['refusal']['message'])}</p>"
        said += "".join(
            f"<small>held back:</small>{_quote(q)}" for q in (row["forced"] or {"quotes": []})["quotes"][:1]
        )
    wanted = "".join(f"<p>{_text(text)}</p>" for text in gold(row)) or "<p>(not answerable)</p>"
    note = row["gold"].get("note")
    wanted += f"<small>{_text(str(note))}</small>" if note else ""
    return (
        f"<div><p>{turns}<b>{_text(row['question'])}</b> <small>{escape(row['id'])} · {escape(row['type'])} · "
        f"confidence {row['confidence']:.2f}</small></p>"
        f'<div class="pair"><div class="said"><small>said</small>{said}</div>'
        f"<div><small>gold</small>{wanted}</div></div></div>"
    )


def _quote(quote: Mapping[str, Any]) -> str:
    text, focus, start = quote["text"], quote["focus"], quote["start"]
    shown = _text(text)
    if focus and len(text) <= LONGEST:
        a, b = focus["start"] - start, focus["end"] - start
        shown = f"{escape(text[:a])}<mark>{escape(text[a:b])}</mark>{escape(text[b:])}"
    return f"<p>{shown}<br><small>{escape(quote['article']['file'])}, {start}–{quote['end']}</small></p>"


def _text(text: str) -> str:
    return escape(text if len(text) <= LONGEST else text[:LONGEST] + " …")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "<table><tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"
    for first, *others in rows:
        yield (
            f"<tr><td>{_text(first)}</td>"
            + "".join(f'<td class="number">{_text(cell)}</td>' for cell in others)
            + "</tr>"
        )
    yield "</table>"
