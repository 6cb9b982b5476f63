"""An index that is there is used again only for the same articles."""

from dataclasses import replace
from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import load
from pullquote.evals.example import Suite
from pullquote.evals.run.corpus_index import each_index, opened_index
from tests.evals.suites.conftest import time_data


def test_an_index_of_other_articles_is_not_used_nor_changed(suite: Suite, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with opened_index(suite.articles, folder, embedder="hash") as index:
        count = len(index)
    with opened_index(suite.articles, folder) as index:  # the same articles: reused, with its own embedder
        assert len(index) == count
    with (
        pytest.raises(PullquoteError, match="holds other articles"),
        opened_index(suite.articles[:1], folder, embedder="hash"),
    ):
        pass


def test_each_corpus_has_an_index_of_its_own_and_a_kept_one_is_used_again(tmp_path: Path) -> None:
    suite = load("time", [time_data(tmp_path / "time")])
    folder = tmp_path / "kept"
    for _ in range(2):
        held = {corpus.examples[0].id: index.sources() for corpus, index in each_index(suite, folder, embedder="hash")}
        assert held == {part.examples[0].id: [one.source for one in part.articles] for part in suite.parts}
    assert len(list(folder.iterdir())) == 2


def test_a_sample_opens_the_corpora_that_it_asks(tmp_path: Path) -> None:
    suite = load("time", [time_data(tmp_path / "time")])
    asked = replace(suite, examples=tuple(one for one in suite.examples if one.id == "o1"))
    opened = [[one.id for one in corpus.examples] for corpus, _ in each_index(asked, None, embedder="hash")]
    assert opened == [["o1"]]
