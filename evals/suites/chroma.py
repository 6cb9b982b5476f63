"""Chroma's chunking evaluation: how much of the text that answers is retrieved, and how little else."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from pullquote.corpus import Article, BadInputError, PullquoteError
from pullquote.evals.example import Example, Place, Scorer, Suite, Trial, place_of, places_of
from pullquote.evals.metrics.evidence import Holders
from pullquote.evals.metrics.overlap import chroma, common
from pullquote.evals.suites.corpora import ArticleNames, read_folder
from pullquote.evals.suites.records import Record, read_table
from pullquote.index import Embedder, Index
from pullquote.rag import Quote

RETRIEVED = 5
WINDOWS = {"windows_250_125": (250, 125), "windows_200_0": (200, 0)}  # tokens, and how many of them overlap


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """The questions of a CSV file over the texts in its folder (or `corpus`), all in one index."""
    if len(data) != 1 or closed:
        raise BadInputError("the suite 'chunking' needs one --data questions.csv, and knows no --closed")
    path = data[0] / "questions.csv" if data[0].is_dir() else data[0]
    rows = read_table(path, ("question", "references", "corpus_id"))
    articles, unread = read_folder(corpus or path.parent)
    names = ArticleNames(articles)
    examples = tuple(_example(record, names, number) for number, record in enumerate(rows, 1))
    return Suite("chunking", articles, examples, lambda index: _scorer(index, articles), unread=unread)


def _example(record: Record, names: ArticleNames, number: int) -> Example:
    name = record.word("corpus_id")
    for file in (f"{name}.md", f"{name}.txt", name):
        try:
            held = names.find(file)
            break
        except PullquoteError as error:
            reason = error
    else:
        record.fault(str(reason))
    try:
        references = json.loads(record.word("references"))
    except json.JSONDecodeError as error:
        record.fault(f"'references' is not JSON: {error}")
    evidence = []
    for reference in Record({"references": references}, record.where).items("references"):
        text, start, end = (
            reference.get("content", str),
            reference.get("start_index", int),
            reference.get("end_index", int),
        )
        if not 0 <= start < end or held.text[start:end] != text:
            reference.fault(f"offset {start}..{end} of {held.source.file} does not hold {text!r:.60}")
        evidence.append(Place(held.id, start, end))
    if not evidence:
        record.fault("no reference")
    return Example(
        id=f"{name}-{number:03}",
        question=record.word("question"),
        type=name,
        article=held.source.file,
        evidence=tuple(evidence),
        gold={
            "evidence": [
                {"article": held.source.file, "start": s, "end": e, "text": held.text[s:e]} for _, s, e in evidence
            ]
        },
    )


def _scorer(index: Index, articles: Sequence[Article]) -> Scorer:
    windows = {name: Windows(articles, index.embedder, *shape) for name, shape in WINDOWS.items()}

    def figures(example: Example, trial: Trial) -> Mapping[str, float]:
        passages = places_of(hit.passage for hit in trial.hits[:RETRIEVED])
        retrieved = {"passages": passages} | {
            name: found.search(example.question, RETRIEVED) for name, found in windows.items()
        }
        retrieved |= {f"{mode}.quotes": places_of(answer.quotes) for mode, answer in trial.modes}
        return {f"{n}.{k}": v for n, found in retrieved.items() for k, v in chroma(found, example.evidence).items()}

    return Scorer(lambda passage: (str(place_of(passage)),), Holders(index).relevant, _right, figures)


def _right(example: Example, quotes: Sequence[Quote]) -> bool:
    """The first quote overlaps a reference."""
    return common(places_of(quotes[:1]), example.evidence) > 0


class Windows:
    """What others do: runs of so many tokens, cut at white space, found by the cosine of the same embedder."""

    def __init__(self, articles: Sequence[Article], embedder: Embedder, tokens: int, shared: int) -> None:
        self.places = [place for article in articles for place in windows(article, embedder, tokens, shared)]
        texts = {article.id: article.text for article in articles}
        self._embedder = embedder
        self._rows = embedder.encode_passages([texts[p.article][p.start : p.end] for p in self.places])

    def search(self, question: str, k: int) -> list[Place]:
        """The `k` nearest windows; of equal ones the earlier first."""
        cosines = self._rows @ self._embedder.encode_questions([question])[0]
        return [self.places[i] for i in np.argsort(-cosines, kind="stable")[:k]]


def windows(article: Article, embedder: Embedder, tokens: int, shared: int) -> list[Place]:
    """Windows of whole words with at most `tokens` tokens, the first `shared` of which were in the window before."""
    words: list[tuple[int, int]] = []
    at = 0
    for word in article.text.split():
        start = article.text.index(word, at)
        at = start + len(word)
        words.append((start, at))
    ends = np.cumsum(embedder.count([article.text[a:b] for a, b in words]))
    found, first = [], 0
    while first < len(words):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + tokens, side="right")), first + 1)
        found.append(Place(article.id, words[first][0], words[last - 1][1]))
        if last == len(words):
            break
        first = max(int(np.searchsorted(ends, ends[last - 1] - shared, side="left")) + 1, first + 1) if shared else last
    return found
