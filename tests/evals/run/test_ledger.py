"""A run goes on from where it was, and ends like one that was never interrupted."""

import warnings
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals.run.settings import BotMaker
from pullquote.rag import Answer, Bot, Config, IndexVocabulary
from tests.evals.conftest import ABLATED, HASHED, QUESTIONS, MakeReport, ShareJudge, WordReader, without_time


@dataclass(frozen=True)
class Interrupting(Bot):
    asked: list[str] = field(default_factory=list)
    until: int = 0

    def ask(self, question: str, **options: Any) -> Answer:
        if len(self.asked) >= self.until:
            raise KeyboardInterrupt
        self.asked.append(question)
        return super().ask(question, **options)


def interrupting(asked: list[str], until: int) -> BotMaker:
    """Makes bots that keep what they were asked, and are stopped after so many questions."""
    return lambda index, config: Interrupting(
        index, WordReader(), ShareJudge(0.5), IndexVocabulary(index), asked=asked, until=until
    )


def test_an_interrupted_run_goes_on_and_ends_like_one_that_was_not(report: MakeReport, plain: Path) -> None:
    asked: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        report("broken off", make_bot=interrupting(asked, until=4), settings=ABLATED)
    assert len(asked) == 4
    half = report("broken off", settings=ABLATED)
    for name in ("questions.jsonl", "run.trec", "qrels.trec"):
        assert (half / name).read_bytes() == (plain / name).read_bytes()
    assert without_time(half) == without_time(plain)


def test_what_is_done_is_not_asked_again(report: MakeReport) -> None:
    out = report()
    rows = (out / "questions.jsonl").read_text()
    (out / "questions.jsonl").write_text(rows + '{"id": "half a li')
    before = (out / "run.trec").read_bytes()
    asked: list[str] = []
    report(make_bot=interrupting(asked, until=10**9))
    assert asked == [QUESTIONS[0]["question"]]  # to load what is loaded late
    assert (out / "run.trec").read_bytes() == before


def test_two_runs_are_the_same_but_for_time(report: MakeReport, plain: Path) -> None:
    one, two = plain, report(settings=ABLATED)
    for name in ("questions.jsonl", "run.trec", "qrels.trec", "ablation.jsonl", "run.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    assert without_time(one) == without_time(two)


def test_a_folder_with_another_run_is_left_alone_unless_told(report: MakeReport) -> None:
    out = report()
    other = replace(HASHED, config=Config(threshold=0.9, reader="nearest"))
    before = (out / "report.json").read_bytes()
    with pytest.raises(PullquoteError, match="holds a run with other config; name another --out, or add --fresh"):
        report(settings=other)
    assert (out / "report.json").read_bytes() == before
    report(settings=replace(other, fresh=True))


def test_the_run_file_gives_ir_measures_what_the_report_says(plain: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ir_measures
    from ir_measures import RR, R, nDCG

    theirs = ir_measures.calc_aggregate(
        [R @ 5, RR @ 10, nDCG @ 10],
        ir_measures.read_trec_qrels(str(plain / "qrels.trec")),  # type: ignore[no-untyped-call]  # it ships no types
        ir_measures.read_trec_run(str(plain / "run.trec")),  # type: ignore[no-untyped-call]
    )
    ours = without_time(plain)["metrics"]
    for name, measure in (("recall@5", R @ 5), ("mrr@10", RR @ 10), ("ndcg@10", nDCG @ 10)):
        assert ours[f"questions.retrieval.{name}"]["mean"] == pytest.approx(theirs[measure], abs=1e-6)
