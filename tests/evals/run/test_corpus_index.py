"""An index that is there is used again only for the same articles."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals.example import Suite
from pullquote.evals.run.corpus_index import opened_index


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
