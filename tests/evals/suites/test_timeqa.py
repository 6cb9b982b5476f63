"""TimeQA: a page is a corpus, its answers stand in characters of a paragraph."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import load
from tests.evals.suites.conftest import IndexOf, quote, timeqa_data, trial_of


def test_a_page_is_read_with_its_answers_in_characters(tmp_path: Path, index_of: IndexOf) -> None:
    suite = load("timeqa", [timeqa_data(tmp_path)])
    (page,), (able, unable) = suite.articles, suite.examples
    assert (page.text, page.source.title) == ("Ann\n\nShe went to  Oxford in 1999 .", "Ann")
    assert [page.text[place.start : place.end] for place in able.evidence] == ["Oxford"]
    assert (able.answers, unable.answers, unable.answerable) == (("Oxford",), (), False)
    held = index_of(suite)
    said = quote(held, "/wiki/Ann", "She went to  Oxford in 1999 .", "Oxford in 1999")
    found = suite.scorer(held).figures(able, trial_of(said))
    # "oxford in 1999" against "oxford": precision 1/3, recall 1, F1 1/2
    assert found["as_shipped.em"] == 0
    assert found["as_shipped.hasans.f1"] == pytest.approx(1 / 2)
    assert suite.scorer(held).figures(unable, trial_of(said, refused=True))["as_shipped.noans.em"] == 1
    assert suite.scorer(held).right(able, [said])


def test_wrong_offsets_are_named(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match=r"items\[0\]: questions\[0\]: answers\[0\]: 'from' and 'end' hold ' Oxf"):
        load("timeqa", [timeqa_data(tmp_path, start=12)])
