"""News with near misses: questions that the articles almost answer, each kind apart, beside ones that they do."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pullquote.corpus import BadInputError
from pullquote.evals.example import Example, Scorer, Suite, Trial
from pullquote.evals.metrics import evidence
from pullquote.evals.suites.corpora import ArticleNames, read_folder
from pullquote.evals.suites.questions import example_of, place_in
from pullquote.evals.suites.records import Record, read_jsonl, unique
from pullquote.index import Index

HIT = "evidence.hit@1"


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """`data` is a folder with `questions.jsonl` and the folder `articles`."""
    if len(data) != 1 or corpus or closed:
        raise BadInputError("the suite 'traps' needs one --data FOLDER, and knows no --corpus and no --closed")
    articles, unread = read_folder(data[0] / "articles")
    names = ArticleNames(articles)
    records = list(read_jsonl(data[0] / "questions.jsonl"))
    unique(records)
    examples = tuple(_example(record, names) for record in records)
    return Suite("traps", articles, examples, _scorer, unread=unread)


def _example(record: Record, names: ArticleNames) -> Example:
    """With what tempts and, where the text denies what was asked, the sentences that do as its evidence."""
    example = example_of(record, names)
    article = names.find(record.word("article")).source.file
    if example.answerable:
        return replace(example, article=article)
    record.word("trap")
    return replace(
        example,
        article=article,
        tempting=(place_in(record.item("tempting"), names),),
        evidence=tuple(place_in(item, names) for item in record.items("denied_by", [])),
    )


def _scorer(index: Index) -> Scorer:
    return replace(evidence.evidence_scorer(index), figures=_figures)


def _figures(example: Example, trial: Trial) -> dict[str, float]:
    """Whether it was refused, by kind of trap too, or lost, beside those of any question with evidence."""
    found = evidence.figures(example, trial) | evidence.held_back(example, trial)
    if example.answerable:
        return found | {HIT: found[f"as_shipped.{HIT}"]}
    return found | {f"refused.{example.gold['trap']}": found["refused"]}
