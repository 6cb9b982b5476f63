"""The shipped networks: what they point at is in the passage, and what stands beside it changes nothing."""

from datetime import date

import pytest

from pullquote.corpus import Source, StoppedError, stopping_when
from pullquote.index import Passage
from pullquote.rag import shipped_network
from pullquote.rag.reading.cross_encoder import CrossEncoder, heading
from tests.conftest import article, source
from tests.rag.reading.conftest import sentenced

pytestmark = pytest.mark.model
QUESTION = "When was the tower of Arden built?"
TEXTS = ("The tower of Arden was built in 1821. It is made of brick.", "Nobody knows.", "Tea is grown in 1900 gardens.")


@pytest.fixture(params=["quick", "careful"], scope="module")
def network(request: pytest.FixtureRequest) -> CrossEncoder:
    return shipped_network(request.param, "f32")


def test_spans_lie_in_their_sentences_and_the_right_passage_is_the_most_relevant(network: CrossEncoder) -> None:
    passages = [sentenced(text, number) for number, text in enumerate(TEXTS)]
    found = network.read(QUESTION, passages)
    assert max(range(3), key=lambda i: found[i].relevance) == 0
    for passage, one in zip(passages, found, strict=True):
        for sentence, (_, span) in zip(passage.sentences, one.spans, strict=True):
            assert span and sentence.start <= span.start < span.end <= sentence.end
    _, span = found[0].spans[0]
    assert span and TEXTS[0][slice(*span)] == "1821"


def test_a_passage_is_read_alike_alone_and_among_others(network: CrossEncoder) -> None:
    passages = [sentenced(text, number) for number, text in enumerate(TEXTS)]
    together, alone = network.read(QUESTION, passages)[0], network.read(QUESTION, passages[:1])[0]
    assert [span for _, span in together.spans] == [span for _, span in alone.spans]
    assert together.relevance == pytest.approx(alone.relevance, abs=0.15)  # activations may be rounded


def test_what_lies_past_the_window_is_not_read(network: CrossEncoder) -> None:
    long = sentenced(" ".join(f"Line {number} of it was built in {number}." for number in range(200)))
    spans = network.read(QUESTION, [long])[0].spans
    assert spans[0][1] is not None and spans[-1] == (float("-inf"), None)


def test_no_passages_are_nothing_found(network: CrossEncoder) -> None:
    assert network.read(QUESTION, []) == []


def test_what_nobody_waits_for_is_not_read(network: CrossEncoder) -> None:
    with stopping_when(lambda: "gone"), pytest.raises(StoppedError, match="gone"):
        network.read(QUESTION, [sentenced(TEXTS[0])])


def test_a_heading_with_the_answer_is_not_pointed_at() -> None:
    one = article("a", "The tower stands on a hill.", "Built in 1821", publisher="The 1821 Post")
    passage = Passage(one, 0, len(one.text), sentenced(one.text).sentences, 1)
    for _, span in shipped_network("careful", "f32").read(QUESTION, [passage])[0].spans:
        assert span and 0 <= span.start < span.end <= len(one.text)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (
            source("a", "Tower built", publisher="The Post", published=date(2020, 6, 5)),
            "Tower built · The Post · 5 June 2020",
        ),
        (source("a", "Tower built"), "Tower built"),
        (Source("a.txt", "a.txt", ""), ""),
    ],
)
def test_a_heading_has_what_is_known(made: Source, text: str) -> None:
    assert heading(made) == text
