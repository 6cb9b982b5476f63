"""A receipt proves its quotes: that of any answer verifies, and none with one wrong character does."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, Span
from pullquote.index import Index, Passage, paragraphs, sentences
from pullquote.rag import (
    Answer,
    Quote,
    Refusal,
    Verification,
    is_older,
    make_receipt,
    to_json,
    verify_receipt,
    widened,
    written,
)
from tests.conftest import Known, source
from tests.rag.receipts.conftest import ANSWER, END, FALK, FERRY, OIL, TEXT, forged, loaded


@st.composite
def answers(draw: st.DrawFn) -> tuple[Answer, Article]:
    """An answer or a refusal over an article of odd text, with quotes as they are cut and focuses anywhere in them."""
    text = draw(st.text(st.one_of(st.sampled_from("\n .“é🙂\u202e\x1b"), st.characters(codec="utf-8")), min_size=1))
    words = st.text(st.characters(codec="utf-8"), max_size=9)
    known: Known = {"publisher": draw(words), "note": draw(words), "url": draw(words), "author": draw(words)}
    known["published"] = draw(st.none() | st.dates())
    about = loaded("odd.txt", text, **known)
    found = [widened(about, one) for block in paragraphs(text) for one in sentences(text, block)]
    quotes = []
    for _ in range(draw(st.integers(0, 3)) if found else 0):
        start, end = draw(st.sampled_from(found))
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
def test_one_changed_character_or_number_fails_also_under_a_new_digest(data: st.DataObject, index: Index) -> None:
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
    found = verify_receipt(forged(changed), [OIL, FERRY])
    assert found.outcome != "match"
    assert all("\n" not in finding.line for finding in found.findings)


def judged(index: Index, *articles: Article, **changes: Any) -> Verification:
    """The verification of the example's receipt with some fields of its quote changed."""
    made: Any = make_receipt(ANSWER, index)
    made["answer"]["quotes"][0] |= changes
    return verify_receipt(forged(made), articles or [OIL])


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


def test_the_same_text_under_another_file_name_is_a_mismatch(index: Index) -> None:
    moved = replace(OIL, source=replace(OIL.source, id="news/2019.md", file="2019.md"), loader="jsonl 1")
    found = judged(index, moved)
    assert found.outcome == "mismatch"
    assert found.findings[0].line.startswith(
        "file, id not as in characters 23–66 of 2019.md (in the receipt news/oil.md"
    )


@pytest.mark.parametrize(("id", "file"), [("archive/oil.md", "oil.md"), ("all/news/oil.md", "news/oil.md")])
def test_the_same_file_in_another_folder_leaves_open_whether_the_id_is_right(index: Index, id: str, file: str) -> None:
    found = judged(index, replace(OIL, source=replace(OIL.source, id=id, file=file)))
    assert found.outcome == "cannot_tell"
    assert "the words match" in found.findings[0].line


@pytest.mark.parametrize(
    "names", [{"id": "times/other.md"}, {"file": "times.md"}, {"id": "times/t.md", "file": "t.md"}]
)
def test_an_id_or_file_of_another_outlet_is_a_mismatch(index: Index, names: dict[str, str]) -> None:
    made: Any = make_receipt(ANSWER, index)
    made["answer"]["quotes"][0]["article"] |= names
    made["proof"]["articles"][0] |= names
    made["proof"]["quotes"][0]["article"] = made["answer"]["quotes"][0]["article"]["id"]
    assert verify_receipt(forged(made), [OIL]).outcome == "mismatch"


NEWS = (
    "---\ntitle: The money\n---\nThe minister took the money, the Herald wrote. That is not true, he said.\n\n"
    "Sign up for our newsletter\n\nThe minister, said the Post, took it twice, and nobody could prove it.\n"
)
FRONT = Span(0, NEWS.index("\nThe minister took"))
PLEA = Span(NEWS.index("Sign up"), NEWS.index("\n\nThe minister, said"))
TOLD = loaded("told.md", NEWS, debris=(FRONT, PLEA))
TWO = Span(NEWS.index("The minister took"), NEWS.index("\n\nSign"))
LAST = Span(NEWS.index("The minister, said"), len(NEWS) - 1)


def cut(index: Index, place: Span, splitter: str = "") -> Verification:
    """The verification of a receipt with a quote of that place, consistent in itself."""
    quote = Quote(Passage(TOLD, *place), *place, 1.0)
    made = make_receipt(Answer("?", "?", 0.5, (quote,)), index)
    if splitter:
        made["proof"]["splitter"] = splitter
    return verify_receipt(forged(made), [TOLD])


@pytest.mark.parametrize("whole", [TWO, LAST])
def test_a_quote_cut_anywhere_is_a_mismatch(index: Index, whole: Span) -> None:
    assert cut(index, whole).outcome == "match"
    places = {Span(whole.start, end) for end in range(whole.start + 1, whole.end)}
    places |= {Span(start, whole.end) for start in range(whole.start + 1, whole.end)}
    # of the two sentences the second takes back the first, and hangs on it: neither is ever quoted alone
    assert {place for place in places if cut(index, place).outcome != "mismatch"} == set()


