"""CLAPNQ: questions with the sentences of a passage that answer them, and questions that their passage leaves open."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pullquote.corpus import Article, BadInputError
from pullquote.evals.example import Example, Place, Scorer, Suite
from pullquote.evals.metrics import evidence
from pullquote.evals.suites.corpora import article, once_each, read_folder
from pullquote.evals.suites.records import Record, read_jsonl, unique
from pullquote.index import Index


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """Open over the passages of all the files (with `corpus`, among those articles); closed reads the one given."""
    if not data:
        raise BadInputError("the suite 'clapnq' needs --data FILE, in CLAPNQ's JSON lines (several may be given)")
    records = [record for path in data for record in read_jsonl(path)]
    unique(records)
    passages = [_passage(record) for record in records]
    others, unread = read_folder(corpus) if corpus and not closed else ((), ())
    articles = once_each([*{one.id: one for one in passages}.values(), *others])
    held = {source.id: one for one in articles for source in (one.source, *one.also)}
    examples = tuple(_example(record, held[one.id]) for record, one in zip(records, passages, strict=True))

    def scorer(index: Index) -> Scorer:
        return replace(evidence.evidence_scorer(index), documents=lambda p: (p.article.id,), relevant=_relevant)

    return Suite("clapnq.closed" if closed else "clapnq.open", articles, examples, scorer, closed, unread=unread)


def _passage(record: Record) -> Article:
    given = record.items("passages")
    if len(given) != 1:
        record.fault(f"{len(given)} passages; needed: 1")
    return article(f"clapnq/{record.word('id')}", given[0].word("text"), title=given[0].get("title", str, ""))


def _example(record: Record, held: Article) -> Example:
    outputs = record.items("output")
    chosen = list(dict.fromkeys(text for output in outputs for text in output.texts("selected_sentences")))
    found = [(text, held.text.find(text)) for text in chosen]
    for text, at in found:
        if at < 0:
            record.fault(f"the selected sentence {text!r:.60} is not in its passage")
    return Example(
        id=record.word("id"),
        question=record.word("input"),
        type="answer" if chosen else "no answer",
        article=record.items("passages")[0].get("title", str, ""),
        answerable=bool(chosen),
        evidence=tuple(Place(held.id, at, at + len(text)) for text, at in found),
        given=Place(held.id, 0, len(held.text)),
        gold={
            "answers": [{"text": output.get("answer", str, "")} for output in outputs if chosen],
            "evidence": [{"article": held.source.title, "text": text} for text in chosen],
        },
    )


def _relevant(example: Example) -> Mapping[str, int]:
    return {example.given.article: 1} if example.answerable and example.given else {}
