"""The sentence reader: its scores, its signals, and what a network adds to both."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from pullquote.corpus import Span
from pullquote.index import Index, Passage
from pullquote.rag import Question, Reading, SentenceReader, Weights
from pullquote.rag.assemble import outside_weights
from pullquote.rag.reading.network import Found
from tests.conftest import article, index_of

HARBOUR = """The harbour bridge opened on Tuesday, two years late. Mayor Ines Falk said that it cost 48 million crowns.
The last ferry left at noon; its captain, Olaf Brandt, had sailed it for years."""
COST = Question("How much did the bridge cost?")


class FirstWords:
    """Finds the first word of each sentence, likelier by one logit from sentence to sentence."""

    sha256 = "abc"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        spans = [[(float(i), Span(s.start, s.start + 3)) for i, s in enumerate(p.sentences)] for p in passages]
        return [Found(5.0, 2.0, tuple(one)) for one in spans]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return index_of(tmp_path / "index", article("a", HARBOUR))


def test_a_network_of_somebody_else_adds_its_span_over_null_to_a_sentence_s_score(index: Index) -> None:
    hits = index.search(COST.text, 1)
    scores = {quote.start: quote.score for quote in SentenceReader(index.idf).read(COST, hits).quotes}
    both = SentenceReader(index.idf, outside_weights(), FirstWords()).read(COST, hits)
    number = {s.start: i for i, s in enumerate(hits[0].passage.sentences)}
    # Not those that begin with a sentence before their own.
    alone = [quote for quote in both.quotes if quote.focus and quote.focus.start == quote.start in scores]
    assert alone
    for quote in alone:
        assert quote.score == pytest.approx(scores[quote.start] + number[quote.start] - 2.0)
    assert both.signals["relevance"] == 5.0
    assert both.signals["span_over_null"] == both.signals["span"] - 2.0


def test_it_names_the_network_that_it_reads_with(index: Index) -> None:
    assert SentenceReader(index.idf).network_sha256 == ""
    assert SentenceReader(index.idf, outside_weights(), FirstWords()).network_sha256 == "abc"


def test_no_hits_are_an_empty_reading(index: Index) -> None:
    assert SentenceReader(index.idf).read(COST, []) == Reading()


def test_weights_for_other_features_are_refused(index: Index) -> None:
    with pytest.raises(ValueError, match="weights are for"):
        SentenceReader(index.idf, Weights(("length",), *np.ones((3, 1))))


def signals(folder: Path, question: str, *texts: str) -> Mapping[str, float]:
    """Of the sentence reader over an index of these texts."""
    index = index_of(folder, *(article(f"a{i}", text, " ") for i, text in enumerate(texts)))
    found = SentenceReader(index.idf).read(Question(question), index.search(question, 10)).signals
    index.close()
    return found


def test_articles_agree_whose_best_sentence_has_the_same_short_answer(tmp_path: Path) -> None:
    question = "When was the mill of Arden built?"
    alone = "The mill of Arden was built in 1821."
    same = "Builders finished the old mill of Arden in 1821, people say."
    other = "The mill of Arden was built, papers claim, in 1799."
    assert signals(tmp_path / "1", question, alone)["agreement"] == 0
    assert signals(tmp_path / "2", question, alone, other)["agreement"] == 0
    assert signals(tmp_path / "3", question, alone, same)["agreement"] == pytest.approx(np.log(2))


def test_what_tells_is_the_names_the_numbers_and_the_rare_words(tmp_path: Path) -> None:
    fillers = [f"Nothing happened on day {number} in the valley." for number in range(20, 30)]
    question = "Which geese did Quentin count in 1911 in the valley?"
    whole = signals(tmp_path / "4", question, "In 1911 Quentin did count 47 geese.", *fillers)
    split = signals(tmp_path / "5", question, "Quentin came in 1911. He did count 47 geese.", *fillers)
    missing = signals(tmp_path / "6", question, "In 1911 Roderick did count 47 geese.", *fillers)
    assert whole["telling_by_quote"] == whole["telling_by_article"] == 1
    assert split["telling_by_quote"] < split["telling_by_article"] == 1
    assert missing["telling_by_article"] < 1
    assert signals(tmp_path / "7", "What happened?", *fillers)["telling_by_quote"] <= 1
