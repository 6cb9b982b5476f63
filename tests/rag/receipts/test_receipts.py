"""A receipt proves its quotes: that of any answer verifies, and none with one wrong character does."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, PullquoteError, Source, Span
from pullquote.index import Index, Passage
from pullquote.rag import Answer, Quote, Refusal
from pullquote.rag.receipts.make import load, receipt, save, to_json
from pullquote.rag.receipts.verify import Verification, verify

TEXT = "Öl floss — 48 Tonnen.\n\nThe mayor, Ines Falk 🙂, said: “It is done.”\nNobody “else” spoke.\n"
FALK, END = TEXT.index("The mayor"), TEXT.index("\nNobody")


def source(name: str, **known: Any) -> Source:
    return Source(id=f"news/{name}", file=name, title=f"About {name}", **known)


def article(name: str, text: str, **known: Any) -> Article:
    made = Article(source(name, **known), text)
    return replace(made, source=replace(made.source, sha256=made.sha256))


OIL = article("oil.md", TEXT, publisher="Herald (retold)", published=date(2019, 3, 12), note="retold")
FERRY = article("ferry.txt", "The ferry left at noon.\n")
ANSWER = Answer(
    "who said it?",
    "who said it?",
    0.5,
    (Quote(Passage(OIL, 0, len(TEXT)), FALK, END, 1.25, Span(FALK + 11, FALK + 20)),),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    made = Index.create(tmp_path_factory.mktemp("index") / "index", embedder="hash")
    made.add([OIL, FERRY])
    yield made
    made.close()


@st.composite
def answers(draw: st.DrawFn) -> tuple[Answer, Article]:
    """An answer or a refusal over an article of odd text, with quotes and focuses anywhere in it."""
    text = draw(st.text(st.one_of(st.sampled_from("\n .“é🙂\u202e\x1b"), st.characters(codec="utf-8")), min_size=1))
    words = st.text(st.characters(codec="utf-8"), max_size=9)
    known = draw(st.fixed_dictionaries({"publisher": words, "note": words, "url": words, "author": words}))
    about = article("odd.txt", text, published=draw(st.none() | st.dates()), **known)
    quotes = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        inside = st.builds(Span, st.integers(start, end - 1), st.just(end))
        score = draw(st.floats(-9, 9))
        quotes.append(Quote(Passage(about, start, end), start, end, score, draw(st.none() | inside)))
    if draw(st.booleans()) and quotes:
        return Answer("?", "?", 0.9, tuple(quotes)), about
    return Answer("?", "?", 0.1, refusal=Refusal("too_weak", "no", quotes[0] if quotes else None)), about


@settings(max_examples=100, deadline=None)
@given(case=answers())
def test_the_receipt_of_any_answer_verifies_after_a_trip_through_json(
    case: tuple[Answer, Article], index: Index
) -> None:
    answer, about = case
    saved = json.loads(to_json(receipt(answer, index)))
    assert saved == receipt(answer, index)
    assert verify(saved, [FERRY, about]).verdict == "match"


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
    changed = receipt(ANSWER, index)
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
    found = verify(changed, [OIL, FERRY])
    assert found.verdict != "match"
    assert all("\n" not in finding.line for finding in found.findings)


def judged(index: Index, *articles: Article, **changes: Any) -> Verification:
    """The verification of the example's receipt with some fields of its quote changed."""
    made = receipt(ANSWER, index)
    made["answer"]["quotes"][0] |= changes
    return verify(made, articles or [OIL])


def test_byte_offsets_count_utf8(index: Index) -> None:
    [proof] = receipt(ANSWER, index)["proof"]["quotes"]
    # before the quote stand 23 characters, of which Ö has 2 bytes and the dash 3; in it are 43, of which the smile has
    # 4 bytes and each quotation mark 3
    assert (FALK, proof["start_byte"]) == (23, 23 + 1 + 2)
    assert (END, proof["end_byte"]) == (23 + 43, 26 + 43 + 3 + 2 + 2)
    assert TEXT.encode()[proof["start_byte"] : proof["end_byte"]].decode() == ANSWER.quotes[0].text


def test_a_changed_quote_is_a_mismatch_and_named(index: Index) -> None:
    found = judged(index, text=ANSWER.quotes[0].text.replace("done", "gone"))
    assert found.verdict == "mismatch"
    assert found.findings[0].line == f"text not as in characters {FALK}–{END} of oil.md"


def test_an_article_that_is_not_there_leaves_it_open(index: Index) -> None:
    found = judged(index, FERRY)
    assert (found.verdict, found.findings[0].line) == ("cannot_tell", "news/oil.md is not among these articles")


def test_an_article_that_has_changed_since_is_a_mismatch_that_tells_where_the_words_are(index: Index) -> None:
    found = judged(index, replace(OIL, text="New. " + TEXT))
    assert found.verdict == "mismatch"
    assert f"the words now stand at {FALK + 5}–{END + 5}" in found.findings[0].line
    assert "no longer in it" in judged(index, replace(OIL, text="Nothing.")).findings[0].line


def test_a_text_of_another_extractor_leaves_it_open(index: Index) -> None:
    assert judged(index, replace(OIL, text="New. " + TEXT, loader="pypdf 9")).verdict == "cannot_tell"


def test_the_same_text_under_another_name_matches(index: Index) -> None:
    moved = replace(OIL, source=replace(OIL.source, id="archive/2019.md", file="2019.md"), loader="jsonl 1")
    found = judged(index, moved)
    assert found.verdict == "match"
    assert "2019.md (in the receipt oil.md)" in found.findings[0].line


