"""OneStopQA: spans in words become characters, and every level is a corpus of its own."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import load
from tests.evals.suites.conftest import IndexOf, onestopqa_data, quote, trial_of

SAID = "Ann threw a small bottle."


def test_spans_in_words_are_characters_of_each_level(tmp_path: Path) -> None:
    suite = load("questions", [onestopqa_data(tmp_path)])
    texts = {one.id: one.text for one in suite.articles}
    found = [[texts[p.article][p.start : p.end] for p in (*one.evidence, *one.tempting)] for one in suite.examples]
    assert found == [["Ann threw", "small bottle.", "a"]] * 3
    assert [one.type for one in suite.examples] == ["advanced", "intermediate", "elementary"]
    assert [part.articles[0].id for part in suite.parts] == ["Adv/Bottle", "Int/Bottle", "Ele/Bottle"]


def test_a_quote_must_answer_and_not_distract(tmp_path: Path, index_of: IndexOf) -> None:
    suite = load("questions", [onestopqa_data(tmp_path)]).parts[0]
    held = index_of(suite)
    distracting, answering = (quote(held, "Adv/Bottle", SAID, focus) for focus in (" a ", "bottle"))
    found = [suite.scorer(held).figures(suite.examples[0], trial_of(one)) for one in (distracting, answering)]
    assert [one["tempted"] for one in found] == [1, 0]
    assert [one["as_shipped.evidence.hit@1"] for one in found] == [1, 1]


@pytest.mark.parametrize("answering", [[0], [0, 99], [3, 1], ["a", "b"]])
def test_a_span_that_is_not_in_the_paragraph_is_named(tmp_path: Path, answering: list[int]) -> None:
    where = r"data\[0\]: paragraphs\[1\]: Adv: a_spans\[0\] is .*; needed: first and last"
    with pytest.raises(PullquoteError, match=where):
        load("questions", [onestopqa_data(tmp_path, answering)])


def test_it_brings_its_own_articles(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match="leave out --corpus"):
        load("questions", [onestopqa_data(tmp_path)], tmp_path)
