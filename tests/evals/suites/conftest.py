"""Small data files in the format of each suite, and what came of their questions."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import Span
from pullquote.evals.example import Suite, Trial
from pullquote.index import Index
from pullquote.rag import Answer, Quote, Refusal

RIVER = "The Rhine is long. It rises in Switzerland and ends in the Netherlands."


KENYA = "Kenya lies in Africa.\nIts capital is Nairobi.\nNairobi has a national park."


def squad_data(folder: Path, **changes: Any) -> Path:
    answer = {"text": "Switzerland", "answer_start": 31} | changes
    questions = [
        {"id": "r1", "question": "Where does it rise?", "answers": [answer], "is_impossible": False},
        {"id": "r2", "question": "How deep is it?", "answers": [], "is_impossible": True},
    ]
    kenya = {"id": "k1", "question": "What is its capital?", "answers": [{"text": "Nairobi", "answer_start": 37}]}
    data = [
        {"title": "Rhine", "paragraphs": [{"context": RIVER, "qas": questions}]},
        {"title": "Kenya", "paragraphs": [{"context": KENYA, "qas": [kenya]}]},
    ]
    path = folder / "squad.json"
    path.write_text(json.dumps({"version": "2", "data": data}, indent=1))
    return path


def clapnq_data(folder: Path, sentence: str = "It rises in Switzerland and ends in the Netherlands.") -> Path:
    passages = [{"title": "Rhine", "text": RIVER, "sentences": []}]
    lines = [
        {
            "id": "1",
            "input": "where",
            "passages": passages,
            "output": [{"answer": "S", "selected_sentences": [sentence]}],
        },
        {"id": "2", "input": "deep", "passages": passages, "output": [{"answer": "", "selected_sentences": []}]},
    ]
    path = folder / "clapnq.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def chunking_data(folder: Path, start: int = 0, columns: str = "question,references,corpus_id") -> Path:
    reference = [{"content": "Kenya lies in Africa.", "start_index": start, "end_index": start + 21}]
    (folder / "wiki.md").write_text(KENYA)
    with (folder / "questions.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split(","))
        writer.writerow(["Where\nis Kenya?", json.dumps(reference), "wiki"])  # a field over two lines
        writer.writerow(["And where?", json.dumps(reference), "wiki"])
    return folder / "questions.csv"


def beir_data(folder: Path, judgements: str = "q1\td1\t2\n") -> Path:
    (folder / "qrels").mkdir(parents=True)
    documents = [{"_id": "d1", "title": "Rhine", "text": RIVER}, {"_id": "d2", "title": "Kenya", "text": KENYA}]
    documents += [{"_id": "d3", "title": "", "text": RIVER}, {"_id": "d4", "title": "", "text": ""}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "where?"}\n{"_id": "q2", "text": "never judged"}')
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + judgements)
    return folder


def docs_data(folder: Path, links: list[str]) -> Path:
    sections = [{"chunk_link": f"http://d/{i}", "chunk_heading": f"H{i}", "text": f"Section {i}."} for i in range(5)]
    (folder / "anthropic_docs.json").write_text(json.dumps(sections))
    path = folder / "questions.json"
    path.write_text(json.dumps([{"id": "a", "question": "Which?", "correct_chunks": links, "correct_answer": "x"}]))
    return path


IndexOf = Callable[[Suite], Index]


@pytest.fixture
def index_of(tmp_path: Path) -> IndexOf:
    """Makes the index over a suite's articles."""

    def made(suite: Suite) -> Index:
        found = Index.create(tmp_path / "index", embedder="hash")
        found.add(suite.articles)
        return found

    (tmp_path / "index").mkdir()
    return made


def quote(index: Index, name: str, text: str, focus: str = "") -> Quote:
    held = index.article(name)
    start = held.text.index(text)
    passage = next(p for p in index.passages(held) if p.start <= start < p.end)
    at = held.text.index(focus, start) if focus else 0
    return Quote(passage, start, start + len(text), 1.0, Span(at, at + len(focus)) if focus else None)


def trial_of(*quotes: Quote, refused: bool = False) -> Trial:
    forced = Answer("?", "?", 0.4, quotes, ranking=tuple(q.passage for q in quotes))
    return Trial(Answer("?", "?", 0.4, refusal=Refusal("not_stated", "No.")) if refused else forced, forced, ())
