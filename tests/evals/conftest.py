"""What the tests of evaluation share: three articles, six questions, a bot of fakes, its reports."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import pytest

from pullquote.corpus import Span
from pullquote.evals import Settings, evaluate, load
from pullquote.evals.example import Suite
from pullquote.evals.run.ledger import Result, read_results
from pullquote.evals.run.settings import BotMaker
from pullquote.index import Hit, Index, terms
from pullquote.rag import Bot, Config, IndexVocabulary, Question, Quote, Reading, Verdict, widened

HASHED = Settings(embedder="hash", ablation=False)
ABLATED = Settings(embedder="hash")
ARTICLES = {
    "rivers.md": "The Rhine rises in Switzerland. <script>alert(1)</script> floats by.\n\nIts mouth is near Rotterdam.",
    "towns.md": "Nairobi is the capital of Kenya. It has a national park with lions.",
    "copy.md": "Encyclopedias agree that the Rhine rises in Switzerland.",
}


LOGITS = 10.0  # what all of a question's words are worth: scores are taken for logits


class WordReader:
    """Quotes the sentences that share most words with the question; the last word of each is its focus. `shift` moves
    the focus so many characters to the left, `slip` the whole quote so many to the right."""

    def __init__(self, shift: int = 0, slip: int = 0) -> None:
        self.shift = shift
        self.slip = slip

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        asked = set(question.terms)
        found = []
        for passage in (hit.passage for hit in hits):
            for a, b in passage.sentences:
                shared = len(asked & set(terms(passage.article.text[a:b]))) / max(len(asked), 1)
                start = passage.article.text.rfind(" ", a, b) + 1
                focus = Span(max(start - self.shift, a + self.slip), b - 1 - self.shift) if a < start < b - 1 else None
                quoted = widened(passage.article, Span(a, b))
                end = min(quoted.end + self.slip, len(passage.article.text))
                found.append(Quote(passage, quoted.start + self.slip, end, LOGITS * shared, focus))
        found.sort(key=lambda quote: (-quote.score, quote.article.id, quote.start))
        ranking = tuple({quote.passage.id: quote.passage for quote in found}.values())
        return Reading(tuple(found[:3]), ranking, {"shared": found[0].score / LOGITS} if found else {})


class ShareJudge:
    """The share of the question's words in the best sentence is the confidence."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold

    def judge(self, reading: Reading) -> Verdict:
        confidence = reading.signals.get("shared", 0.0)
        return Verdict(confidence, confidence < self.threshold)


def bot_over(
    index: Index,
    *,
    config: Config = Config(),  # noqa: ARG001  # as a maker of bots is called
    threshold: float = 0.5,
    shift: int = 0,
    slip: int = 0,
) -> Bot:
    """The fakes over an index; of `config` nothing is looked at."""
    return Bot(index, WordReader(shift, slip), ShareJudge(threshold), IndexVocabulary(index))


def at(threshold: float = 0.5, **moved: int) -> BotMaker:
    """Makes bots of the fakes with this threshold, and whatever is `moved` as `WordReader` has it."""
    return lambda index, config: bot_over(index, config=config, threshold=threshold, **moved)


def question(id: str, text: str, *gold: tuple[str, str, str], type: str = "factoid", **more: Any) -> dict[str, Any]:
    def entry(article: str, words: str) -> dict[str, Any]:
        at = ARTICLES[article].index(words)
        return {"article": article, "text": words, "start": at, "end": at + len(words)}

    return {
        "id": id,
        "question": text,
        "type": type,
        "answerable": bool(gold),
        "answers": [entry(article, short) for article, _, short in gold],
        "evidence": [entry(article, sentence) for article, sentence, _ in gold],
    } | more


RISES = ("rivers.md", "The Rhine rises in Switzerland.", "Switzerland")
AGREES = ("copy.md", "Encyclopedias agree that the Rhine rises in Switzerland.", "Switzerland")


QUESTIONS = [
    question("rise", "Where does the Rhine rise?", RISES, AGREES),
    question("mouth", "Where is the mouth of the river?", ("rivers.md", "Its mouth is near Rotterdam.", "Rotterdam")),
    question("capital", "capital of Kenya", ("towns.md", "Nairobi is the capital of Kenya.", "Nairobi")),
    question(
        "park",
        "Does Nairobi have a park with lions?",
        ("towns.md", "It has a national park with lions.", "lions"),
        type="yes/no",
    ),
    question("deep", "How deep is the Rhine?", type="unanswerable"),
    question("lions", "Who feeds the lions of the park?", type="unanswerable"),
]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the questions, and the articles in a folder of their own."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        (folder / "articles" / name).write_text(text)
    (folder / "q.jsonl").write_text("\n".join(map(json.dumps, QUESTIONS)))
    return folder


@pytest.fixture(scope="session")
def suite(data: Path) -> Suite:
    return load("questions", [data / "q.jsonl"], data / "articles")


class MakeReport(Protocol):
    """Makes the report of a bot of fakes, in a folder of its own, and gives the folder back."""

    def __call__(self, name: str = ..., *, make_bot: BotMaker = ..., settings: Settings = ...) -> Path: ...


@pytest.fixture
def report(suite: Suite, tmp_path: Path) -> MakeReport:
    def made(name: str = "report", *, make_bot: BotMaker = bot_over, settings: Settings = HASHED) -> Path:
        evaluate(suite, tmp_path / name, settings, make_bot=make_bot)
        return tmp_path / name

    return made


@pytest.fixture(scope="session")
def plain(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the fakes as they are, to be looked at and left alone."""
    out = tmp_path_factory.mktemp("plain") / "report"
    evaluate(suite, out, ABLATED, make_bot=bot_over)
    return out


@pytest.fixture(scope="session")
def refusing(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a bot that refuses everything."""
    out = tmp_path_factory.mktemp("refusing") / "report"
    evaluate(suite, out, HASHED, make_bot=at(1.01))
    return out


def results_by_id(out: Path) -> dict[str, Result]:
    return {result["id"]: result for result in read_results(out)}


def without_time(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "report.json").read_text())
    del found["time"], found["made"]
    return found


def result(id: str, right: bool = True, confidence: float = 0.5, **changes: Any) -> Result:
    """What came of an answerable question that was answered."""
    made = {
        "id": id,
        "question": "?",
        "gold": {},
        "answerable": True,
        "right": right,
        "right_if_forced": right,
        "refused": False,
        "confidence": confidence,
        "figures": {"forced.f1": float(right)},
        "citations": [],
        "cause": "",
    }
    return cast(Result, made | changes)
