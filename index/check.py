"""Whether an index is what it says: every promise of its file looked at, one by one, without changing anything."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.corpus import Article, PullquoteError, Span
from pullquote.index.embedding.maker import make_embedder, usable_precision
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.heading import embedded_texts, lexical_terms
from pullquote.index.passage import Passage
from pullquote.index.storage.faiss_file import read_faiss, stamped_change
from pullquote.index.storage.schema import CACHE
from pullquote.index.storage.sqlite import Keys, Store
from pullquote.index.terms import terms

SAMPLE = 32  # passages that are embedded again: some seconds
NEAR = 0.99  # cosine with the stored vector; bfloat16 on one processor and float32 on another stay above 0.995
_UNREADABLE = (PullquoteError, ValueError, TypeError)  # what a row with other contents than were written can raise


def check_index(folder: str | Path) -> list[str]:
    """Everything that is wrong with the index in `folder`, a line each; empty when all is well."""
    return [problem for _, problems in inspect_index(folder) for problem in problems]


def inspect_index(folder: str | Path) -> Iterator[tuple[str, list[str]]]:
    """What is checked, and what is wrong there, one check after the other; the first that stops the rest is the last.

    An index that another process changes meanwhile is checked as it was at the beginning.
    """
    try:
        store = Store(Path(folder))
    except _UNREADABLE as error:
        yield "the database can be opened", [str(error)]
        return
    try:
        with store.reading() as db:
            broken = list(_database(db))
            yield "the database is whole", broken
            if not broken:
                contents = _Contents(store, db)
                for what, look in CHECKS.items():
                    yield what, list(look(contents))
    except PullquoteError as error:
        yield "the database can be read", [str(error)]
    finally:
        store.close()


@dataclass
class _Contents:
    """One state of the index, read once for all checks."""

    store: Store
    db: sqlite3.Connection

    @cached_property
    def articles(self) -> dict[int, Article | str]:
        """By key: the article, or why it cannot be read."""
        found: dict[int, Article | str] = {}
        for key, id in self.db.execute("SELECT key, id FROM article ORDER BY key").fetchall():
            try:
                found[key] = self.store.article(key)
            except _UNREADABLE as error:
                found[key] = f"{id}: {_reason(error)}"
        return found

    @cached_property
    def passages(self) -> dict[int, Passage | str]:
        """By key, those of the articles that can be read: the passage, or why it cannot be."""
        found: dict[int, Passage | str] = {}
        for key, owner in self.db.execute("SELECT key, article FROM passage ORDER BY key").fetchall():
            article = self.articles.get(owner)
            if isinstance(article, Article):
                try:
                    found[key] = self.store.passage(key, article)
                except _UNREADABLE as error:
                    found[key] = f"passage {key} of {article.id}: {_reason(error)}"
        return found

    @property
    def readable(self) -> list[Passage]:
        return [passage for passage in self.passages.values() if isinstance(passage, Passage)]

    def vectors(self, passage: Passage) -> tuple[Matrix, Matrix] | None:
        """The passage's vector (1, dim) and its sentences' (sentences, dim); None where their sizes are others."""
        dim = self.store.manifest.dim
        row = self.db.execute("SELECT dense, sentences FROM vector WHERE passage = ?", [passage.id]).fetchone()
        if not row or (len(row[0]), len(row[1])) != (4 * dim, 2 * dim * len(passage.sentences)):
            return None
        dense = np.frombuffer(row[0], np.float32).reshape(1, dim)
        return dense, np.frombuffer(row[1], np.float16).reshape(-1, dim).astype(np.float32)


def _reason(error: Exception) -> str:
    """Without what to run: that is the same for all, and said at the end."""
    return str(error).partition(";")[0]


def _database(db: sqlite3.Connection) -> Iterator[str]:
    try:
        yield from (line for (line,) in db.execute("PRAGMA quick_check(10)") if line != "ok")
        yield from (f"a row of {row[0]} belongs to nothing" for row in db.execute("PRAGMA foreign_key_check"))
    except sqlite3.DatabaseError as error:
        yield str(error)


def _seals(contents: _Contents) -> Iterator[str]:
    """What the store guards itself, and refuses to read otherwise."""
    for read in (contents.store.passage_table, contents.store.sources, contents.store.vectors):
        try:
            read()
        except _UNREADABLE as error:
            yield _reason(error)


def _counts(contents: _Contents) -> Iterator[str]:
    keys = {table: _numbers(contents.db, f"SELECT {key} FROM {table}") for table, key in _KEYS.items()}
    for table, found in keys.items():
        if odd := sorted(found ^ keys["passage"]):
            yield f"{len(keys['passage'])} passages but {len(found)} rows of {table} (first that differs: {odd[0]})"
    for table in ("article", "passage"):
        highest = max(_numbers(contents.db, f"SELECT key FROM {table}"), default=0)
        given = max(_numbers(contents.db, f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'"), default=0)
        if highest > given:
            yield f"the key {highest} of {table} was never given out: it could be given out again"


_KEYS = {"passage": "key", "vector": "passage", "lexical": "rowid"}


def _numbers(db: sqlite3.Connection, query: str) -> set[int]:
    return {number for (number,) in db.execute(query)}


def _checksums(contents: _Contents) -> Iterator[str]:
    ids = dict(contents.db.execute("SELECT key, id FROM article"))
    prints = dict(contents.db.execute("SELECT key, fingerprint FROM article"))
    for key, article in contents.articles.items():
        if isinstance(article, str):
            yield article
        elif (article.id, article.fingerprint) != (ids[key], prints[key]):
            yield f"{ids[key]}: its id or its debris is not the one that was stored"


def _offsets(contents: _Contents) -> Iterator[str]:
    wrong = [passage for passage in contents.passages.values() if isinstance(passage, str)]
    by_article: dict[str, list[Passage]] = {}
    for passage in contents.readable:
        if not _inside(passage):
            wrong.append(f"passage {passage.id} of {passage.article.id}: its sentences are not in order inside it")
        by_article.setdefault(passage.article.id, []).append(passage)
    yield from wrong
    for article in contents.articles.values():
        if isinstance(article, Article) and not wrong:
            yield from _coverage(article, by_article.get(article.id, []))


def _inside(passage: Passage) -> bool:
    edges = [0, passage.start, *(at for span in passage.sentences for at in span), passage.end]
    filled = bool(passage.sentences) and all(span.start < span.end for span in passage.sentences)
    return filled and edges == sorted(edges) and passage.end <= len(passage.article.text)


def _coverage(article: Article, passages: list[Passage]) -> Iterator[str]:
    """Sentences and debris: no two share a character, and between them is nothing but white space."""
    spans = sorted([*article.debris, *(span for passage in passages for span in passage.sentences)])
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), len(article.text)]
    for end, start in zip(ends, starts, strict=True):
        if start < end:
            yield f"{article.id}: passages and debris share the characters {start} to {end}"
        elif article.text[end:start].strip():
            yield f"{article.id}: characters {end} to {start} are in no passage"


def _words(contents: _Contents) -> Iterator[str]:
    """The terms of each passage are those of its text and credits, and FTS5 counts what it was given."""
    stored = dict(contents.db.execute("SELECT rowid, terms FROM lexical"))
    lengths = dict(contents.db.execute("SELECT key, length FROM passage"))
    for passage in contents.readable:
        true = lexical_terms(passage)
        if stored.get(passage.id) != " ".join(true) or lengths[passage.id] != len(true):
            yield f"passage {passage.id} of {passage.article.id}: its terms are not those of its text, title and date"
    once = Counter(term for line in stored.values() for term in set(line.split()))
    every = Counter(term for line in stored.values() for term in line.split())
    counted = {term: (doc, cnt) for term, doc, cnt in contents.db.execute("SELECT term, doc, cnt FROM vocabulary")}
    wrong = [t for t in sorted({*counted, *every}) if counted.get(t) != (once[t], every[t])]
    if wrong:
        yield f"the lexical index miscounts {len(wrong)} terms, such as {wrong[0]!r}"


def _lengths(contents: _Contents) -> Iterator[str]:
    for passage in contents.readable:
        pair = contents.vectors(passage)
        if not pair:
            yield f"passage {passage.id} of {passage.article.id}: its vectors have another size"
            continue
        text = passage.article.text
        for what, rows, texts in (
            ("vector", pair[0], [passage.text]),
            ("sentences' vectors", pair[1], [text[a:b] for a, b in passage.sentences]),
        ):
            with np.errstate(all="ignore"):
                norms = np.linalg.norm(rows, axis=1)
            # Without a word in it a text may have no direction; float16 rounds in the third place.
            fine = [abs(n - 1) < 0.01 or (n == 0 and not terms(t)) for n, t in zip(norms, texts, strict=True)]
            if not all(fine):
                yield f"passage {passage.id} of {passage.article.id}: its {what} are not of length 1"


def _cache(contents: _Contents) -> Iterator[str]:
    """FAISS's file. A missing one or one of another change is no fault: it is made again when first needed."""
    path, change = contents.store.folder / CACHE, contents.store.change()
    if not path.is_file():
        return
    found = read_faiss(path, change)
    if found is None:
        if stamped_change(path) in (None, change):
            yield f"{path} is damaged; delete it, it is made again"
        return
    pairs = {passage.id: pair for passage in contents.readable if (pair := contents.vectors(passage))}
    if len(pairs) < len(contents.passages):
        return  # the database itself is damaged: said elsewhere
    truth = [dense for dense, _ in pairs.values()]
    if found.ntotal != len(pairs) or (pairs and not _holds(found, np.array(list(pairs)), np.concatenate(truth))):
        yield f"{path} has other vectors than the database; delete it, it is made again"


