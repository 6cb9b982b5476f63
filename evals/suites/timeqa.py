"""TimeQA: questions with dates in them, each asked of the long page that it was made from."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pullquote.corpus import Article, BadInputError
from pullquote.evals.example import Example, Place, Scorer, Suite, together
from pullquote.evals.metrics.evidence import evidence_scorer
from pullquote.evals.metrics.short_answers import official
from pullquote.evals.suites.corpora import article, joined
from pullquote.evals.suites.records import Record, read_list, unique
from pullquote.index import Index


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """Each page of the file is a corpus."""
    if len(data) != 1 or corpus or closed:
        raise BadInputError("the suite 'timeqa' needs one --data FILE, in TimeQA's JSON; no --corpus, no --closed")
    pages, _ = read_list(data[0])
    unique(pages, "index")
    return together([_part(page) for page in pages])


def _part(page: Record) -> Suite:
    """One page with its questions, which are lists of a question and its answers."""
    paragraphs = page.texts("paras")
    text, starts = joined(paragraphs)
    held = article(page.word("link"), text, title=paragraphs[0] if paragraphs else "")
    examples = []
    for number, asked in enumerate(page.get("questions", list)):
        if not isinstance(asked, list) or len(asked) != 2:
            page.fault(f"questions[{number}] is {asked!r:.60}; needed: a list of a question and its answers")
        fields = {"id": f"{page.word('index')}-{number}", "question": asked[0], "answers": asked[1]}
        examples.append(_example(Record(fields, f"{page.where}: questions[{number}]"), held, starts))
    return Suite("timeqa", (held,), tuple(examples), _scorer)


def _example(record: Record, held: Article, starts: Sequence[int]) -> Example:
    """An answer without text says that the page has none."""
    answers = [item for item in record.items("answers") if item.get("answer", str)]
    places = [_place(item, held, starts) for item in answers]
    texts = [held.text[place.start : place.end] for place in places]
    return Example(
        id=record.word("id"),
        question=record.word("question"),
        type="answer" if places else "no answer",
        article=held.id,
        answerable=bool(places),
        answers=tuple(dict.fromkeys(texts)),
        evidence=tuple(dict.fromkeys(places)),
        gold={"answers": [{"text": text} for text in texts]},
    )


def _place(item: Record, held: Article, starts: Sequence[int]) -> Place:
    number, text = item.get("para", int), item.word("answer")
    if not 0 <= number < len(starts):
        item.fault(f"'para' is {number}; there are {len(starts)} paragraphs, counted from 0")
    start, end = starts[number] + item.get("from", int), starts[number] + item.get("end", int)
    if held.text[start:end] != text:
        item.fault(f"'from' and 'end' hold {held.text[start:end]!r:.60}, not {text!r:.60}")
    return Place(held.id, start, end)


def _scorer(index: Index) -> Scorer:
    return replace(evidence_scorer(index), figures=official)
