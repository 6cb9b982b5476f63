"""BEIR: documents by their grades."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import load
from pullquote.index import Passage
from tests.evals.suites.conftest import beir_data


def test_beir_asks_the_judged_queries_and_ranks_every_copy_of_a_document(tmp_path: Path) -> None:
    suite = load("beir", [beir_data(tmp_path / "beir")])
    assert [example.id for example in suite.examples] == ["q1"]
    scorer = suite.scorer(None)  # type: ignore[arg-type]  # needs no index
    assert scorer.relevant(suite.examples[0]) == {"d1": 2}
    held = next(one for one in suite.articles if one.id == "d1")
    assert scorer.documents(Passage(held, 0, 5)) == ["d1", "d3"]  # the same words twice in the corpus


@pytest.mark.parametrize(
    ("line", "reason"), [("q9\td1\t1\n", "no query 'q9'"), ("q1\td9\t1\n", "no document 'd9'"), ("q1\td1\tx\n", "'x'")]
)
def test_judgements_of_what_is_not_there_are_named(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(PullquoteError, match=rf"test\.tsv:2: .*{reason}"):
        load("beir", [beir_data(tmp_path / "beir", line)])
