"""SQuAD's format is read once: paragraphs as the file has them, and what does not fit is named by file and line."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals.suites.squad_file import SquadAnswer, read_squad

ASKED = {"id": 7, "question": "Where?", "answers": [{"text": "Here", "answer_start": 0}], "pair_of": "6"}
IMPOSSIBLE = {"id": "8", "question": "When?", "is_impossible": True, "plausible_answers": [{"text": "Here"}]}


def written(path: Path, *questions: dict[str, Any]) -> Path:
    value = {"data": [{"title": "A", "paragraphs": [{"context": "Here.\nThere.", "qas": questions}]}]}
    path.write_text(json.dumps(value, indent=1))
    return path


def test_a_paragraph_comes_with_its_questions_and_their_answers(tmp_path: Path) -> None:
    (found,) = read_squad(written(tmp_path / "a.json", ASKED, IMPOSSIBLE))
    assert (found.title, found.article, found.number, found.text) == ("A", 0, 0, "Here.\nThere.")
    one, two = found.questions
    assert (one.id, one.text, one.impossible, one.answers) == ("7", "Where?", False, (SquadAnswer("Here", 0),))
    assert one.record.get("pair_of", str) == "6"
    assert (two.impossible, two.answers) == (True, ())


def test_a_packed_file_reads_like_one_that_is_not(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", IMPOSSIBLE)
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(path.read_bytes()))
    one, two = (next(read_squad(name)) for name in (path, tmp_path / "a.json.gz"))
    assert (one.text, one.questions[0].id) == (two.text, two.questions[0].id)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"answers": []}, "question 7: no answer, and not 'is_impossible'"),
        ({"answers": [{"text": "Here"}]}, r"question 7: answers\[0\]: 'answer_start' is missing"),
        ({"question": " "}, "question 7: 'question' is empty"),
        ({"id": None}, "'id' is missing"),
    ],
)
def test_what_is_wrong_is_named_by_file(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    with pytest.raises(PullquoteError, match=rf"a\.json:\d+: .*{reason}"):
        list(read_squad(written(tmp_path / "a.json", ASKED | change)))
