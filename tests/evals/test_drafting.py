"""Questions proposed for a user's own articles: what they must be, whatever the articles say."""

import json
from pathlib import Path

import pytest

from pullquote.corpus import Article, PullquoteError, Source, bundled_folder
from pullquote.evals import draft, load, read_folder
from pullquote.ui.cli.main import main

BRIDGES = (
    "The harbour bridge of Askby was opened in 1931 by the mayor. Ole Brandt built it for 48 million crowns.\n\n"
    "On June 23 the council of Askby met Ole Brandt about it once more.\n"
)
FERRIES = (
    "The ferry of Eke sinks in every storm, says Ines Falk. In Eke nobody has asked Ines Falk for a new one.\n\n"
    "Ines Falk had bought it from a friend in 1948. Ines Falk has paid for 12 repairs of the engine so far.\n"
)


def article(name: str, text: str) -> Article:
    return Article(Source(f"my/{name}", name, name), text)


def test_a_year_a_number_and_who_did_it_are_asked_for() -> None:
    found = {one.question: one for one in draft([article("bridges.txt", BRIDGES)])}
    asked = "The harbour bridge of Askby was opened in which year by the mayor?"
    assert asked in found
    (built,) = found.keys() - {asked}  # one question a sentence; that of June has no number that counts anything
    one = found[built]
    assert one.answer and BRIDGES[slice(*one.answer)] in ("Ole Brandt", "48 million")


def test_the_words_put_for_the_answer_and_the_answer_make_the_sentence() -> None:
    articles, _ = read_folder(bundled_folder())
    found = draft(articles)
    assert len(found) > 20
    for one in found:
        if one.answer is not None:
            text = one.article.text[slice(*one.sentence)]
            before, after = (
                text[: one.answer.start - one.sentence.start],
                text[one.answer.end - one.sentence.start : -1],
            )
            assert one.question.startswith(before) and one.question.endswith(f"{after}?")
            assert one.sentence.start <= one.answer.start < one.answer.end < one.sentence.end
    assert found == draft(articles)
    assert {one.article.id for one in found[:5]} == {one.id for one in articles}  # spread over all five


def test_a_question_that_perhaps_nothing_answers_has_a_name_of_another_article() -> None:
    found = draft([article("bridges.txt", BRIDGES), article("ferries.txt", FERRIES)])
    assert len({(one.article.id, one.sentence) for one in found}) == len(found) == 4
    (changed,) = (one for one in found if one.answer is None)  # a quarter
    names = ("Eke", "Ines Falk", "Askby", "Ole Brandt")
    assert any(name in changed.question and name not in changed.article.text for name in names)


def test_drafts_are_read_only_when_a_person_has_edited_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, file = tmp_path / "my", tmp_path / "drafts.jsonl"
    folder.mkdir()
    (folder / "bridges.txt").write_text(BRIDGES)
    (folder / "broken.pdf").write_bytes(b"no PDF")
    assert main(["eval", "draft", str(folder), "--out", str(file)]) == 0
    said = capsys.readouterr()
    assert "2 drafts, 0 of them perhaps not answerable" in said.out
    assert "not read: broken.pdf" in said.err
    with pytest.raises(PullquoteError, match=r"drafts\.jsonl:1: a draft yet, as are 2 of 2 questions"):
        load("questions", [file], folder)
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    file.write_text("".join(json.dumps({k: v for k, v in row.items() if k != "draft"}) + "\n" for row in rows))
    assert len(load("questions", [file], folder).examples) == 2
    assert main(["eval", "draft", str(folder), "--out", str(file)]) == 2  # what was edited is not written over
    assert "perhaps with what you edited" in capsys.readouterr().err
