"""The one reader of SQuAD's file format (Rajpurkar et al. 2016, 2018): paragraphs with their questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pullquote.corpus import BadInputError
from pullquote.evals.suites.records import Record, read_json


@dataclass(frozen=True, slots=True)
class SquadAnswer:
    """What an annotator marked: text, and the offset in the paragraph at which the file says that it starts."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question; `impossible` ones have no answers. `record` has the fields that only some files have."""

    id: str
    text: str
    impossible: bool
    answers: tuple[SquadAnswer, ...]
    record: Record


@dataclass(frozen=True, slots=True)
class SquadParagraph:
    """A paragraph of article number `article`, its `number` in that article, and where in the file it is."""

    title: str
    article: int
    number: int
    text: str
    where: str
    questions: tuple[SquadQuestion, ...]


def read_squad(path: Path) -> Iterator[SquadParagraph]:
    """The paragraphs of a file in their order; gzip by the suffix `.gz`. Offsets are given as the file has them.

    Raises BadInputError, naming file and line, for what is not SQuAD's format.
    """
    value, lines = read_json(path)
    if not isinstance(value, dict):
        raise BadInputError(f"{path}:1: an object with 'data' is needed, as in SQuAD's files")
    for article, entry in enumerate(Record(value, f"{path}:1").items("data")):
        title = entry.get("title", str, "")
        for number, item in enumerate(entry.items("paragraphs")):
            text = item.word("context")
            asked = [(one, one.word("id")) for one in item.items("qas")]
            questions = tuple(_question(Record(o.fields, f"{path}:{lines.of(id)}: question {id}")) for o, id in asked)
            yield SquadParagraph(title, article, number, text, f"{path}:{lines.of(text)}", questions)


def _question(record: Record) -> SquadQuestion:
    impossible = record.get("is_impossible", bool, False)
    answers = [] if impossible else record.items("answers")
    if not impossible and not answers:
        record.fault("no answer, and not 'is_impossible'")
    marked = tuple(SquadAnswer(item.get("text", str), item.get("answer_start", int)) for item in answers)
    return SquadQuestion(record.word("id"), record.word("question"), impossible, marked, record)
