"""What no answer has is found without an article: numbers out of range, days that are none, fields that differ."""

from copy import deepcopy
from typing import Any

import pytest

from pullquote.index import Index
from pullquote.rag import make_receipt, verify_receipt
from pullquote.rag.receipts.plausible import implausible
from tests.rag.receipts.conftest import ANSWER, ASKED, OIL, forged

WRONG: dict[str, tuple[str, object, str]] = {
    "a confidence of 42": ("answer.confidence", 42, "confidence is 42; allowed: 0 to 1"),
    "no number": ("answer.confidence", float("nan"), "confidence is nan; allowed: 0 to 1"),
    "an endless score": ("answer.quotes.0.score", float("inf"), "quote 1: score is inf; needed: a finite number"),
    "no outlet": ("answer.claims.0.outlets", 0, "claim 1: outlets is 0; allowed: 1 and more"),
    "another short answer": (
        "answer.claims.0.short",
        "Olaf",
        "claim 1: short is 'Olaf', its first quote marks 'Ines Falk'",
    ),
    "a standing of its own": (
        "answer.claims.0.standing",
        "true",
        "claim 1: standing is 'true'; known: only, newest, earlier, disputed",
    ),
    "no day": (
        "answer.claims.0.first",
        "2020-02-30",
        "claim 1: first is '2020-02-30'; needed: a day such as 2020-06-26",
    ),
    "days in the wrong order": ("answer.claims.0.first", "2020-02-03", "claim 1: first is 2020-02-03, last is None"),
    "no claims allowed": ("proof.asked.top", 0, "top is 0; allowed: 1 and more"),
    "a threshold of 7": ("proof.asked.threshold", 7.0, "threshold is 7.0; allowed: 0 to 1"),
    "another day": (
        "proof.asked.as_of",
        "2020-01-01",
        "as_of is 2020-01-01 where it was asked, None in the answer",
    ),
    "a calibration of no file": (
        "proof.asked.calibration",
        "abc",
        "calibration is 'abc'; needed: a sha256",
    ),
}


def changed(index: Index, path: str, value: object) -> Any:
    made: Any = make_receipt(ANSWER, index, deepcopy(ASKED))
    inner = made
    *way, last = path.split(".")
    for key in way:
        inner = inner[int(key) if key.isdigit() else key]
    inner[last] = value
    return forged(made)


def test_an_answer_has_nothing_of_the_kind(index: Index) -> None:
    assert list(implausible(make_receipt(ANSWER, index, ASKED))) == []


@pytest.mark.parametrize("what", WRONG)
def test_what_no_answer_has_is_a_mismatch_and_named(index: Index, what: str) -> None:
    path, value, line = WRONG[what]
    found = verify_receipt(changed(index, path, value), [OIL])
    assert found.outcome == "mismatch"
    assert line in [finding.line for finding in found.findings]


def test_a_refusal_of_no_known_kind_is_named(index: Index) -> None:
    made: Any = make_receipt(ANSWER, index)
    made["answer"] |= {
        "answered": False,
        "quotes": [],
        "claims": [],
        "refusal": {"kind": "lost", "message": "", "nearest": []},
    }
    made["proof"] |= {"articles": [], "quotes": []}
    assert verify_receipt(forged(made), []).findings[0].line.startswith("refusal is 'lost'; known: name_absent,")