@pytest.mark.parametrize(
    "place",
    [
        Span(4, 20),
        FRONT,
        PLEA,
        Span(PLEA.start, LAST.end),
        Span(TWO.start, LAST.end),
        Span(TWO.start - 1, TWO.end),
        Span(TWO.start, TWO.end + 1),
        Span(TWO.end, TWO.end + 1),
    ],
)
def test_debris_white_space_and_what_lies_across_them_is_a_mismatch(index: Index, place: Span) -> None:
    assert cut(index, place).outcome == "mismatch"


def test_what_another_splitter_cut_otherwise_cannot_be_told(index: Index) -> None:
    found = cut(index, Span(TWO.start, TWO.end - 9), "0, sentencex 0.9")
    assert found.outcome == "cannot_tell"
    assert found.findings[0].line.startswith("cut into sentences by 0, sentencex 0.9, here by ")
    assert cut(index, TWO, "0, sentencex 0.9").outcome == "match"
    assert cut(index, Span(TWO.start - 1, TWO.end), "0, sentencex 0.9").outcome == "mismatch"


def test_what_was_changed_by_accident_is_found_by_the_digest(index: Index) -> None:
    made: Any = make_receipt(ANSWER, index)
    made["answer"]["question"] = "who denied it?"
    found = verify_receipt(made, [OIL])
    assert found.outcome == "mismatch"
    assert found.findings[-1].line == "it was changed since it was saved: its digest is of something else"
    assert verify_receipt(forged(made), [OIL]).outcome == "match"  # a forger makes it anew: that is no proof


def test_a_file_that_says_the_same_in_other_bytes_is_a_mismatch(index: Index) -> None:
    made = make_receipt(ANSWER, index)
    saved = written(made)
    assert verify_receipt(made, [OIL], saved=saved).outcome == "match"
    for other in (saved[:-1], saved + b" ", saved.replace(b'": 0.5', b'": 0.50')):
        assert json.loads(other) == made
        assert verify_receipt(made, [OIL], saved=other).outcome == "mismatch"


@pytest.mark.parametrize("field", ["title", "publisher", "note"])
def test_words_credited_to_somebody_else_are_a_mismatch(index: Index, field: str) -> None:
    made: Any = make_receipt(ANSWER, index)
    made["answer"]["quotes"][0]["article"][field] = "The Times"
    found = verify_receipt(forged(made), [OIL])
    assert (found.outcome, found.findings[0].line.split()[0]) == ("mismatch", field)


def test_a_credit_that_is_not_known_here_leaves_it_open(index: Index) -> None:
    found = judged(index, replace(OIL, source=replace(OIL.source, published=None, note="")))
    assert found.outcome == "cannot_tell"
    assert found.findings[0].line.endswith("nothing here tells whether this is right: published, note")


def test_a_note_that_was_left_out_is_a_mismatch(index: Index) -> None:
    made = make_receipt(ANSWER, index)
    made["answer"]["quotes"][0]["article"]["note"] = ""
    assert verify_receipt(forged(made), [OIL]).outcome == "mismatch"


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


def saved_before(index: Index, receipt_format: int, wire_format: int, *, answered: bool) -> Any:
    """A receipt as versions before this one saved it."""
    refusal = Refusal("not_stated", "No.", ANSWER.quotes)
    made: Any = make_receipt(ANSWER if answered else Answer("?", "?", 0.1, refusal=refusal), index)
    made["format"], made["answer"]["format"] = receipt_format, wire_format
    for later, inside in (("digest", made), ("signature", made), ("splitter", made["proof"]), ("asked", made["proof"])):
        del inside[later]
    if wire_format == 1:
        for later in ("claims", "as_of"):
            del made["answer"][later]
        nearest = made["answer"]["refusal"] and made["answer"]["refusal"]["nearest"]
        if nearest:
            made["answer"]["refusal"]["nearest"] = nearest[0]
        for quote in nearest or made["answer"]["quotes"]:
            del quote["claim"]
    return made


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("formats", [(1, 1), (1, 2), (2, 2)])
def test_a_receipt_that_was_saved_before_still_verifies(
    index: Index, formats: tuple[int, int], *, answered: bool
) -> None:
    made = saved_before(index, *formats, answered=answered)
    assert is_older(made)
    assert verify_receipt(made, [OIL], saved=b"in any bytes").outcome == "match"
    made["proof"]["quotes"][0]["sha256"] = "0" * 64
    assert verify_receipt(made, [OIL]).outcome == "mismatch"


def test_an_older_receipt_does_not_say_how_it_was_cut_and_what_is_cut_otherwise_cannot_be_told(index: Index) -> None:
    quote = Quote(Passage(OIL, 0, 8), 0, 8, 1.0)
    made: Any = make_receipt(Answer("?", "?", 0.5, (quote,)), index)
    del made["digest"], made["signature"], made["proof"]["splitter"], made["proof"]["asked"]
    assert verify_receipt(made, [OIL]).outcome == "cannot_tell"


@pytest.mark.parametrize("without", ["digest", "signature"])
def test_a_receipt_of_today_with_less_in_it_is_no_older_one(index: Index, without: str) -> None:
    made: Any = make_receipt(ANSWER, index)
    del made[without]
    assert not is_older(made)
    assert verify_receipt(made, [OIL]).outcome == "cannot_tell"
