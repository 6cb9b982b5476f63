"""Where a short answer stands, told by the kind of answer that is asked for."""

import pytest

from pullquote.rag import Question
from pullquote.rag.reading.focus import focus


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("When did it land?", "The probe landed on Aug. 17, 2017, in Utah.", "Aug. 17, 2017"),
        ("How much did it cost?", "The radar cost 178.7 billion yen in all.", "178.7 billion yen"),
        ("Who opened the bridge?", "The bridge was opened by Anna Lindqvist in Lund.", "Anna Lindqvist"),
        ("Where was the bridge opened?", "The bridge was opened by Anna Lindqvist in Lund.", "Lund"),
    ],
)
def test_the_short_answer_has_the_shape_that_is_asked_for(question: str, sentence: str, short: str) -> None:
    found = focus(Question(question), sentence, 0, len(sentence))
    assert found is not None and sentence[slice(*found)] == short


def test_a_question_for_no_shape_has_no_focus() -> None:
    assert focus(Question("Why was it dropped?"), "It was dropped for its cost.", 0, 28) is None
