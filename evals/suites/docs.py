"""Documentation sections and the questions that they answer: are the right ones among the first three."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pullquote.corpus import BadInputError
from pullquote.evals.example import Example, Suite, Trial
from pullquote.evals.metrics.documents import distinct, ranked_scorer, sections
from pullquote.evals.metrics.figure import Floats
from pullquote.evals.metrics.rankings import recall, reciprocal_rank
from pullquote.evals.suites.corpora import article, once_each
from pullquote.evals.suites.records import Lines, Record, read_list, unique
from pullquote.index import Passage

TOP = 3
SECTIONS = "anthropic_docs.json"


def _harmonic(precision: Floats, recall: Floats) -> float:
    """F1 of the mean precision and the mean recall, as the cookbook has it."""
    both = float(precision.mean() + recall.mean())
    return 2 * float(precision.mean() * recall.mean()) / both if both else 0.0


OF_MEANS = {f"{name}f1": (_harmonic, (f"{name}precision", f"{name}recall")) for name in ("", "reader.")}


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """`data` is the questions; `corpus` the file of sections, without it `anthropic_docs.json` beside them."""
    if len(data) != 1 or closed:
        raise BadInputError("the suite 'docs' needs one --data docs_evaluation_dataset.json, and knows no --closed")
    path = data[0]
    source = corpus or path.with_name(SECTIONS)
    source = source / SECTIONS if source.is_dir() else source
    written = {record.word("chunk_link"): record for record in _records(source, "chunk_link")}
    texts = {link: record.word("text") for link, record in written.items()}
    articles = once_each(
        article(link, texts[link], title=record.get("chunk_heading", str, "")) for link, record in written.items()
    )
    asked = _records(path, "id")
    examples = tuple(_example(record, texts) for record in asked)
    return Suite("docs", articles, examples, lambda _: ranked_scorer(_figures), of_means=OF_MEANS)


def _records(path: Path, name: str) -> list[Record]:
    """The objects of a file, whose ids, the fields of that name, must differ."""
    items, lines = read_list(path)
    records = [Record(item.fields, _where(item, name, path, lines, number)) for number, item in enumerate(items)]
    unique(records, name)
    return records


def _where(item: Record, name: str, path: Path, lines: Lines, number: int) -> str:
    id = item.fields.get(name)
    return f"{path}:{lines.of(id) if isinstance(id, str) else 1}: [{number}]"


def _example(record: Record, texts: Mapping[str, str]) -> Example:
    links = record.texts("correct_chunks")
    if not links:
        record.fault("no 'correct_chunks'")
    unknown = next((link for link in links if link not in texts), None)
    if unknown:
        record.fault(f"no section {unknown!r}")
    gold: dict[str, Any] = {"evidence": [{"article": link, "text": texts[link][:600]} for link in links]}
    answer = record.get("correct_answer", str, "")
    if answer:
        gold["answers"] = [{"text": answer}]
    return Example(
        id=record.word("id"),
        question=record.word("question"),
        article=links[0].split("#")[0],
        relevant=dict.fromkeys(links, 1),
        gold=gold,
    )


def _figures(example: Example, trial: Trial) -> dict[str, float]:
    """Of the first three sections, by search and by the reader, as Anthropic's cookbook counts them."""
    rankings: dict[str, Sequence[Passage]] = {
        "": [hit.passage for hit in trial.hits],
        "reader.": trial.forced.ranking,
    }
    found: dict[str, float] = {}
    for name, passages in rankings.items():
        first = distinct(passages, sections)[:TOP]
        right = sum(link in example.relevant for link in first)
        found |= {
            f"{name}precision": right / len(first) if first else 0.0,
            f"{name}recall": recall(first, example.relevant, TOP),
            f"{name}mrr": reciprocal_rank(first, example.relevant, TOP),
        }
    return found
