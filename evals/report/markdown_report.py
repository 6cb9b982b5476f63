"""A report as Markdown: its figures, where it went wrong, what it was made from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pullquote.evals.metrics.causes import CAUSES
from pullquote.evals.report.report import Report
from pullquote.evals.run.ledger import Row

BY_TYPE = (
    "right",
    "answered",
    "as_shipped.evidence.hit@1",
    "forced.evidence.hit@1",
    "forced.evidence.hit@3",
    "forced.em",
    "forced.f1",
    "safe",
)


def to_markdown(report: Report, rows: Sequence[Row]) -> str:
    return "\n".join(_lines(report, rows)) + "\n"


def _lines(report: Report, rows: Sequence[Row]) -> Iterator[str]:
    yield f"# {title(report)}"
    yield ""
    if report["broken"]:
        yield f"**An invariant is broken**: {len(report['broken'])} questions with a quote that is not what it claims:"
        yield from (f"- {_plain(line)}" for line in report["broken"])
        yield ""
    if report["unread"]:
        yield f"{len(report['unread'])} files could not be read and were not searched:"
        yield from (f"- {_plain(line)}" for line in report["unread"])
        yield ""
    yield from _table(("figure", "mean", "95 % interval", "n"), [(n, *shown(f)) for n, f in report["metrics"].items()])
    ms = report["time"]["ask_ms"]
    machine = f"{report['machine']['processor']}, {report['machine']['cores']} cores"
    yield f"Time of a question: p50 {ms['p50']} ms, p95 {ms['p95']} ms ({machine})."
    for name in ("type", "article"):
        parts = report[f"by_{name}"]
        known = [figure for figure in BY_TYPE if any(figure in found for found in parts.values())]
        if len(parts) > 1:
            yield from ("", f"## By {name}", "")
            yield from _table(
                (name, "n", *known),
                [
                    (part, str(found["right"]["n"]), *(brief(found[f]) if f in found else "" for f in known))
                    for part, found in parts.items()
                ],
            )
    wrong = sum(found["n"] for found in report["causes"].values())
    yield from ("", "## Where it went wrong", "", f"{wrong} of {len(rows)} questions, the largest cause first.", "")
    by_id = {row["id"]: row for row in rows}
    for cause, found in report["causes"].items():
        yield f"**{cause}**: {found['n']} ({CAUSES[cause]})"
        yield ""
        for row in (by_id[id] for id in found["examples"]):
            yield f"- {_plain(row['id'])}: {_plain(row['question'])}"
            yield f"  - said: {_plain(said(row)) or '(nothing)'}"
            yield f"  - gold: {_plain(' | '.join(gold(row))) or '(not answerable)'}"
        yield ""
    yield "## Made from"
    yield ""
    yield from _table(("what", "value"), [(name, f"`{value}`") for name, value in flat(made_from(report))])


def title(report: Report) -> str:
    return f"Evaluation: suite {report['suite']}, {report['questions']['n']} questions"


def said(row: Row) -> str:
    """The first quote, or the refusal; for a refusal also what would have been quoted."""
    answer = row["answer"]
    if answer["answered"]:
        return str(answer["quotes"][0]["text"])
    held = f" (held back: {row['forced']['quotes'][0]['text']})" if row["forced"] else ""
    return f"[{answer['refusal']['kind']}] {answer['refusal']['message']}{held}"


def gold(row: Row) -> list[str]:
    """The short answers, then the evidence."""
    short = [item["text"] for item in row["gold"].get("answers") or []]
    return list(dict.fromkeys([*short, *(item["text"] for item in row["gold"].get("evidence") or [])]))


def brief(figure: Mapping[str, Any] | None) -> str:
    """The mean with its interval, small enough for a table of many."""
    if not figure or figure["mean"] is None:
        return ""
    return f"{figure['mean']:.2f} ({figure['low']:.2f}–{figure['high']:.2f})"


def shown(figure: Mapping[str, Any]) -> tuple[str, str, str]:
    """Mean, interval and n for reading; empty where undefined."""
    if figure["mean"] is None:
        return "", "", str(figure["n"])
    interval = f"{figure['low']:.3f} – {figure['high']:.3f}" if figure["low"] is not None else ""
    return f"{figure['mean']:.3f}", interval, str(figure["n"])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    yield from ("| " + " | ".join(_plain(cell) for cell in row) + " |" for row in rows)
    yield ""


def _plain(text: str) -> str:
    """One line that can stand in a table and is not taken for markup."""
    line = " ".join(text.split())
    line = line if len(line) <= 400 else line[:400] + " …"
    return line.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def made_from(report: Report) -> dict[str, Any]:
    return {name: report[name] for name in ("versions", "code", "index", "config", "questions", "machine")}


def flat(value: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from flat(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(inner)
