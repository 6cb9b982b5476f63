"""A receipt proves its quotes: that of any answer verifies, and none with one wrong character does."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, Span
from pullquote.index import Index, Passage
from pullquote.rag import Answer, Quote, Refusal, make_receipt, to_json, verify_receipt
from pullquote.rag.receipts.verifying import Verification
from tests.conftest import source
from tests.rag.receipts.conftest import ANSWER, END, FALK, FERRY, OIL, TEXT, loaded


@st.composite
def answers(draw: st.DrawFn) -> tuple[Answer, Article]:
    """An answer or a refusal over an article of odd text, with quotes and focuses anywhere in it."""
    text = draw(st.text(st.one_of(st.sampled_from("\n .“é🙂\u202e\x1b"), st.characters(codec="utf-8")), min_size=1))
    words = st.text(st.characters(codec="utf-8"), max_size=9)
    known = draw(st.fixed_dictionaries({"publisher": words, "note": words, "url": words, "author": words}))
    about = loaded("odd.txt", text, published=draw(st.none() | st.dates()), **known)
    quotes = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        inside = st.builds(Span, st.integers(start, end - 1), st.just(end))
        score = draw(st.floats(-9, 9))
        quotes.append(Quote(Passage(about, start, end), start, end, score, draw(st.none() | inside)))
    if draw(st.booleans()) and quotes:
        return Answer("?", "?", 0.9, tuple(quotes)), about
    return Answer("?", "?", 0.1, refusal=Refusal("too_weak", "no", tuple(quotes))), about


@settings(max_examples=100, deadline=None)
@given(case=answers())
def test_the_receipt_of_any_answer_verifies_after_a_trip_through_json(
    case: tuple[Answer, Article], index: Index
) -> None:
    answer, about = case
    saved = json.loads(to_json(make_receipt(answer, index)))
    assert saved == make_receipt(answer, index)
    assert verify_receipt(saved, [FERRY, about]).outcome == "match"


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the texts and numbers stand that can be proved: all but scores, confidence, wordings and versions."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not {"score", "loader", "versions", "index"} & {key}:
                yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))
    elif "quotes" in path or "articles" in path:
        yield path


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_one_changed_character_or_number_fails(data: st.DataObject, index: Index) -> None:
    changed = make_receipt(ANSWER, index)
    path = data.draw(st.sampled_from(list(leaves(changed))))
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    value = inner[path[-1]]
    if isinstance(value, int):
        inner[path[-1]] = value + data.draw(st.sampled_from([-1, 1, 1000, -(10**30)]))
    else:
        at = data.draw(st.integers(0, len(value)))
        other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != value[at : at + 1]))
        inner[path[-1]] = (
            value[:at] + data.draw(st.sampled_from([other, ""] if value[at:] else [other])) + value[at + 1 :]
        )
    found = verify_receipt(changed, [OIL, FERRY])
    assert found.outcome != "match"
    assert all("\n" not in finding.line for finding in found.findings)


def judged(index: Index, *articles: Article, **changes: Any) -> Verification:
    """The verification of the example's receipt with some fields of its quote changed."""
    made: Any = make_receipt(ANSWER, index)
    made["answer"]["quotes"][0] |= changes
    return verify_receipt(made, articles or [OIL])


def test_a_changed_quote_is_a_mismatch_and_named(index: Index) -> None:
    found = judged(index, text=ANSWER.quotes[0].text.replace("done", "gone"))
    assert found.outcome == "mismatch"
    assert found.findings[0].line == f"text not as in characters {FALK}–{END} of oil.md"


def test_an_article_that_is_not_there_leaves_it_open(index: Index) -> None:
    found = judged(index, FERRY)
    assert (found.outcome, found.findings[0].line) == ("cannot_tell", "news/oil.md is not among these articles")


def test_an_article_that_has_changed_since_is_a_mismatch_that_tells_where_the_words_are(index: Index) -> None:
    found = judged(index, replace(OIL, text="New. " + TEXT))
    assert found.outcome == "mismatch"
    assert f"the words now stand at {FALK + 5}–{END + 5}" in found.findings[0].line
    assert "no longer in it" in judged(index, replace(OIL, text="Nothing.")).findings[0].line


def test_a_text_of_another_extractor_leaves_it_open(index: Index) -> None:
    assert judged(index, replace(OIL, text="New. " + TEXT, loader="pypdf 9")).outcome == "cannot_tell"


def test_the_same_text_under_another_name_matches(index: Index) -> None:
    moved = replace(OIL, source=replace(OIL.source, id="archive/2019.md", file="2019.md"), loader="jsonl 1")
    found = judged(index, moved)
    assert found.outcome == "match"
    assert "2019.md (in the receipt oil.md)" in found.findings[0].line


@pytest.mark.parametrize("field", ["title", "publisher", "note"])
def test_words_credited_to_somebody_else_are_a_mismatch(index: Index, field: str) -> None:
    made: Any = make_receipt(ANSWER, index)
    made["answer"]["quotes"][0]["article"][field] = "The Times"
    found = verify_receipt(made, [OIL])
    assert (found.outcome, found.findings[0].line.split()[0]) == ("mismatch", field)


def test_a_credit_that_is_not_known_here_leaves_it_open(index: Index) -> None:
    found = judged(index, replace(OIL, source=replace(OIL.source, published=None, note="")))
    assert found.outcome == "cannot_tell"
    assert found.findings[0].line.endswith("nothing here tells whether this is right: published, note")


def test_a_note_that_was_left_out_is_a_mismatch(index: Index) -> None:
    made = make_receipt(ANSWER, index)
    made["answer"]["quotes"][0]["article"]["note"] = ""
    assert verify_receipt(made, [OIL]).outcome == "mismatch"


def test_a_text_kept_as_a_copy_with_other_white_space_leaves_it_open(index: Index) -> None:
    kept = loaded("copy.md", TEXT.replace("\n\n", "\n\n\n"))
    assert judged(index, replace(kept, also=(OIL.source,))).outcome == "cannot_tell"


def test_each_source_of_a_text_may_be_the_one_credited(index: Index) -> None:
    kept = replace(OIL, source=source("copy.md", publisher="Wire"), also=(OIL.source,))
    assert judged(index, kept).outcome == "match"


def test_a_refusal_without_a_passage_has_nothing_to_be_wrong(index: Index) -> None:
    answer = Answer("?", "?", 0.0, refusal=Refusal("not_a_question", "no words"))
    assert verify_receipt(make_receipt(answer, index), []) == Verification(())
    assert Verification(()).outcome == "match"


@pytest.mark.parametrize("answered", [True, False])
def test_a_receipt_of_format_1_which_had_no_claims_still_verifies(index: Index, *, answered: bool) -> None:
    refusal = Refusal("not_stated", "No.", ANSWER.quotes)
    made: Any = make_receipt(ANSWER if answered else Answer("?", "?", 0.1, refusal=refusal), index)
    made["format"] = made["answer"]["format"] = 1
    for later in ("claims", "as_of"):
        del made["answer"][later]
    nearest = made["answer"]["refusal"] and made["answer"]["refusal"]["nearest"]
    if nearest:
        made["answer"]["refusal"]["nearest"] = nearest[0]
    for quote in nearest or made["answer"]["quotes"]:
        del quote["claim"]
    assert verify_receipt(made, [OIL]).outcome == "match"
    made["proof"]["quotes"][0]["sha256"] = "0" * 64
    assert verify_receipt(made, [OIL]).outcome == "mismatch"
