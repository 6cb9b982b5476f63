"""Taking a part out of the bot: what is left does just what it says, and the report names what was taken."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import Settings, compare, differences, evaluate, load
from pullquote.evals.example import Suite
from pullquote.evals.run.corpus_index import opened_index
from pullquote.evals.run.part_ablation import OneSignal, without_parts
from pullquote.evals.suites.corpora import article
from pullquote.index import Hit, Index, Passage
from pullquote.rag import Bot, Config, NearestSentence, Question, Quote, Reading, open_bot, shipped_judge

# By words "zebra" is only in the second; by meaning the hashing embedder likes the short first one best.
ARTICLES = (
    article("ferry.md", "The ferry sails to the island. It carries cars. The captain is called Adeyemi."),
    article("zebra.md", "A zebra was seen at the harbour. Nobody knows how a zebra came aboard the ferry that day."),
    article("cranes.md", "Cranes are tall. The old cranes of the port were painted blue in the spring."),
)
QUESTION = "Which zebra saw the ferry?"
SENTENCE = Config(reader="nearest")


@pytest.fixture
def index() -> Iterator[Index]:
    with opened_index(ARTICLES, None, embedder="hash") as opened:
        yield opened


class Watching:
    """A reader that keeps what it was given."""

    def __init__(self) -> None:
        self.given: Sequence[Hit] = ()

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        self.given = hits
        return Reading()


def test_without_lexical_search_passages_are_found_by_cosine_alone(index: Index) -> None:
    reader = Watching()
    bot = without_parts(Bot(index, reader, shipped_judge(SENTENCE)), index, Settings(without=("lexical",)))
    bot.ask(QUESTION)
    assert [hit.score for hit in reader.given] == [hit.dense for hit in reader.given]
    dense = sorted((hit.dense for hit in index.search(QUESTION)), reverse=True)
    assert [hit.dense for hit in reader.given] == dense
    assert any(hit.lexical for hit in reader.given)  # the reader's evidence is not taken away
    Bot(index, reader, shipped_judge(SENTENCE)).ask(QUESTION)
    assert [hit.score for hit in reader.given] != [hit.dense for hit in reader.given]


def test_the_rankings_of_a_report_are_those_of_the_bot_that_was_asked(suite: Suite, tmp_path: Path) -> None:
    evaluate(suite, tmp_path / "cosine", Settings(SENTENCE, "hash", ablation=False, without=("lexical",)))
    evaluate(suite, tmp_path / "both", Settings(SENTENCE, "hash", ablation=False))
    cosine, both = (
        [float(line.split()[4]) for line in (tmp_path / name / "run.trec").read_text().splitlines()]
        for name in ("cosine", "both")
    )
    assert cosine != both


def test_without_the_reader_the_nearest_sentence_is_quoted(index: Index) -> None:
    bot = without_parts(Bot(index, Watching(), shipped_judge(SENTENCE)), index, Settings(without=("reader",)))
    assert isinstance(bot.reader, NearestSentence)
    answer = bot.ask(QUESTION, forced=True)
    assert answer.quotes and answer.confidence == pytest.approx(answer.signals["score"] / 2)


@pytest.mark.parametrize(
    ("signals", "threshold", "confidence", "refused"),
    [
        ({"over_null": 0.0, "score": 0.1}, 0.5, 0.5, False),  # e^0 / (1 + e^0)
        ({"over_null": -2.0}, 0.5, 0.1192, True),  # e^-2 / (1 + e^-2) = 0.1353 / 1.1353
        ({"over_null": -2.0}, 0.1, 0.1192, False),
        ({"score": 1.4}, 0.5, 0.7, False),
        ({}, 0.0, 0.0, True),
    ],
)
def test_without_calibration_one_signal_decides(
    signals: Mapping[str, float], threshold: float, confidence: float, refused: bool
) -> None:
    quote = Quote(Passage(ARTICLES[0], 0, 35), 0, 35, 1.0)
    found = OneSignal(threshold).judge(Reading((quote,) if signals else (), signals=signals))
    assert found.confidence == pytest.approx(confidence, abs=1e-4)
    assert found.refused is refused


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("judge", "no part 'judge' to leave out; known: lexical, reader, calibration"),
        ("calibration", "only the calibration knows a risk"),
    ],
)
def test_a_part_that_cannot_be_left_out_is_named(part: str, reason: str) -> None:
    with pytest.raises(PullquoteError, match=reason):
        Settings(Config(risk=0.05), without=(part,))


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    (tmp_path / "articles").mkdir()
    for one in ARTICLES:
        (tmp_path / "articles" / one.id).write_text(one.text)
    rows = []
    for n, (id, asked, said) in enumerate(
        [
            ("ferry.md", "Who is the captain?", "The captain is called Adeyemi."),
            ("zebra.md", QUESTION, "A zebra was seen at the harbour."),
            ("cranes.md", "What colour are the cranes?", "The old cranes of the port were painted blue in the spring."),
        ]
    ):
        at = next(one for one in ARTICLES if one.id == id).text.index(said)
        evidence = [{"article": id, "text": said, "start": at, "end": at + len(said)}]
        rows.append({"id": f"q{n}", "question": asked, "answerable": True, "evidence": evidence})
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return load("questions", [tmp_path / "q.jsonl"], tmp_path / "articles")


def test_the_report_says_what_was_taken_out_and_two_of_them_compare(suite: Suite, tmp_path: Path) -> None:
    whole = evaluate(suite, tmp_path / "a", Settings(SENTENCE, "hash", ablation=False))
    config = Config(reader="nearest", passages=2)
    less = evaluate(suite, tmp_path / "b", Settings(config, "hash", ablation=False, without=("calibration",)))
    assert whole["config"]["without"] == []
    assert (less["config"]["without"], less["config"]["passages"]) == (["calibration"], 2)
    assert less["config"]["threshold_used"] == 0.5
    lines = differences(tmp_path / "a", tmp_path / "b")
    assert f"config.passages: {Config().passages} -> 2" in lines
    assert "config.without: [] -> ['calibration']" in lines
    assert {line.split(":")[0] for line in lines} == {"config.passages", "config.without", "config.threshold_used"}
    found = {one.name: one for one in compare(tmp_path / "a", tmp_path / "b")}
    assert found["forced.evidence.hit@1"].difference.n == found["retrieval.recall@10"].difference.n == 3


def test_a_closed_suite_has_no_search_to_take_out(tmp_path: Path) -> None:
    paragraph = {"context": ARTICLES[0].text, "qas": [{"id": "1", "question": "?", "is_impossible": True}]}
    (tmp_path / "s.json").write_text(json.dumps({"data": [{"title": "t", "paragraphs": [paragraph]}]}))
    closed = load("squad", [tmp_path / "s.json"], closed=True)
    with pytest.raises(PullquoteError, match="with --closed nothing is searched"):
        evaluate(closed, tmp_path / "out", Settings(SENTENCE, "hash", without=("lexical",)))


@pytest.mark.model
def test_the_networks_give_the_signal_that_stands_alone() -> None:
    signals = open_bot().ask("How much were the Aegis Ashore contracts worth?", forced=True).signals
    assert signals
    assert "over_null" in signals
