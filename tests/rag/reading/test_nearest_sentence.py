"""Without a network: the sentence that is most like the question comes first, and its score is a logit."""

import numpy as np
import pytest

from pullquote.index import Hit, make_embedder
from pullquote.rag import NearestSentence, Question, Weights
from pullquote.rag.linear import fitted
from tests.conftest import article
from tests.rag.conftest import passage

READER = NearestSentence(make_embedder("hash"))
MILL = passage(article("mill", "The mill of Lund burnt."), id=1)
FERRY = passage(article("ferry", "The ferry to Ham sank."), id=2)


def hits(score: float) -> list[Hit]:
    return [Hit(one, score, score, score) for one in (FERRY, MILL)]


def test_the_nearest_comes_first_whatever_the_order_of_the_hits() -> None:
    reading = READER.read(Question("Who burnt the mill of Lund?"), hits(0.5))
    assert [quote.passage for quote in reading.quotes] == [MILL, FERRY]
    assert reading.ranking == (MILL, FERRY)


def test_without_hits_there_is_nothing() -> None:
    assert READER.read(Question("Who burnt the mill?"), []).quotes == ()


@pytest.mark.parametrize("more", [0.0, 0.1, 0.5])
def test_a_quote_is_worth_as_much_more_as_the_judge_gives_for_its_score(more: float) -> None:
    question = Question("Who burnt the mill of Lund?")
    one, other = READER.read(question, hits(0.5)), READER.read(question, hits(0.5 + more))
    weights = Weights.of(fitted("nearest")["answerable"])
    rows = np.array([[reading.signals[name] for name in weights.names] for reading in (one, other)])
    less, most = weights.score(rows)
    assert other.quotes[0].score - one.quotes[0].score == pytest.approx(most - less, abs=1e-6)