def _holds(found: Any, keys: Keys, truth: Matrix) -> bool:
    try:
        return np.array_equal(found.reconstruct_batch(keys), truth)
    except RuntimeError:  # a key that is not in it
        return False


def _meaning(contents: _Contents) -> Iterator[str]:
    """A sample of passages embedded again."""
    made = contents.store.manifest
    everything = contents.readable
    sample = everything[:: max(1, -(-len(everything) // SAMPLE))]
    try:
        embedder = make_embedder(made.embedder, usable_precision(made.embedder, made.precision))
    except PullquoteError as error:
        yield f"vectors cannot be compared with the text: {error}"
        return
    for passage in sample:
        pair = contents.vectors(passage)
        if pair is None:
            continue
        sentences = [_slice(passage.article, span) for span in passage.sentences]
        for what, texts, stored in (
            (
                "its vector is not that of its text, title and date",
                embedded_texts(passage.article, [passage], embedder),
                pair[0],
            ),
            ("a sentence's vector is not that of the sentence", sentences, pair[1]),
        ):
            true = embedder.encode_passages(texts)
            with np.errstate(all="ignore"):
                cosines = np.sum(true * stored, axis=1)
            if not np.all((cosines > NEAR) | ~(true.any(axis=1) | stored.any(axis=1))):
                worst = float(np.min(cosines))
                yield f"passage {passage.id} of {passage.article.id}: {what} (cosine {worst:.3f})"


def _slice(article: Article, span: Span) -> str:
    return article.text[span.start : span.end]


CHECKS: dict[str, Callable[[_Contents], Iterator[str]]] = {
    "rows and vectors have the checksums that were stored with them": _seals,
    "passages, vectors and lexical rows are as many, and no key can be given out twice": _counts,
    "every article's text has its checksum": _checksums,
    "passages and sentences lie inside their texts, outside debris, and leave out no word": _offsets,
    "the lexical index has each passage's words": _words,
    "every vector is finite and of length 1": _lengths,
    "the FAISS file has the database's vectors": _cache,
    "a sample of vectors is that of the text": _meaning,
}
