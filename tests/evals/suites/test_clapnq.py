"""CLAPNQ: evidence in the passage that a question was written for."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import load
from tests.evals.suites.conftest import RIVER, clapnq_data


def test_clapnq_finds_its_sentences_in_a_passage_that_two_questions_share(tmp_path: Path) -> None:
    suite = load("clapnq", [clapnq_data(tmp_path)])
    assert len(suite.articles) == 1
    one, two = suite.examples
    assert [RIVER[p.start : p.end] for p in one.evidence] == ["It rises in Switzerland and ends in the Netherlands."]
    assert (one.answerable, two.answerable) == (True, False)
    assert two.given == one.given


def test_a_sentence_that_is_not_in_the_passage_is_named(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match=r"clapnq\.jsonl:1: the selected sentence 'It rises in France'"):
        load("clapnq", [clapnq_data(tmp_path, "It rises in France")])
