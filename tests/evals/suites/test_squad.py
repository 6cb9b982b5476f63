"""SQuAD: official figures, and the paragraphs of the data in an open corpus."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import load
from pullquote.evals.example import Place
from pullquote.index import Passage
from tests.evals.suites.conftest import KENYA, RIVER, IndexOf, quote, squad_data, trial_of


def test_squad_scores_as_shipped_and_forced(tmp_path: Path, index_of: IndexOf) -> None:
    suite = load("squad", [squad_data(tmp_path)])
    assert [e.id for e in suite.examples] == ["r1", "r2", "k1"]
    held = index_of(suite)
    scorer = suite.scorer(held)
    first = quote(held, "Rhine#0", "It rises in Switzerland and ends in the Netherlands.", "in Switzerland")
    found = scorer.figures(suite.examples[0], trial_of(first, refused=True))
    # "in switzerland" against "switzerland": precision 1/2, recall 1, F1 2/3; as shipped it was refused
    assert found["forced.f1"] == found["forced.hasans.f1"] == pytest.approx(2 / 3)
    assert found["forced.em"] == found["as_shipped.f1"] == 0
    assert found["passage_first"] == found["sentence_first"] == 1
    assert scorer.right(suite.examples[0], [first])
    impossible = scorer.figures(suite.examples[1], trial_of(first, refused=True))
    assert impossible["as_shipped.noans.em"] == impossible["as_shipped.f1"] == 1
    assert impossible["forced.noans.f1"] == 0
    assert "passage_first" not in impossible


def test_the_sentence_must_lie_in_the_right_paragraph(tmp_path: Path, index_of: IndexOf) -> None:
    suite = load("squad", [squad_data(tmp_path)])
    held = index_of(suite)
    wrong = quote(held, "Kenya#0", "Kenya lies in Africa.", "Africa")
    found = suite.scorer(held).figures(suite.examples[0], trial_of(wrong))
    assert found["passage_first"] == found["sentence_first"] == 0
    rest = quote(held, "Rhine#0", "The Rhine is long.", "long")
    assert suite.scorer(held).figures(suite.examples[0], trial_of(rest))["sentence_first"] == 0


def test_an_open_corpus_is_cut_into_the_paragraphs_of_the_data(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "Rhine.txt").write_text(f"Another line.\n{RIVER}\n")
    (folder / "Kenya.txt").write_text(f"{KENYA}\nMore of it.\n")  # the gold paragraph has line ends inside
    suite = load("squad", [squad_data(tmp_path)], folder)
    river, kenya = suite.examples[0].given, suite.examples[2].given
    assert river == Place("corpus/Rhine.txt", 14, 14 + len(RIVER))
    assert kenya == Place("corpus/Kenya.txt", 0, len(KENYA))
    documents = suite.scorer(None).documents  # type: ignore[arg-type]  # knows its paragraphs without an index
    held = {one.source.file: one for one in suite.articles}
    assert documents(Passage(held["Kenya.txt"], 0, 21)) == (f"corpus/Kenya.txt:0-{len(KENYA)}",)
    assert documents(Passage(held["Rhine.txt"], 0, 40)) == (f"corpus/Rhine.txt:14-{14 + len(RIVER)}",)  # has most of it
    assert documents(Passage(held["Rhine.txt"], 0, 20)) == ("corpus/Rhine.txt:0-13",)


def test_a_paragraph_that_no_article_has_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "Rhine.txt").write_text("Nothing of it.")
    with pytest.raises(PullquoteError, match=r"squad\.json:\d+: paragraph 0 of 'Rhine' is in no article"):
        load("squad", [squad_data(tmp_path)], folder)


def test_wrong_offsets_are_named_by_file_and_line(tmp_path: Path) -> None:
    path = squad_data(tmp_path, answer_start=30)
    line = path.read_text().split('"r1"')[0].count("\n") + 1
    with pytest.raises(PullquoteError, match=rf"squad\.json:{line}: question r1: answers\[0\]: 'answer_start' 30"):
        load("squad", [path])


def test_json_that_is_no_squad_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"data": [\n{]}')
    with pytest.raises(PullquoteError, match=r"bad\.json:2: not JSON"):
        load("squad", [tmp_path / "bad.json"])
    (tmp_path / "other.json").write_text('{"articles": []}')
    with pytest.raises(PullquoteError, match=r"other\.json:1: 'data' is missing"):
        load("squad", [tmp_path / "other.json"])
