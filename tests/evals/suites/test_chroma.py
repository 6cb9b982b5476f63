"""Chroma's evaluation: passages, windows and quotes in characters."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import load
from pullquote.evals.example import Trial
from pullquote.evals.suites.chroma import windows
from pullquote.evals.suites.corpora import article
from pullquote.index import Hit, make_embedder
from tests.evals.suites.conftest import KENYA, IndexOf, chunking_data, quote, trial_of


def test_chunking_measures_passages_windows_and_quotes(tmp_path: Path, index_of: IndexOf) -> None:
    suite = load("chunking", [chunking_data(tmp_path)])
    held = index_of(suite)
    example = suite.examples[0]
    first = quote(held, "wiki.md", "Kenya lies in Africa.")
    shipped = trial_of(first, refused=True)
    retrieved = Trial(shipped.answer, shipped.forced, (Hit(first.passage, 1, 1, 1),))
    found = suite.scorer(held).figures(example, retrieved)
    assert (found["forced.quotes.recall"], found["forced.quotes.precision"], found["forced.quotes.iou"]) == (1, 1, 1)
    assert found["as_shipped.quotes.recall"] == 0
    # the one passage is the whole text: 21 of its characters are wanted
    assert found["passages.recall"] == found["windows_250_125.recall"] == 1
    assert found["passages.precision"] == found["windows_200_0.precision"] == pytest.approx(21 / len(KENYA))


def test_windows_hold_so_many_tokens_and_share_so_many() -> None:
    text = article("a", " ".join(f"w{i:03}" for i in range(100)))  # each word one token of the hashing embedder
    found = windows(text, make_embedder("hash"), 40, 10)
    words = [text.text[p.start : p.end].split() for p in found]
    assert [len(w) for w in words] == [40, 40, 40]
    assert [w[0] for w in words] == ["w000", "w030", "w060"]
    apart = windows(text, make_embedder("hash"), 40, 0)
    assert [text.text[p.start :].split()[0] for p in apart] == ["w000", "w040", "w080"]


def test_a_wrong_reference_and_a_missing_column_are_named(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match=r"questions\.csv:2: references\[0\]: offset 1\.\.22 of wiki\.md"):
        load("chunking", [chunking_data(tmp_path, start=1)])
    with pytest.raises(PullquoteError, match=r"questions\.csv:1: no column 'corpus_id'"):
        load("chunking", [chunking_data(tmp_path, columns="question,references,corpus")])
