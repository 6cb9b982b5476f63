"""Our search for words beside the engines that could do it: `python -m tests.tools.word_engines INDEX QUESTIONS`.

INDEX is the folder of an index, QUESTIONS a JSON list of {"question"}, such as `python -m pullquote.evals.scale` writes
into its folder. Every engine that is installed (SQLite's FTS5 always is) is given the same terms, as the index has
them, and asked for the best hundred passages of each question. Prints one JSON object: seconds of building, bytes of
its files, p50 and p95 of a question in milliseconds, and what an engine's best ten score by our formula, as a share of
what ours do. SQLite and tantivy fix k1 at 1.2 and b at .75 (ours are .9 and .4), so theirs is not one.
"""

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from pullquote.evals.scale.asked import milliseconds
from pullquote.evals.scale.plain_parts import missing
from pullquote.index import terms
from pullquote.index.storage.lexical import K1, B, Lexical
from pullquote.index.storage.parts import Parts
from pullquote.index.storage.postings import Postings, inverted
from pullquote.index.storage.segments import LARGEST, Segment

DEPTH, TOP = 100, 10

Search = Callable[
    [str], Sequence[int]
]  # of a question, its terms set apart by blanks: the rows of the best, best first
Engine = Callable[[Sequence[str], Path], Search]


def made(lines: Sequence[str], folder: Path) -> Lexical:
    """Our postings, in mapped files."""
    segments = []
    for start in range(0, len(lines), LARGEST):
        part = lines[start : start + LARGEST]
        lengths = np.array([len(line.split()) for line in part], np.int32)
        Parts({"keys": np.arange(len(part)), "lengths": lengths, **inverted(part)}, {}).write(folder / f"{start}")
        parts = Parts.read(folder / f"{start}")
        segments.append(cast(Segment, SimpleNamespace(parts=parts, postings=Postings(parts))))
    return Lexical(segments, None)


def ours(lines: Sequence[str], folder: Path) -> Search:
    """Postings in mapped files, MaxScore."""
    lexical = made(lines, folder)

    def search(question: str) -> Sequence[int]:
        rows = lexical.best(question.split(), DEPTH, None)
        best = np.argsort(-lexical.shares(question.split(), rows), kind="stable")
        return [int(row) for row in rows[best]]

    return search


def sqlite(lines: Sequence[str], folder: Path) -> Search:
    """FTS5 without the texts, its own bm25."""
    db = sqlite3.connect(folder / "words.sqlite")
    db.execute("CREATE VIRTUAL TABLE words USING fts5(terms, content='', tokenize='unicode61', detail=full)")
    db.executemany("INSERT INTO words(rowid, terms) VALUES (?, ?)", enumerate(lines, start=1))
    db.execute("INSERT INTO words(words) VALUES ('optimize')")
    db.commit()
    query = "SELECT rowid - 1 FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"

    def search(question: str) -> Sequence[int]:
        asked = " OR ".join(f'"{term}"' for term in question.split())
        return [row for (row,) in db.execute(query, [asked, DEPTH])]

    return search


def bm25s(lines: Sequence[str], folder: Path) -> Search:
    """Scores worked out beforehand, in sparse matrices."""
    import bm25s as library

    scores = library.BM25(k1=K1, b=B)
    scores.index([line.split() for line in lines], show_progress=False)
    scores.save(str(folder))
    loaded = library.BM25.load(str(folder), mmap=True)

    def search(question: str) -> Sequence[int]:
        rows, _ = loaded.retrieve([question.split()], k=min(DEPTH, len(lines)), show_progress=False, n_threads=1)
        return [int(row) for row in rows[0]]

    return search


def tantivy(lines: Sequence[str], folder: Path) -> Search:
    """Rust's counterpart of Lucene, block-max WAND."""
    import tantivy as library

    schema = library.SchemaBuilder()
    schema.add_text_field("terms", tokenizer_name="whitespace")
    schema.add_integer_field("row", fast=True, stored=True)
    index = library.Index(schema.build(), path=str(folder))
    writer = index.writer(heap_size=200_000_000)
    for row, line in enumerate(lines):
        writer.add_document(library.Document(terms=line, row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: str) -> Sequence[int]:
        each = [library.Query.term_query(index.schema, "terms", term) for term in question.split()]
        query = library.Query.boolean_query([(library.Occur.Should, one) for one in each])
        return [searcher.doc(at)["row"][0] for _, at in searcher.search(query, DEPTH).hits]

    return search


ENGINES: dict[str, Engine] = {"ours": ours, "sqlite": sqlite, "bm25s": bm25s, "tantivy": tantivy}


def compared(lines: Sequence[str], questions: Sequence[str]) -> dict[str, Any]:
    """Every engine that is installed, one after the other, each asked all questions twice: the second time counts."""
    found: dict[str, Any] = {"passages": len(lines)}
    with tempfile.TemporaryDirectory() as kept:
        lexical = made(lines, Path(kept))

        def worth(question: str, rows: Sequence[int]) -> float:
            return float(lexical.shares(question.split(), np.sort(np.array(rows[:TOP], np.int64))).sum())

        for name, engine in ENGINES.items():
            if name in ("bm25s", "tantivy") and (reason := missing(name)):
                found[name] = {"missing": reason}
                continue
            with tempfile.TemporaryDirectory() as scratch:
                began = time.perf_counter()
                search = engine(lines, Path(scratch))
                told: dict[str, Any] = {"build_s": time.perf_counter() - began}
                told["bytes"] = sum(file.stat().st_size for file in Path(scratch).rglob("*") if file.is_file())
                told["worth"] = sum(worth(question, search(question)) for question in questions)
                found[name] = told | milliseconds(search, questions)
    best = found["ours"]["worth"]
    for name in ENGINES:
        if "worth" in found[name]:
            found[name]["worth"] /= best
    return found


def main(index: Path, questions: Path) -> dict[str, Any]:
    """The lines of terms that an index has, and the questions as it would ask them."""
    with closing(sqlite3.connect(f"{(index / 'articles.sqlite').absolute().as_uri()}?mode=ro", uri=True)) as db:
        lines = [line for (line,) in db.execute("SELECT terms FROM lexical ORDER BY passage")]
    asked = [one["question"] for one in json.loads(questions.read_text("utf-8"))]
    return compared(lines, [" ".join(dict.fromkeys(found)) for question in asked if (found := terms(question))])


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
