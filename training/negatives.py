"""For every question the passages that look most like an answer and are none."""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import Stemmer
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from pullquote.index import Embedder
from training.data import TrainingExample

WORD = re.compile(r"\w+")
K1, B = 1.2, 0.75
DEEP, KEPT = 30, 5  # passages looked at, and of these wrong ones kept
BLOCK = 512  # questions scored at a time
Scores = NDArray[np.float32]  # (questions, texts)


class Bm25:
    """Okapi BM25 over stemmed words (Robertson and Zaragoza 2009), many questions at a time.

    The index has a BM25 too (`index/storage/lexical.py`). It cannot stand here: it scores one question against postings
    in SQLite, where 90,000 questions need one sparse product, and it drops words and weighs their counts in another
    way, so that other wrong passages would be drawn. This one cannot stand there: it holds all texts in memory.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        stem = Stemmer.Stemmer("english").stemWords
        self._vectorizer = CountVectorizer(analyzer=lambda text: stem(WORD.findall(text.lower())), dtype=np.float32)
        counts = self._vectorizer.fit_transform(texts).tocsc()
        length = np.asarray(counts.sum(axis=1)).ravel()
        norm = K1 * (1 - B + B * length / length.mean())
        seen = np.diff(counts.indptr)
        idf = np.log1p((len(texts) - seen + 0.5) / (seen + 0.5))
        counts.data *= (K1 + 1) / (counts.data + norm[counts.indices]) * np.repeat(idf, seen)
        self._weights = counts.T.tocsr()

    def scores(self, questions: Sequence[str]) -> Scores:
        """Every text's score for every question; texts that share no word with it score 0."""
        asked = self._vectorizer.transform(questions)
        asked.data[:] = 1
        return np.asarray((asked @ self._weights).toarray(), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Wrong passages for one question: its retriever's best, and others of the same article."""

    best: tuple[str, ...]
    article: tuple[str, ...]

    def draw(self, rng: random.Random, others: Sequence[str]) -> tuple[str, bool]:
        """Half the time a best wrong hit, a third of the time a neighbour, else any passage; and whether it is of the
        same article."""
        kind = rng.random()
        if kind < 0.5 and self.best:
            found = rng.choice(self.best)
            return found, found in self.article
        if kind < 0.85 and self.article:
            return rng.choice(self.article), True
        return rng.choice(others), False


def mine(
    examples: Sequence[TrainingExample], embedder: Embedder | None = None, *, kept: Path | None = None
) -> list[Candidates]:
    """Candidates for each example, from the passages of these examples; none holds one of its answers.

    The best wrong hits are BM25's or, with an embedder, those of cosine plus BM25's share of its largest score, the sum
    by which the index ranks. The hits are read from the file `kept` if it is there, else written to it.
    """
    contexts = sorted({example.context for example in examples})
    lowered = {context: context.lower() for context in contexts}
    by_article: dict[str, set[str]] = {}
    for example in examples:
        by_article.setdefault(example.article, set()).add(example.context)
    neighbours = {article: sorted(passages) for article, passages in by_article.items()}
    if kept and kept.exists():
        hits = np.load(kept, allow_pickle=False)
    else:
        hits = retrieved([example.question for example in examples], contexts, embedder)
        if kept:
            np.save(kept, hits, allow_pickle=False)
    mined: list[Candidates] = []
    for example, order in zip(examples, hits, strict=True):
        golds = [answer.lower() for answer in example.answers]

        def wrong(passages: Iterable[str], example: TrainingExample = example, golds: list[str] = golds) -> list[str]:
            return [p for p in passages if p != example.context and not any(gold in lowered[p] for gold in golds)]

        near = wrong(neighbours[example.article])
        mined.append(Candidates(tuple(wrong(contexts[i] for i in order)[:KEPT]), tuple(near[:: len(near) // 40 + 1])))
    return mined


def retrieved(questions: Sequence[str], contexts: Sequence[str], embedder: Embedder | None) -> NDArray[np.int32]:
    """The best 30 contexts of each question, best first, (questions, 30) or as many as there are."""
    bm25 = Bm25(contexts)
    vectors = embedder.encode_passages(contexts) if embedder else None
    deep = min(DEEP, len(contexts))
    found = np.zeros((len(questions), deep), np.int32)
    for at in range(0, len(questions), BLOCK):
        part = questions[at : at + BLOCK]
        scores = bm25.scores(part)
        if embedder and vectors is not None:
            scores = scores / np.maximum(scores.max(axis=1, keepdims=True), 1e-9)
            scores = scores + embedder.encode_questions(part) @ vectors.T
        best = np.argpartition(-scores, deep - 1, axis=1)[:, :deep]
        order = np.lexsort((best, -np.take_along_axis(scores, best, axis=1)), axis=1)
        found[at : at + BLOCK] = np.take_along_axis(best, order, axis=1)
    return found
