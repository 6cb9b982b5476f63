"""What a user would put together instead: FAISS flat, sentence-transformers and bm25s, or txtai; where installed."""

import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.index import Matrix, minilm_folder

TOP, DEPTH = 10, 100
SHARE = 0.5  # of the cosine in the sum; the rest is BM25 as a share of the question's best
EMBEDDED = 400  # passages that sentence-transformers is timed on

Search = Callable[[str], Sequence[int]]


def milliseconds(search: Search, questions: Sequence[str]) -> dict[str, float]:
    """p50 and p95 of a search a question."""
    times = []
    for question in questions:
        began = time.perf_counter()
        search(question)
        times.append(1000 * (time.perf_counter() - began))
    return {"p50_ms": float(np.percentile(times, 50)), "p95_ms": float(np.percentile(times, 95))}


def missing(*modules: str) -> str:
    """What has to be installed for these; empty when all is there."""
    absent = [name for name in modules if find_spec(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


def plain(texts: Sequence[str], vectors: Matrix, questions: Sequence[str], gold: Sequence[str]) -> dict[str, Any]:
    """FAISS flat, sentence-transformers and bm25s over the same texts and vectors, fused by score."""
    if reason := missing("bm25s", "sentence_transformers"):
        return {"missing": reason}
    import bm25s
    import faiss
    import Stemmer
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(minilm_folder(), device="cpu")
    began = time.perf_counter()
    model.encode(list(texts[:EMBEDDED]), normalize_embeddings=True, show_progress_bar=False)
    rate = min(EMBEDDED, len(texts)) / (time.perf_counter() - began)
    began = time.perf_counter()
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    stemmer = Stemmer.Stemmer("english")
    words = bm25s.BM25(k1=0.9, b=0.4)
    words.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
    indexed = time.perf_counter() - began

    def search(question: str) -> Sequence[int]:
        row = model.encode([question], normalize_embeddings=True, show_progress_bar=False)
        dense, near = flat.search(row, DEPTH)
        asked = bm25s.tokenize([question], stopwords="en", stemmer=stemmer, show_progress=False)
        held, scores = words.retrieve(asked, k=DEPTH, show_progress=False, n_threads=1)
        fused = {int(at): SHARE * float(score) for at, score in zip(near[0], dense[0], strict=True)}
        most = float(scores[0].max()) or 1.0
        for at, score in zip(held[0], scores[0], strict=True):
            fused[int(at)] = fused.get(int(at), 0.0) + (1 - SHARE) * float(score) / most
        return sorted(fused, key=lambda at: (-fused[at], at))[:TOP]

    search(questions[0])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        faiss.write_index(flat, str(folder / "flat"))
        words.save(str(folder / "words"))
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        began = time.perf_counter()
        faiss.read_index(str(folder / "flat"))
        bm25s.BM25.load(str(folder / "words"), load_corpus=False)
        opened = time.perf_counter() - began
    first = [_of(texts[search(question)[0]], one) for question, one in zip(questions, gold, strict=True)]
    return {
        "passages_per_s": rate,
        "index_s": indexed,
        "open_s": opened,
        "bytes_a_passage": size / len(texts),
        "retrieval": milliseconds(search, questions),
        "right_first": float(np.mean(first)),
    }


def txtai(texts: Sequence[str], questions: Sequence[str], gold: Sequence[str]) -> dict[str, Any]:
    """The hybrid search of txtai with its defaults; it embeds for itself, so it is asked for small corpora only."""
    if reason := missing("txtai"):
        return {"missing": reason}
    from txtai import Embeddings

    began = time.perf_counter()
    made = Embeddings(path=minilm_folder(), hybrid=True, content=False)
    made.index((at, text, None) for at, text in enumerate(texts))
    rate = len(texts) / (time.perf_counter() - began)

    def search(question: str) -> Sequence[int]:
        return [int(at) for at, _ in made.search(question, TOP)]

    search(questions[0])
    first = [_of(texts[search(question)[0]], one) for question, one in zip(questions, gold, strict=True)]
    return {
        "passages_per_s": rate,
        "retrieval": milliseconds(search, questions),
        "right_first": float(np.mean(first)),
    }


def _of(passage: str, paragraph: str) -> bool:
    """Whether a passage is of the paragraph, or holds it."""
    return passage in paragraph or paragraph in passage
