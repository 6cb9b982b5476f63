"""BM25 is that of the formula."""

import math
from pathlib import Path

import pytest

from pullquote.corpus import Article, Source
from tests.conftest import index_of


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
