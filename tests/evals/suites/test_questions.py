"""The question format: the bundled set fits it, and whatever does not is named by file and line."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import Article, PullquoteError
from pullquote.evals import load
from pullquote.evals.suites.corpora import article
from pullquote.evals.suites.questions import read_questions

TEXT = "Taro Kono is the minister. He took office in 2019. Kono said so."
GOOD: dict[str, Any] = {
    "id": "q1",
    "question": "Who is the minister?",
    "type": "factoid",
    "answerable": True,
    "answers": [{"article": "a.md", "text": "Taro Kono", "start": 0, "end": 9}],
    "evidence": [{"article": "a.md", "text": "Taro Kono is the minister.", "start": 0, "end": 26}],
    "acceptable_short_answers": ["Taro Kono", "Kono"],
    "all_required": False,
}


@pytest.fixture
def articles() -> tuple[Article, ...]:
    return article("folder/a.md", TEXT), article("folder/b.md", "Nothing of the kind stands here.")


def written(folder: Path, *questions: dict[str, Any] | str) -> Path:
    path = folder / "q.jsonl"
    path.write_text("".join((q if isinstance(q, str) else json.dumps(q)) + "\n" for q in questions), encoding="utf-8")
    return path


def test_a_question_is_read_with_its_gold_in_characters(tmp_path: Path, articles: tuple[Article, ...]) -> None:
    (found,) = read_questions([written(tmp_path, GOOD | {"as_of": "2020-06-26", "mood": "curious"})], articles)
    assert found.answers == ("Taro Kono", "Kono")
    assert [TEXT[p.start : p.end] for p in found.evidence] == ["Taro Kono is the minister."]
    assert found.as_of == date(2020, 6, 26)
    assert found.gold["mood"] == "curious"  # a field that is not known is kept


@pytest.mark.parametrize("type", ["yes/no", "yes_no", "why/how", "list", "comparison", "Why-How"])
def test_types_without_one_short_answer_are_scored_on_evidence(
    tmp_path: Path, articles: tuple[Article, ...], type: str
) -> None:
    (found,) = read_questions([written(tmp_path, GOOD | {"type": type})], articles)
    assert found.answers == ()
    assert found.evidence


def test_several_parts_are_not_one_short_answer(tmp_path: Path, articles: tuple[Article, ...]) -> None:
    parts = [GOOD["answers"][0], {"article": "a.md", "text": "2019", "start": 45, "end": 49}]
    both, either = (
        read_questions([written(tmp_path, GOOD | {"answers": parts, "all_required": required})], articles)[0]
        for required in (True, False)
    )
    assert (both.answers, either.answers) == ((), ("Taro Kono", "Kono", "2019"))
    (one,) = read_questions([written(tmp_path, GOOD | {"all_required": True})], articles)
    assert one.answers == ("Taro Kono", "Kono")


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("name_absent", ("name_absent",)),
        (["not_stated", "too_weak"], ("not_stated", "too_weak")),
        (None, ()),
        ("the premise is false", ()),
        ({"kind": "not_stated"}, ()),
        ([["not_stated"]], ()),
    ],
)
def test_a_field_of_our_own_that_others_use_otherwise_is_ignored(
    tmp_path: Path, articles: tuple[Article, ...], value: object, kinds: tuple[str, ...]
) -> None:
    (found,) = read_questions([written(tmp_path, GOOD | {"refusal": value})], articles)
    assert found.refusal_kinds == kinds
    assert found.gold["refusal"] == value


def test_a_name_with_its_accents_split_off_is_the_same_name(tmp_path: Path) -> None:
    named = (article("folder/caf\u00e9.md", TEXT),)
    entry = GOOD["evidence"][0] | {"article": "cafe\u0301.md"}
    (found,) = read_questions([written(tmp_path, GOOD | {"answers": [], "evidence": [entry]})], named)
    assert found.evidence[0].article == "folder/caf\u00e9.md"


def test_questions_that_lie_among_the_articles_are_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT)
    path = written(tmp_path, GOOD | {"text": "What an article would have in this field."})
    suite = load("questions", [path], tmp_path)
    assert ([one.source.file for one in suite.articles], suite.unread) == (["a.md"], ())


BAD = [
    ({"answers": [GOOD["answers"][0] | {"start": 1}]}, "offset 1..9 of folder/a.md holds 'aro Kono', not 'Taro Kono'"),
    ({"evidence": [GOOD["evidence"][0] | {"end": 999}]}, "evidence[0]: offset 0..999"),
    ({"answers": [GOOD["answers"][0] | {"start": -9, "end": -1}]}, "offset -9..-1"),
    ({"answers": [GOOD["answers"][0] | {"article": "c.md"}]}, "no article 'c.md'"),
    ({"answers": [GOOD["answers"][0] | {"as_of": "June"}]}, "'as_of': 'June' is no date"),
    ({"answers": ["Taro Kono"]}, "answers[0] is text, not an object"),
    ({"answers": [], "evidence": []}, "answerable, but neither"),
    ({"answerable": None}, "'answerable' is missing"),
    ({"answerable": "yes"}, "'answerable' is text, not true or false"),
    ({"id": None}, "'id' is missing"),
    ({"question": " "}, "'question' is empty"),
    ({"history": [{"question": "Who?"}]}, "history[0]: 'answer' is missing"),
    ({"history": [{"question": "Who?", "answer": ""}] * 51}, "the history has 51 turns; allowed: 50"),
    ({"acceptable_short_answers": [3]}, "'acceptable_short_answers' holds 3"),
]


@pytest.mark.parametrize(("change", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_what_is_wrong_is_named_by_file_and_line(
    tmp_path: Path, articles: tuple[Article, ...], change: dict[str, Any], reason: str
) -> None:
    path = written(tmp_path, GOOD, "", GOOD | {"id": "q2"} | change)
    with pytest.raises(PullquoteError) as error:
        read_questions([path], articles)
    assert str(error.value).startswith(f"{path}:3: ")
    assert reason in str(error.value)


@pytest.mark.parametrize(
    ("line", "reason"), [("{", "2: not JSON"), ("[]", "2: an object in braces"), (json.dumps(GOOD), "2: id 'q1' again")]
)
def test_a_bad_line_is_named(tmp_path: Path, articles: tuple[Article, ...], line: str, reason: str) -> None:
    with pytest.raises(PullquoteError, match=reason):
        read_questions([written(tmp_path, GOOD, line)], articles)


def test_an_empty_file_and_one_that_is_no_text_are_named(tmp_path: Path, articles: tuple[Article, ...]) -> None:
    with pytest.raises(PullquoteError, match=r"q\.jsonl:1: the file is empty"):
        read_questions([written(tmp_path)], articles)
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": 1}\n"caf\xe9"')
    with pytest.raises(PullquoteError, match=r"latin\.jsonl:2: not UTF-8"):
        read_questions([tmp_path / "latin.jsonl"], articles)
    with pytest.raises(PullquoteError, match="no such file"):
        read_questions([tmp_path / "none.jsonl"], articles)


def test_a_bare_name_that_two_articles_have_must_be_the_whole_path(tmp_path: Path) -> None:
    two = (article("folder/x/a.md", TEXT), article("folder/y/a.md", TEXT + " Once more."))
    with pytest.raises(PullquoteError, match=r"'a\.md' names 2 articles"):
        read_questions([written(tmp_path, GOOD)], two)
    exact = {"article": "folder/x/a.md"}
    question = GOOD | {"answers": [GOOD["answers"][0] | exact], "evidence": [GOOD["evidence"][0] | exact]}
    assert read_questions([written(tmp_path, question)], two)[0].evidence[0].article == "folder/x/a.md"


def test_the_bundled_set_is_what_was_promised() -> None:
    suite = load("questions")
    assert len(suite.examples) >= 160
    assert sum(not example.answerable for example in suite.examples) >= 45
    gold = {place.article for example in suite.examples for place in example.evidence}
    assert gold == {one.id for one in suite.articles}
    assert {"".join(filter(str.isalpha, example.type)) for example in suite.examples} >= {
        *("factoid", "numeric", "date", "quote", "list", "yesno", "whyhow", "definition", "comparison", "agree"),
        *("time", "followup", "unanswerable", "hostile"),
    }
