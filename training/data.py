"""The question files, each by name and sha256, become examples with character offsets."""

import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from pullquote.evals import SquadParagraph, held_out, read_jsonl, read_squad

Spans = tuple[tuple[int, int], ...]  # (start, end) in characters of the context


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A question, a text and where the text answers it; no golds means that it does not.

    `golds` holds one tuple per annotator; the spans inside it are equally right (all occurrences of one answer).
    `title` is empty where the source has none. For a question that was bent from an answerable one, `twin` is the id of
    that one.
    """

    id: str
    source: str
    article: str
    question: str
    context: str
    golds: tuple[Spans, ...]
    title: str = ""
    twin: str = ""

    def __post_init__(self) -> None:
        for spans in self.golds:
            for start, end in spans:
                if not 0 <= start < end <= len(self.context):
                    length = len(self.context)
                    raise ValueError(f"span ({start}, {end}) is outside the {length} characters of {self.id}")

    @property
    def answers(self) -> tuple[str, ...]:
        """The golds as text, one for each annotator."""
        return tuple(self.context[spans[0][0] : spans[0][1]] for spans in self.golds)


@dataclass(frozen=True, slots=True)
class File:
    """A raw file: which source its examples belong to, its checksum, and how it is read."""

    source: str
    sha256: str
    read: Callable[[Path, str], Iterator[TrainingExample]]


def occurrences(text: str, part: str) -> Spans:
    """Where `part` stands in `text`, 1000 times at most; case ignored when the exact form does not occur."""
    found: list[tuple[int, int]] = []
    for haystack, needle in ((text, part), (text.lower(), part.lower())):
        at = haystack.find(needle) if needle and len(haystack) == len(text) else -1
        while at >= 0 and len(found) < 1000:
            found.append((at, at + len(needle)))
            at = haystack.find(needle, at + len(needle))
        if found:
            break
    return tuple(found)


UNTITLED = frozenset({"reddit", "amazon", "qamr", "tydi"})  # these have ids in place of titles, or nothing


def squad(path: Path, source: str) -> Iterator[TrainingExample]:
    """SQuAD's format, each paragraph as it is."""
    for paragraph in read_squad(path):
        yield from _asked(paragraph, source)


def qamr(path: Path, source: str) -> Iterator[TrainingExample]:
    """QAMR's single sentences, each among two neighbours on either side, so that there is something to choose from."""
    for _, article in groupby(read_squad(path), key=lambda paragraph: paragraph.article):
        sentences = list(article)
        for i, sentence in enumerate(sentences):
            before = "".join(f"{other.text} " for other in sentences[max(0, i - 2) : i])
            after = "".join(f" {other.text}" for other in sentences[i + 1 : i + 3])
            yield from _asked(replace(sentence, text=before + sentence.text + after), source, len(before))


def _asked(paragraph: SquadParagraph, source: str, shift: int = 0) -> Iterator[TrainingExample]:
    """The questions of a paragraph, offsets moved by `shift`. An offset at which the answer does not begin is replaced
    by the occurrence next to it; a question whose paragraph was found again with little certainty is left out."""
    name = paragraph.title or f"{source}-{paragraph.article}"
    title = "" if source in UNTITLED else paragraph.title.replace("_", " ")
    for asked in paragraph.questions:
        if asked.record.get("match", str, "") == "low":
            continue
        golds: list[Spans] = []
        for answer in asked.answers:
            wanted = answer.start + shift
            if spans := occurrences(paragraph.text, answer.text.strip()):
                golds.append((min(spans, key=lambda span: abs(span[0] - wanted)),))
        if golds or asked.impossible:
            question = " ".join(asked.text.split())
            pair = asked.record.get("pair_of", str, "")
            twin = f"{source}/{pair}" if pair else ""
            yield TrainingExample(
                f"{source}/{asked.id}", source, name, question, paragraph.text, tuple(golds), title, twin
            )


SPACED = re.compile(r" (?=[.,;:!?)\]'’%])|(?<=[(\[$£]) ")  # a space that the tokeniser put there


def timeqa(path: Path, source: str) -> Iterator[TrainingExample]:
    """Questions with dates on long pages cut in paragraphs. One that the page does not answer is asked of the paragraph
    of another question on the page."""
    for page in json.loads(path.read_text(encoding="utf-8")):
        title = page["link"].removeprefix("/wiki/").replace("_", " ")
        answered = sorted({a["para"] for _, answers in page["questions"] for a in answers if a["answer"]})
        for number, (question, answers) in enumerate(page["questions"]):
            right = [a for a in answers if a["answer"]]
            if not answered:
                continue
            at = right[0]["para"] if right else answered[number % len(answered)]
            text, moved = unspaced(page["paras"][at])
            spans = tuple((moved[a["from"]], moved[a["end"]]) for a in right if a["para"] == at)
            golds = (spans,) if spans else ()
            yield TrainingExample(f"{source}/{page['index']}/{number}", source, title, question, text, golds, title)


def unspaced(text: str) -> tuple[str, list[int]]:
    """The text without the spaces around punctuation, and for each offset of the old text (its end too) the new one."""
    dropped = {match.start() for match in SPACED.finditer(text)}
    moved, length = [], 0
    for i in range(len(text) + 1):
        moved.append(length)
        length += i not in dropped
    return "".join(char for i, char in enumerate(text) if i not in dropped), moved


