"""BM25 is that of the formula, and what score bounds leave out is never among the best."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pullquote.corpus import Article, Source
from pullquote.index.storage.codes import Codes, coded
from pullquote.index.storage.lexical import K1, B, Lexical
from pullquote.index.storage.parts import Parts
from pullquote.index.storage.postings import Postings, inverted
from pullquote.index.storage.segments import Segment
from tests.conftest import index_of

WORDS = ["the", "of", "ferri", "sank", "bridg", "road", "canal", "rail"]
# Frequent and rare ones, as words are.
WORD = st.sampled_from([word for at, word in enumerate(WORDS) for _ in range(64 >> at)])
CORPUS = st.lists(st.lists(WORD, min_size=1, max_size=9), min_size=1, max_size=60)


def segment(lines: list[str], first: int) -> Segment:
    keys = np.arange(first, first + len(lines), dtype=np.int64)
    codes, said = coded(np.ones((len(lines), 1), np.float32), celled=False)
    lengths = np.array([len(line.split()) for line in lines], np.int32)
    parts = Parts({"keys": keys, "lengths": lengths, **codes, **inverted(lines)}, said)
    return Segment(parts, "", first, first + len(lines), 1, Codes(parts), Postings(parts))


def plain(corpus: list[list[str]], dead: set[int], asked: list[str]) -> NDArray[np.float64]:
    """The share of every passage by the formula, term by term in alphabetical order; 0 for the dead."""
    alive = [Counter(terms) for at, terms in enumerate(corpus) if at not in dead]
    mean = max(1.0, sum(one.total() for one in alive) / max(1, len(alive)))
    total, most = np.zeros(len(corpus)), 0.0
    for term in sorted(set(asked)):
        held = sum(term in one for one in alive)
        weight = math.log1p((len(alive) - held + 0.5) / (held + 0.5)) * (K1 + 1)
        most += weight
        for at, terms in enumerate(corpus):
            count = terms.count(term)
            if count and at not in dead:
                total[at] += weight * count / (count + K1 * (1 - B + B * len(terms) / mean))
    return total / most


@settings(max_examples=200, deadline=None)
@given(
    corpus=CORPUS,
    asked=st.lists(st.sampled_from([*WORDS, "nowhere"]), min_size=1, max_size=6),
    cuts=st.sets(st.integers(1, 59), max_size=3),
    gone=st.sets(st.integers(0, 59), max_size=9),
    barred=st.sets(st.integers(0, 59), max_size=20),
    depth=st.integers(1, 12),
)
def test_the_best_are_those_of_plain_bm25_over_any_corpus(
    corpus: list[list[str]], asked: list[str], cuts: set[int], gone: set[int], barred: set[int], depth: int
) -> None:
    dead = {at for at in gone if at < len(corpus)}
    lines = [" ".join(terms) for terms in corpus]
    edges = [0, *sorted(cut for cut in cuts if cut < len(corpus)), len(corpus)]
    segments = [segment(lines[a:b], a + 1) for a, b in zip(edges, edges[1:], strict=False)]
    mask = np.isin(np.arange(len(corpus)), list(dead)) if dead else None
    lexical = Lexical(segments, mask)
    true = plain(corpus, dead, asked)
    assert lexical.shares(asked, np.arange(len(corpus))).tolist() == true.tolist()
    for allowed in (None, ~np.isin(np.arange(len(corpus)), list(barred))):
        possible = [at for at in range(len(corpus)) if true[at] > 0 and (allowed is None or allowed[at])]
        expected = sorted(sorted(possible, key=lambda at: (-true[at], at))[:depth])
        assert lexical.best(asked, depth, allowed).tolist() == expected


def test_bm25_is_that_of_an_example_worked_by_hand(tmp_path: Path) -> None:
    texts = {"p1": "ferry ferry bridge", "p2": "bridge road road road canal"}
    index = index_of(tmp_path / "i", *(Article(Source(id, id, ""), text) for id, text in texts.items()))
    # N = 2 passages of 3 and 5 terms, mean 4. "ferry" is in one: idf = ln(1 + 1.5 / 1.5) = ln 2 = 0.693147.
    # "bridge" is in both: idf = ln(1 + 0.5 / 2.5) = ln 1.2 = 0.182322. Most: (0.693147 + 0.182322) * 1.9 = 1.663391.
    # p1: norm 0.9 * (0.6 + 0.4 * 3 / 4) = 0.81; ferry 0.693147 * 2 * 1.9 / 2.81 = 0.937352,
    #     bridge 0.182322 * 1.9 / 1.81 = 0.191388; together 1.128740, share 0.678577.
    # p2: norm 0.9 * (0.6 + 0.4 * 5 / 4) = 0.99; bridge 0.182322 * 1.9 / 1.99 = 0.174076; share 0.104651.
    shares = {hit.passage.article.id: hit.lexical for hit in index.search("ferry bridge")}
    assert shares == pytest.approx({"p1": 0.678577, "p2": 0.104651}, abs=2e-6)
    assert index.idf("ferri") == pytest.approx(0.693147, abs=1e-6)
    assert index.idf("nowhere") == pytest.approx(math.log(1 + 2.5 / 0.5))
