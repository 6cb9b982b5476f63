"""RAMDocs: documents that agree, disagree or mislead; is every right answer shown, is a misleading one shown alone."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pullquote.corpus import BadInputError
from pullquote.evals.example import Example, Suite, Trial, together
from pullquote.evals.metrics.documents import ranked_scorer
from pullquote.evals.metrics.wanted_claims import MOST_CLAIMS, one_has, shown_claims
from pullquote.evals.suites.corpora import article, once_each
from pullquote.evals.suites.records import Record, read_jsonl
from pullquote.rag import Quote

CORRECT = "correct"


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """Each question over its own documents."""
    if not data or corpus or closed:
        raise BadInputError(
            "the suite 'ramdocs' needs --data FILE, in RAMDocs' JSON lines, and knows no --corpus and no --closed"
        )
    return together(
        [
            _part(f"{path.stem}-{number:04}", record)
            for path in data
            for number, record in enumerate(read_jsonl(path), 1)
        ]
    )


def _part(id: str, record: Record) -> Suite:
    """One question and its documents; of equal texts the first is an article, and what the data says of it counts."""
    written = [(f"{id}/{number:02}", item) for number, item in enumerate(record.items("documents"), 1)]
    articles = once_each(article(name, item.word("text")) for name, item in written)
    right = [name for name, item in written if item.word("type") == CORRECT]
    golds = record.texts("gold_answers")
    if not golds:
        record.fault("no 'gold_answers'")
    example = Example(
        id=id,
        question=record.word("question"),
        type="misleading documents" if record.texts("wrong_answers") else "no misleading document",
        article=id,
        answers=tuple(golds),
        relevant=dict.fromkeys(right, 1),
        gold={
            "answers": [{"text": text} for text in golds],
            "wrong_answers": record.texts("wrong_answers"),
            "evidence": [{"article": name, "text": item.word("text")} for name, item in written if name in right],
        },
    )
    return Suite(
        "ramdocs", articles, (example,), lambda _: replace(ranked_scorer(_figures), right=_right), top=MOST_CLAIMS
    )


def _right(example: Example, quotes: Sequence[Quote]) -> bool:
    """The first quote says one of the right answers."""
    return one_has(quotes[:1], example.answers)


def _figures(example: Example, trial: Trial) -> dict[str, float]:
    """Of the answer as shipped: the share of right answers that a claim has, and whether a wrong one stands alone."""
    shown, wrong = shown_claims(trial.answer), example.gold["wrong_answers"]
    found = [any(one_has(one.quotes, [gold]) for one in shown) for gold in example.answers]
    figures = {"gold_shown": sum(found) / len(found)}
    if wrong:
        misled = any(one_has(one.quotes, wrong) for one in shown)
        figures["misleading_alone"] = float(misled and not any(found))
    return figures
