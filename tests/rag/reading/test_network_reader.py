"""Sentences are ordered by one formula, and a careful network looks again at the best."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from pullquote.corpus import Span
from pullquote.index import Hit, Passage
from pullquote.rag import EVIDENCE, Candidate, Found, NetworkReader, Question, Reading, Stage, Weights, second_look
from pullquote.rag.reading.look import look, ranked
from pullquote.rag.reading.network_reader import LEAST, MOST, NEAR, WINDOW, window
from tests.rag.reading.conftest import sentenced

ASKED = Question("What did it cost?")
ALIKE = Weights(EVIDENCE, np.zeros(4), np.ones(4), np.array([1.0, 1.0, 0.0, 0.1]))


@dataclass
class WordNetwork:
    """Finds its word: relevance 3 and a span of 5 where it stands, else -3 and the sentence's first letter for -5."""

    word: str
    sha256: str = "abc"
    read_passages: list[Passage] = field(default_factory=list)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        self.read_passages += passages
        return [self._found(one) for one in passages]

    def _found(self, one: Passage) -> Found:
        spans = []
        for start, end in one.sentences:
            at = one.article.text.find(self.word, start, end)
            spans.append((5.0, Span(at, at + len(self.word))) if at >= 0 else (-5.0, Span(start, start + 1)))
        return Found(3.0 if self.word in one.text else -3.0, 0.0, tuple(spans))


def hits(*texts: str) -> list[Hit]:
    return [Hit(sentenced(text, number + 1), 1.0 - number / 100, 0.5, 0.5) for number, text in enumerate(texts)]


TEXTS = ("The mill was sold. It was old.", "Nobody came.", "The buyer paid 300 crowns. Then it burnt.")


def test_the_sentence_with_the_best_span_in_the_most_relevant_passage_comes_first() -> None:
    reading = NetworkReader(Stage(WordNetwork("300 crowns"), ALIKE)).read(ASKED, hits(*TEXTS))
    assert reading.quotes[0].short == "300 crowns"
    assert reading.ranking[0].text == TEXTS[2]
    assert reading.signals["relevance"] == 3.0 and reading.signals["over_null"] == 5.0


def test_no_hits_are_no_reading() -> None:
    assert NetworkReader(Stage(WordNetwork("x"), ALIKE)).read(ASKED, []) == Reading()


def test_weights_of_other_evidence_are_refused() -> None:
    with pytest.raises(ValueError, match="weights are for"):
        Stage(WordNetwork("x"), Weights(("length",), *np.ones((3, 1))))


def test_the_careful_network_reads_the_best_few_and_only_those_are_quoted() -> None:
    texts = [f"Line {number} has nothing. More of it." for number in range(8)] + ["The price was 300 crowns."]
    quick, careful = WordNetwork("300"), WordNetwork("300 crowns")
    reading = NetworkReader(Stage(quick, ALIKE), Stage(careful, ALIKE)).read(ASKED, hits(*texts))
    assert len(quick.read_passages) == 9 and len(careful.read_passages) == LEAST
    assert reading.quotes[0].short == "300 crowns"
    assert {quote.article.text for quote in reading.quotes} <= {one.article.text for one in careful.read_passages}
    assert len(reading.ranking) == 9
    assert reading.signals["relevance"] == 3.0 and 0 < reading.signals["agreement"] <= 1


def test_readers_that_point_at_different_words_do_not_agree() -> None:
    found = hits("The mill cost 300 crowns in May.")
    both = NetworkReader(Stage(WordNetwork("May"), ALIKE), Stage(WordNetwork("300 crowns"), ALIKE)).read(ASKED, found)
    assert both.signals["agreement"] == 0


def test_a_calibration_is_for_both_networks() -> None:
    one, other = Stage(WordNetwork("a", "1"), ALIKE), Stage(WordNetwork("a", "2"), ALIKE)
    assert len({NetworkReader(one).sha256, NetworkReader(other).sha256, NetworkReader(one, other).sha256}) == 3


def test_a_window_is_whole_sentences_around_one_and_no_longer_than_allowed() -> None:
    text = " ".join(f"Sentence number {number} is about as long as any other one here." for number in range(30))
    whole = sentenced(text)
    for sentence in whole.sentences:
        part = window(whole, sentence)
        assert sentence in part.sentences and part.end - part.start <= WINDOW
        assert (part.start, part.end) == (part.sentences[0].start, part.sentences[-1].end)
        assert part.id == whole.id
    short = sentenced("One. Two. Three.")
    assert window(short, short.sentences[1]).sentences == short.sentences


def test_a_second_look_takes_each_passage_once_in_the_order_of_its_best_sentence() -> None:
    candidates = [one for one, _ in ranked(look(WordNetwork("300"), "?", hits(*TEXTS), {}), ALIKE)]
    assert [hit.passage.id for hit in second_look(candidates)] == [3, 1, 2]


def test_more_passages_are_looked_at_again_as_far_as_they_are_nearly_as_good() -> None:
    found = hits(*(f"Line {number}." for number in range(12)))
    for near in range(1, 13):
        scores = [0.0 if at < near else -NEAR - 1 for at in range(12)]
        candidates = [
            Candidate(hit, hit.passage.sentences[0], score, None) for hit, score in zip(found, scores, strict=True)
        ]
        assert len(second_look(candidates)) == min(max(near, LEAST), MOST)
    assert second_look([]) == []
