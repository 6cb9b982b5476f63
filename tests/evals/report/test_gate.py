"""The gate: what ships is no worse on the bundled questions than the baseline, and what is worse is caught."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import BASELINES, baseline_of, gate_failures, gate_results, load
from pullquote.evals.run.corpus_index import opened_index
from pullquote.evals.run.ledger import Ledger, Result
from pullquote.evals.run.results import run
from pullquote.evals.run.settings import BotMaker
from pullquote.index import Hit, Index
from pullquote.rag import Bot, Config, Question, Reader, Reading, open_bot
from tests.evals.conftest import at, bot_over
from tests.evals.suites.conftest import time_data, traps_data

SHARED = os.environ.get("PULLQUOTE_SHARED", "")


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Result]]:
    folder = tmp_path_factory.mktemp("gate")
    rows = gate_results(folder / "run", make_bot=bot_over, embedder="hash")
    (folder / "baseline.json").write_text(baseline_of(rows))
    return folder / "baseline.json", rows


def test_the_gate_opens_for_what_the_baseline_was_made_from(bundled: tuple[Path, list[Result]]) -> None:
    baseline, rows = bundled
    assert gate_failures(rows, baseline) == []
    lines = baseline.read_text().splitlines()
    assert len([line for line in lines if '"right"' in line]) >= len(rows)  # a question a line, to be read in a diff


BROKEN: dict[str, BotMaker] = {
    "answered": at(threshold=0.8),
    "answered.unanswerable": at(threshold=0.1),
    "forced.f1": at(shift=1),
    "forced.evidence.iou": at(slip=1),
}


@pytest.mark.parametrize("figure", BROKEN)
def test_a_moved_threshold_and_a_shifted_offset_do_not_pass(
    bundled: tuple[Path, list[Result]], tmp_path: Path, figure: str
) -> None:
    rows = gate_results(tmp_path, make_bot=BROKEN[figure], embedder="hash")
    assert figure in [line.split(" ")[0] for line in gate_failures(rows, bundled[0])]


def test_a_dropped_article_does_not_pass(bundled: tuple[Path, list[Result]], tmp_path: Path) -> None:
    suite = load("questions")
    with opened_index(suite.articles[1:], None, embedder="hash") as index, Ledger(tmp_path / "out", {}) as ledger:
        rows = run(suite, bot_over(index), index, ledger)
    assert "retrieval.recall@10" in [line.split(" ")[0] for line in gate_failures(rows, bundled[0])]


def test_rounding_is_no_change(bundled: tuple[Path, list[Result]]) -> None:
    # Kept as 0.334, what is still 0.3336 would be a drop of 0.0004 for every question.
    odd = [row | {"figures": row["figures"] | {"forced.f1": 0.3336}} for row in bundled[1]]
    baseline = bundled[0].with_name("odd.json")
    baseline.write_text(baseline_of(odd))
    assert gate_failures(odd, baseline) == []


def test_a_broken_invariant_and_other_questions_do_not_pass(bundled: tuple[Path, list[Result]]) -> None:
    baseline, rows = bundled
    wrong = [rows[0] | {"citations": [{"slice": False, "receipt": True, "article": True, "date": True}]}, *rows[1:]]
    assert gate_failures(wrong, baseline) == [f"invariant broken: {rows[0]['id']}: slice"]
    assert "the baseline has other questions (1, such as" in gate_failures(rows[1:], baseline)[0]
    with pytest.raises(PullquoteError, match="run: pullquote eval baseline"):
        gate_failures(rows, baseline.with_name("none.json"))


@pytest.mark.parametrize(
    ("name", "made", "figure"), [("time", time_data, "newest_first"), ("traps", traps_data, "tempted")]
)
def test_dated_corpora_and_traps_are_judged_by_their_own_figures(
    tmp_path: Path, name: str, made: Callable[[Path], Path], figure: str
) -> None:
    rows = gate_results(tmp_path / "run", name, [made(tmp_path / name)], make_bot=bot_over, embedder="hash")
    (tmp_path / "baseline.json").write_text(baseline_of(rows))
    assert gate_failures(rows, tmp_path / "baseline.json") == []
    assert f'"{figure}"' in (tmp_path / "baseline.json").read_text()


def test_a_suite_that_has_no_baseline_is_named(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match="'docs' is not in the gate; known: questions, time, traps"):
        gate_results(tmp_path, "docs")


@dataclass
class Remembering:
    """A reader that reads what it has read before from memory: three tests ask the same questions."""

    reader: Reader
    known: dict[object, Reading]

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        key = question.text, tuple((hit.passage.article.id, hit.passage.start) for hit in hits)
        if key not in self.known:
            self.known[key] = self.reader.read(question, hits)
        return self.known[key]


@pytest.fixture(scope="module")
def remembering() -> Callable[[Config], BotMaker]:
    known: dict[object, Reading] = {}

    def made(given: Config) -> BotMaker:
        def make(index: Index, *, config: Config) -> Bot:  # noqa: ARG001  # as a maker is called
            bot = open_bot(index, config=given)
            return replace(bot, reader=Remembering(bot.reader, known))

        return make

    return made


@pytest.mark.model
def test_the_answers_are_no_worse_than_the_baseline(tmp_path: Path, remembering: Callable[[Config], BotMaker]) -> None:
    assert gate_failures(gate_results(tmp_path, make_bot=remembering(Config()))) == []


@pytest.mark.model
@pytest.mark.skipif(not SHARED, reason="PULLQUOTE_SHARED names no folder of articles and benchmarks")
@pytest.mark.parametrize("name", ["time", "traps"])
def test_over_benchmarks_the_answers_are_no_worse_than_the_baseline(tmp_path: Path, name: str) -> None:
    if not BASELINES[name].exists():
        pytest.skip(f"no baseline yet; run: pullquote eval baseline --suite {name} --data {SHARED}/bench/{name}")
    assert gate_failures(gate_results(tmp_path, name, [Path(SHARED, "bench", name)]), BASELINES[name]) == []


MOVED = {"answered": Config(threshold=0.99), "answered.unanswerable": Config(threshold=0.0)}


@pytest.mark.model
@pytest.mark.parametrize("figure", MOVED)
def test_a_moved_threshold_is_caught(tmp_path: Path, figure: str, remembering: Callable[[Config], BotMaker]) -> None:
    failures = gate_failures(gate_results(tmp_path, make_bot=remembering(MOVED[figure])))
    assert figure in [line.split(" ")[0] for line in failures]