@pytest.mark.parametrize("field", ["title", "publisher", "note"])
def test_words_credited_to_somebody_else_are_a_mismatch(index: Index, field: str) -> None:
    made = receipt(ANSWER, index)
    made["answer"]["quotes"][0]["article"][field] = "The Times"
    found = verify(made, [OIL])
    assert (found.verdict, found.findings[0].line.split()[0]) == ("mismatch", field)


def test_a_credit_that_is_not_known_here_leaves_it_open(index: Index) -> None:
    found = judged(index, replace(OIL, source=replace(OIL.source, published=None, note="")))
    assert found.verdict == "cannot_tell"
    assert found.findings[0].line.endswith("nothing here tells whether this is right: published, note")


def test_a_note_that_was_left_out_is_a_mismatch(index: Index) -> None:
    made = receipt(ANSWER, index)
    made["answer"]["quotes"][0]["article"]["note"] = ""
    assert verify(made, [OIL]).verdict == "mismatch"


def test_a_text_kept_as_a_copy_with_other_white_space_leaves_it_open(index: Index) -> None:
    kept = article("copy.md", TEXT.replace("\n\n", "\n\n\n"))
    assert judged(index, replace(kept, also=(OIL.source,))).verdict == "cannot_tell"


def test_each_source_of_a_text_may_be_the_one_credited(index: Index) -> None:
    kept = replace(OIL, source=source("copy.md", publisher="Wire"), also=(OIL.source,))
    assert judged(index, kept).verdict == "match"


def test_a_refusal_without_a_passage_has_nothing_to_be_wrong(index: Index) -> None:
    answer = Answer("?", "?", 0.0, refusal=Refusal("not_a_question", "no words"))
    assert verify(receipt(answer, index), []) == Verification(())
    assert Verification(()).verdict == "match"


def every_field(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from every_field(inner, (*path, key))


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 10**400, 1.5, float("nan"), "", "x", [], {}, [None], {"format": 1}, [[]]]
)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_malformed_receipt_is_one_line_and_never_an_exception(data: st.DataObject, index: Index) -> None:
    made: Any = receipt(ANSWER, index)
    path = data.draw(st.sampled_from(list(every_field(made))))
    junk = data.draw(JUNK)
    if not path:
        made = junk
    else:
        inner = made
        for key in path[:-1]:
            inner = inner[key]
        if data.draw(st.booleans()):
            inner[path[-1]] = junk
        else:
            del inner[path[-1]]
    for finding in verify(made, [OIL, FERRY]).findings:
        assert "\n" not in finding.line
        assert len(finding.line) < 300


@pytest.mark.parametrize("junk", [None, [], "x", 1, {}, {"format": 1}])
def test_what_is_no_receipt_cannot_be_told(junk: object) -> None:
    assert verify(junk, [OIL]).verdict == "cannot_tell"


def test_a_field_that_is_not_known_is_not_passed_over(index: Index) -> None:
    made = receipt(ANSWER, index)
    made["answer"]["quotes"][0]["speaker"] = "the King"
    assert verify(made, [OIL]).findings[0].line == "the receipt: answer: quotes 1 has 'speaker', which is not known"


def test_a_receipt_whose_parts_do_not_belong_together_cannot_be_told(index: Index) -> None:
    made = receipt(ANSWER, index)
    twice = copy.deepcopy(made)
    twice["answer"]["quotes"] *= 2
    made["answer"]["answered"] = False
    assert {verify(broken, [OIL]).verdict for broken in (made, twice)} == {"cannot_tell"}


def test_the_fingerprint_is_that_of_the_texts_and_how_they_were_indexed(index: Index, tmp_path: Path) -> None:
    other = Index.create(tmp_path / "a", embedder="hash")
    other.add([replace(FERRY, source=replace(FERRY.source, title="Renamed")), OIL])
    assert receipt(ANSWER, other)["proof"]["index"] == receipt(ANSWER, index)["proof"]["index"]
    other.remove(["news/ferry.txt"])
    assert receipt(ANSWER, other)["proof"]["index"] != receipt(ANSWER, index)["proof"]["index"]
    other.close()


def test_a_saved_receipt_is_loaded_as_it_was_and_leaves_nothing_beside_it(index: Index, tmp_path: Path) -> None:
    made = receipt(ANSWER, index)
    for _ in range(2):  # the second time over the first
        save(made, tmp_path / "r.json")
    assert load(tmp_path / "r.json") == made
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]
    assert "“It is done" in (tmp_path / "r.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("where", ["no/such/folder/r.json", ".", "file/r.json"])
def test_a_place_that_cannot_be_written_is_one_line(where: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PullquoteError, match="cannot write the receipt"):
        save({}, tmp_path / where)


@pytest.mark.parametrize("content", [b"", b"\xff", b"{", b'{"a": 1, "a": 2}', b"[" * 100_000, b"9" * 10_000])
def test_a_file_that_is_no_receipt_is_one_line(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_bytes(content)
    with pytest.raises(PullquoteError, match="is not a receipt"):
        load(tmp_path / "r.json")


@given(st.text(st.characters(categories=None)))
def test_json_keeps_every_text_and_steers_no_terminal(text: str) -> None:
    written = to_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert not set(written) & {chr(7), chr(27), chr(0x7F), chr(0x9B), "\u202e", "\ud800"}