def natural_questions(path: Path, source: str) -> Iterator[TrainingExample]:
    """Natural Questions with the passage that holds the answer; every occurrence of it is right."""
    for number, record in enumerate(read_jsonl(path)):
        for passage in record.items("ctxs")[:1]:
            title, text = passage.get("title", str), passage.get("text", str)
            golds = tuple(spans for answer in record.texts("answers") if (spans := occurrences(text, answer)))
            if golds:
                yield TrainingExample(
                    f"{source}/{number}", source, title, record.get("question", str), text, golds, title
                )


def qed(path: Path, source: str) -> Iterator[TrainingExample]:
    """QED's paragraphs (Natural Questions, tokenised) with the annotated answer."""
    for record in read_jsonl(path):
        found, title = record.fields, record.get("title_text", str)
        spans = tuple(
            (part["paragraph_reference"]["start"], part["paragraph_reference"]["end"])
            for part in found["annotation"].get("answer", [])[:1]
        )
        if spans and all(start < end for start, end in spans):
            id, question, text = f"{source}/{found['example_id']}", found["question_text"], found["paragraph_text"]
            yield TrainingExample(id, source, title, question, text, (spans,), title)


def _files(*rows: tuple[str, str, Callable[[Path, str], Iterator[TrainingExample]], str]) -> dict[str, File]:
    return {name: File(source, sha256, read) for name, source, read, sha256 in rows}


TRAIN = _files(
    ("squad-2.0-large.json.gz", "squad", squad, "8a282baf984992c76b17fc0f4720e21aef9a44dc8fd957c58645fff69912dfd8"),
    ("tydiqa-en.json", "tydi", squad, "bde179751e4648cb97f34d24c6ac55d68a9901be0d334d7ed255a2cae25c3f71"),
    ("mlqa-en.json", "mlqa", squad, "3ec605c766237f5fc06111efabebe2a255cb4615e43b78d0d03e536d62566e14"),
    ("qamr-wikinews.json", "qamr", qamr, "386d8d9522b092156c35f101da90fc058e02315374048f97d2071d001546c4e3"),
    ("timeqa-train.json", "timeqa", timeqa, "a4aa981831fe38d7fe3610f8c3801045d4e4164077412d0c17cb22cc75a27eb6"),
    ("squadshifts-new_wiki.json", "wiki", squad, "1d50a0ca4cdab88d038b52ea8a2d0510af6038d7f41a0a256b9659237769d0ee"),
    ("squadshifts-reddit.json", "reddit", squad, "b4ac346dbf1816fdec80fdcf91d06a4b754fa51e47960fa8614a94f37ea42a4b"),
    ("squadshifts-amazon.json", "amazon", squad, "9db7bdee84a91f0fb80b9e74f365042fbbb217cb8e0a7e73bb071245472589b6"),
    ("policyqa-dev.json", "policy", squad, "5ced8cbe6617c132999a57b3ab910fc242501357fc99cbc5a1802f0a1b9ce4bf"),
    ("policyqa-test.json", "policy", squad, "92929068b7dffa1843f81d661f23da86a64f4a35ffae59fa8d78878277ab9a7f"),
    (
        "nq-open-oracle.jsonl.gz",
        "nq",
        natural_questions,
        "6a7f72b846f663a133ef952244e5a4e43f06bcf190afe34e8fbe687ce0d1653e",
    ),
    ("qed-dev.jsonl", "nq", qed, "2ea322b71a333023380c3954083b81af2d5670c8ac47ddec58c843233895c429"),
    ("covidqa.json", "covid", squad, "ab310b4e39f726e087c8fa3d1787c73771dacddc584977204ebe3cc889ee1264"),
)
# Six of these articles choose between models; the other 17 calibrate the product's judge. Nothing here is trained on.
DEV = _files(
    ("squad-1.1-train.json", "squad", squad, "a321b215c1c4c2b959f2a6a7d23d8f92ac659b1570d503cd2f4fc3f2170fe8ce"),
    ("squad-2.0-train.json", "squad-2.0", squad, "69b3df29939a2866f5aae73050c9a29fdfe4498f062ce288750b7e436c23e04f"),
)
TEST = _files(
    ("squad-1.1-test.json", "squad", squad, "c5439317d45b8a473f5182ab69aac6b63226a2cbf52a4a731d4036acc06f5638"),
    ("squad-2.0-test.json", "squad", squad, "1dfe686b71533e761dfc249268cc44864d54cf67fafe3620ca7000489ad7ce87"),
)


def read(folder: Path, name: str, file: File) -> list[TrainingExample]:
    """The examples of one file, after its checksum is checked."""
    found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    if found != file.sha256:
        raise ValueError(f"{name} has sha256 {found}, known is {file.sha256}")
    return list(file.read(folder / name, file.source))


def load(folder: Path) -> dict[str, list[TrainingExample]]:
    """The training examples by source; SQuAD's unanswerable ones are a source of their own, "squad-none"."""
    train: dict[str, list[TrainingExample]] = {}
    asked: set[str] = set()
    for name, file in TRAIN.items():
        for example in read(folder, name, file):
            if file.source == "nq":
                if example.question.lower() in asked:
                    continue  # QED's are partly among Natural Questions' own
                asked.add(example.question.lower())
            none = file.source == "squad" and not example.golds
            train.setdefault("squad-none" if none else file.source, []).append(example)
    return train


def validation(folder: Path) -> list[TrainingExample]:
    """Questions on the articles that choose: all of 1.1 and the unanswerable ones of 2.0, in a fixed mixed order."""
    found = []
    for name, file in DEV.items():
        for example in read(folder, name, file):
            if held_out(example.article) and not (file.source == "squad-2.0" and example.golds):
                found.append(example)  # 2.0's answerable ones are among the first file's
    random.Random(0).shuffle(found)
    return found
