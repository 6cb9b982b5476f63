"""Question files become examples."""

import json
from pathlib import Path
from typing import Any

from training.data import qamr, squad, unspaced


def test_offsets_follow_a_text_whose_blanks_are_dropped() -> None:
    text, moved = unspaced("Newton D . Baker , who lived ( here ) .")
    assert text == "Newton D. Baker, who lived (here)."
    assert text[moved[0] : moved[16]] == "Newton D. Baker"


def written(path: Path, *paragraphs: tuple[str, list[dict[str, Any]]]) -> Path:
    found = [{"context": text, "qas": asked} for text, asked in paragraphs]
    path.write_text(json.dumps({"data": [{"title": "The_river", "paragraphs": found}]}))
    return path


def asked(id: str, answer: str, start: int, **more: Any) -> dict[str, Any]:
    return {"id": id, "question": "Where?", "answers": [{"text": answer, "answer_start": start}], **more}


def test_an_answer_is_found_next_to_where_the_file_says_that_it_begins(tmp_path: Path) -> None:
    text = "Lund lies south of Lund."
    (found,) = squad(written(tmp_path / "q.json", (text, [asked("1", " Lund", 17)])), "s")
    assert (found.id, found.article, found.title, found.golds) == ("s/1", "The_river", "The river", (((19, 23),),))


def test_a_paragraph_that_was_found_with_little_certainty_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "q.json", ("Lund.", [asked("1", "Lund", 0, match="low"), asked("2", "Lund", 0)]))
    assert [one.id for one in squad(path, "s")] == ["s/2"]


def test_a_sentence_keeps_its_answer_among_its_neighbours(tmp_path: Path) -> None:
    path = written(tmp_path / "q.json", ("It rains.", []), ("Ann is in Lund.", [asked("1", "Lund", 10)]), ("So?", []))
    (found,) = qamr(path, "s")
    assert found.context == "It rains. Ann is in Lund. So?"
    assert found.answers == ("Lund",)
