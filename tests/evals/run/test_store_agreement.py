"""Two stores are compared question by question."""

import json
from pathlib import Path

import pytest

from pullquote.corpus import Article, Source
from pullquote.evals.run.store_agreement import compared, main, paragraphs
from pullquote.index import Hit, Passage


def hit(text: str, score: float) -> Hit:
    return Hit(Passage(Article(Source(text, text, text), text), 0, len(text)), score, 0.0, 0.0)


def test_lists_that_differ_are_counted_and_so_is_how_far_scores_are_apart() -> None:
    one = [[hit("a", 0.9), hit("b", 0.5)], [hit("a", 0.8), hit("b", 0.7)], []]
    other = [[hit("a", 0.9), hit("b", 0.5)], [hit("a", 0.8), hit("c", 0.6)], []]
    found = compared(one, other)
    assert found.pop("largest_difference_of_a_score") == pytest.approx(0.1)
    assert found == {"questions": 3, "same_first": 3, "same_ten_in_order": 2}


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    asked = [
        {"id": f"q{n}", "question": f"What of {n}?", "answers": [{"text": "x", "answer_start": 0}]} for n in (1, 2)
    ]
    texts = [{"context": "x is one.", "qas": asked[:1]}, {"context": "x is two.", "qas": asked[1:]}]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "T", "paragraphs": texts}]}))
    return path


def test_each_paragraph_is_an_article_and_questions_are_taken_evenly(squad: Path) -> None:
    articles, asked = paragraphs(squad, 10)
    assert [one.text for one in articles] == ["x is one.", "x is two."]
    assert asked == [("What of 1?", "0/0"), ("What of 2?", "0/1")]
    assert paragraphs(squad, 1)[1] == asked[:1]


@pytest.mark.milvus
@pytest.mark.filterwarnings("default")
def test_a_folder_and_milvus_find_the_same(squad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pymilvus", reason="needs pymilvus; run: make milvus")
    main([str(squad), str(tmp_path / "i.db"), "--embedder", "hash"])
    both = json.loads(capsys.readouterr().out)["both"]
    expected = {"questions": 2, "same_first": 2, "same_ten_in_order": 2, "largest_difference_of_a_score": 0.0}
    assert both == expected
