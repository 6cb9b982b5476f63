"""The cause of a failure is the first step that failed."""

from dataclasses import replace

import pytest

from pullquote.evals.example import Example, Suite
from pullquote.evals.metrics.causes import ANSWERED, NOT_READ, NOT_RETRIEVED, REFUSED, WRONG_KIND, cause, kind_right
from pullquote.evals.run.corpus_index import opened_index
from pullquote.rag import Refusal

ANSWERABLE, NOT = Example("a", "?"), Example("u", "?", answerable=False)
SAID_NO = Refusal("not_stated", "No.")


@pytest.mark.parametrize(
    ("example", "refusal", "facts", "expected"),
    [
        (ANSWERABLE, None, {"retrieved": True, "right": True, "right_if_forced": True}, ""),
        (ANSWERABLE, None, {"retrieved": True}, NOT_READ),
        (ANSWERABLE, None, {}, NOT_RETRIEVED),
        (ANSWERABLE, SAID_NO, {"retrieved": True, "right_if_forced": True}, REFUSED),
        (ANSWERABLE, SAID_NO, {"retrieved": True}, NOT_READ),
        (ANSWERABLE, SAID_NO, {}, NOT_RETRIEVED),
        (NOT, None, {}, ANSWERED),
        (NOT, SAID_NO, {"right": True}, ""),
        (NOT, SAID_NO, {"right": True, "kind_right": False}, WRONG_KIND),
    ],
)
def test_the_cause_is_the_first_step_that_failed(
    example: Example, refusal: Refusal | None, facts: dict[str, bool], expected: str
) -> None:
    known = {"retrieved": False, "right": False, "right_if_forced": False, "kind_right": True} | facts
    assert cause(example, refusal, **known) == expected


def test_a_kind_is_wrong_when_the_data_or_the_index_says_so(suite: Suite) -> None:
    with opened_index(suite.articles, None, embedder="hash") as index:
        absent, said = Refusal("name_absent", "No."), Refusal("not_stated", "No.")
        here, nowhere = Example("1", "How deep is the Rhine?"), Example("2", "How deep is the Danube?")
        assert kind_right(replace(nowhere, answerable=False), absent, index)
        assert kind_right(here, absent, index)  # "deep" is nowhere, it might be a name
        assert not kind_right(Example("3", "Rhine in Kenya?"), absent, index)
        assert not kind_right(here, Refusal("filtered_out", "No."), index)
        assert not kind_right(replace(here, refusal_kinds=("name_absent",)), said, index)
