"""A report as Markdown: its figures, where it went wrong, what it was made from."""

from collections.abc import Iterator, Sequence

from pullquote.evals.metrics.causes import CAUSES
from pullquote.evals.report.cells import FEW_MEANS, all_figures, beside, headlines, made_by, made_from, parts_of, title
from pullquote.evals.report.report import Report
from pullquote.evals.run.ledger import Result


def to_markdown(report: Report, results: Sequence[Result]) -> str:
    """The report with three questions of each cause, in Markdown that no text of the articles breaks."""
    return "\n".join(_lines(report, results)) + "\n"


def _lines(report: Report, results: Sequence[Result]) -> Iterator[str]:
    yield f"# {title(report)}"
    yield ""
    yield from (f"- {name}: {_plain(value)}" for name, value in made_by(report))
    yield ""
    if report["note"]:
        yield from (f"**{_plain(report['note'])}**", "")
    yield from (f"- **{share}** ({interval}) {words}" for share, interval, words in headlines(report))
    yield ""
    if report["broken"]:
        yield f"**An invariant is broken**: {len(report['broken'])} questions with a quote that is not what it claims:"
        yield from (f"- {_plain(line)}" for line in report["broken"])
        yield ""
    if report["unread"]:
        yield f"{len(report['unread'])} files could not be read and were not searched:"
        yield from (f"- {_plain(line)}" for line in report["unread"])
        yield ""
    if simpler := beside(report):
        yield from ("## Beside simpler ways", "")
        yield from _table(*simpler)
    yield from ("## Figures", "")
    yield from _table(("figure", "mean", "95 % interval", "n", "what it says"), all_figures(report))
    yield _plain(FEW_MEANS)
    for name, head, rows in parts_of(report):
        yield from ("", f"## By {name}", "")
        yield from _table(head, rows)
    wrong = sum(found["n"] for found in report["causes"].values())
    yield from ("", "## Where it went wrong", "", f"{wrong} of {len(results)} questions, the largest cause first.", "")
    by_id = {result["id"]: result for result in results}
    for cause, found in report["causes"].items():
        yield f"**{cause}**: {found['n']} ({CAUSES[cause]})"
        yield ""
        for result in (by_id[id] for id in found["examples"]):
            yield f"- {_plain(result['id'])}: {_plain(result['question'])}"
            yield f"  - said: {_plain(_said(result)) or '(nothing)'}"
            yield f"  - gold: {_plain(' | '.join(_gold(result))) or '(not answerable)'}"
        yield ""
    yield "## Made from"
    yield ""
    yield from _table(("what", "value"), [(name, f"`{value}`") for name, value in made_from(report)])


def _said(result: Result) -> str:
    """The first quote, or the refusal; for a refusal also what would have been quoted."""
    refusal, forced = result["answer"]["refusal"], result["forced"]
    if refusal is None:
        return result["answer"]["quotes"][0]["text"]
    held = f" (held back: {forced['quotes'][0]['text']})" if forced else ""
    return f"[{refusal['kind']}] {refusal['message']}{held}"


def _gold(result: Result) -> list[str]:
    """The short answers, then the evidence."""
    short = [item["text"] for item in result["gold"].get("answers") or []]
    return list(dict.fromkeys([*short, *(item["text"] for item in result["gold"].get("evidence") or [])]))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    yield from ("| " + " | ".join(_plain(cell) for cell in row) + " |" for row in rows)
    yield ""


def _plain(text: str) -> str:
    """One line that can stand in a table and is not taken for markup."""
    line = " ".join(text.split())
    line = line if len(line) <= 400 else line[:400] + " …"
    return line.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")
