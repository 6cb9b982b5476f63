"""Receipts that are none: named in one line, whatever is wrong with them."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from pullquote.index import Index
from pullquote.rag import make_receipt, verify_receipt
from pullquote.rag.receipts.form import fault
from tests.rag.receipts.conftest import ANSWER, ASKED, FERRY, OIL


def test_a_receipt_that_was_just_made_is_in_order(index: Index) -> None:
    assert fault(make_receipt(ANSWER, index)) == ""


def every_field(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from every_field(inner, (*path, key))


JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    10**400,
    -(10**400),
    1.5,
    float("nan"),
    "",
    "x",
    [],
    {},
    [None],
    {"format": 1},
    [[]],
]


def test_a_malformed_receipt_is_one_line_and_never_an_exception(index: Index) -> None:
    """Every field in turn is each kind of junk, or gone."""
    made: Any = make_receipt(ANSWER, index, ASKED)
    assert all(verify_receipt(junk, [OIL]).findings for junk in JUNK)
    for path in every_field(made):
        for junk in [*JUNK, "gone"] if path else []:
            broken = copy.deepcopy(made)
            inner = broken
            for key in path[:-1]:
                inner = inner[key]
            if junk == "gone":
                del inner[path[-1]]
            else:
                inner[path[-1]] = junk
            for finding in verify_receipt(broken, [OIL, FERRY]).findings:
                assert "\n" not in finding.line, (path, junk)
                assert len(finding.line) < 300, (path, junk)


@pytest.mark.parametrize("junk", [None, [], "x", 1, {}, {"format": 1}])
def test_what_is_no_receipt_cannot_be_told(junk: object) -> None:
    assert verify_receipt(junk, [OIL]).outcome == "cannot_tell"


def test_a_field_that_is_not_known_is_not_passed_over(index: Index) -> None:
    made: Any = make_receipt(ANSWER, index)
    made["answer"]["quotes"][0]["speaker"] = "the King"
    assert (
        verify_receipt(made, [OIL]).findings[0].line
        == "the receipt: answer: quotes 1 has 'speaker', which is not known"
    )


def test_a_receipt_whose_claims_have_other_quotes_cannot_be_told(index: Index) -> None:
    made = make_receipt(ANSWER, index)
    made["answer"]["claims"][0]["quotes"] = [1]
    assert verify_receipt(made, [OIL]).findings[0].line == "the receipt's claims and quotes do not belong together"


def test_a_receipt_whose_parts_do_not_belong_together_cannot_be_told(index: Index) -> None:
    made = make_receipt(ANSWER, index)
    twice = copy.deepcopy(made)
    twice["answer"]["quotes"] *= 2
    made["answer"]["answered"] = False
    assert {verify_receipt(broken, [OIL]).outcome for broken in (made, twice)} == {"cannot_tell"}
