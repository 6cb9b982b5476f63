"""A corpus's own calibration: its questions are asked, and the judge is fitted and its promises counted on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import numpy as np

from pullquote.corpus import BadInputError, PullquoteError
from pullquote.evals.example import Example
from pullquote.evals.fitting.folds import FOLDS, answering, out_of_fold
from pullquote.evals.fitting.judge_fit import Setting, refit_judge, settings
from pullquote.evals.fitting.regression import Logistic
from pullquote.evals.metrics.evidence import right
from pullquote.evals.metrics.refusals import auroc, calibration_error
from pullquote.evals.suites.questions import read_questions
from pullquote.index import Index, TrackProgress, no_progress
from pullquote.rag import (
    CALIBRATION_FORMAT,
    READERS,
    Bot,
    Config,
    IndexVocabulary,
    LogisticJudge,
    Question,
    Refuse,
    RiskTable,
    made_for,
    make_reader,
    outside_judge,
    shipped_judge,
)

LEAST = 20  # questions; 25 answers are the fewest that any risk is promised on
RISKS = (0.01, 0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the reader made of a question: its signals (none where nothing was found), whether its first quote is
    right, whether the question names what occurs nowhere."""

    example: Example
    signals: Mapping[str, float]
    right: bool
    absent: bool


class Counts(TypedDict):
    """How many questions were asked, how many of them are unanswerable, how often the first quote was right."""

    asked: int
    unanswerable: int
    first_right: int


class OutOfFold(TypedDict):
    """How a judge did on questions about articles that it was not fitted on."""

    calibration_error: float
    auroc: float


class Fitted(TypedDict):
    """A judge, its threshold, and what risks it can promise, with what they were counted on."""

    questions: Counts
    answerable: Logistic
    right: Logistic
    unanswerable: float
    refuse: dict[Refuse, Setting]
    risk: dict[str, Any]  # as `RiskTable.to_dict` writes it
    out_of_fold: OutOfFold


class Calibration(Fitted):
    """What is kept beside an index; `made_for` names what it may be used with."""

    format: int
    made_for: dict[str, str]


def calibrate(
    questions: Path, index: Index, *, reader: str = Config().reader, track: TrackProgress = no_progress
) -> Calibration:
    """A judge for the index's articles, fitted on these questions.

    Raises BadInputError, naming file and line, for questions that do not fit the format or the articles, and for fewer
    than 20, for none that is unanswerable, for none that is answered rightly.
    """
    examples = read_questions([questions], tuple(index.articles()))
    _enough(examples, questions)
    config = Config(reader=reader)
    base = shipped_judge(config) if reader in READERS else outside_judge(config)
    made = make_reader(reader, index)
    bot = Bot(index, made, base, IndexVocabulary(index), Config().passages)
    advance = track("asking", len(examples))
    attempts = []
    for example in examples:
        attempts.append(_attempt(bot, index, example))
        advance(1)
    if not any(one.right for one in attempts):
        raise BadInputError(
            f"{questions}: no first quote answers its question, so there is nothing to calibrate; look at them with:"
            f" pullquote ask QUESTION {index.option}"
        )
    fits = made_for(reader, made.sha256, index.manifest.embedder)
    return {"format": CALIBRATION_FORMAT, "made_for": fits, **fit(attempts, base)}


def fit(attempts: Sequence[Attempt], base: LogisticJudge) -> Fitted:
    """Where nothing was found, the confidence is 0 and nothing is fitted."""
    found = [one for one in attempts if one.signals]
    signals = [one.signals for one in found]
    hit = np.array([one.right for one in found])
    answerable = np.array([one.example.answerable for one in found])
    groups = _groups([one.example for one in found])
    confidence = out_of_fold(
        lambda rows: refit_judge(base, [signals[i] for i in rows], answerable[rows], hit[rows]), signals, groups
    )
    sure = answering(confidence, np.array([one.absent for one in found]))
    missed = len(attempts) - len(found)
    table = RiskTable.of([*sure.tolist(), *[0.0] * missed], [*hit.tolist(), *[False] * missed])
    return {
        "questions": {
            "asked": len(attempts),
            "unanswerable": sum(not one.example.answerable for one in attempts),
            "first_right": int(hit.sum()),
        },
        **refit_judge(base, signals, answerable, hit),
        "refuse": settings(sure, answerable, hit, np.ones(len(found))),
        "risk": table.to_dict(),
        "out_of_fold": {
            "calibration_error": float(f"{calibration_error(confidence, hit.astype(float)):.4g}"),
            "auroc": float(f"{auroc(confidence, hit.astype(float)):.4g}"),
        },
    }


def offers(table: RiskTable) -> list[tuple[float, float | None]]:
    """The usual risks, each with its threshold; None where none can be promised."""
    found: list[tuple[float, float | None]] = []
    for risk in RISKS:
        try:
            found.append((risk, table.threshold_for(risk)))
        except PullquoteError:
            found.append((risk, None))
    return found


def _enough(examples: Sequence[Example], questions: Path) -> None:
    if len(examples) < LEAST:
        raise BadInputError(f"{questions} has {len(examples)} questions; needed to calibrate: {LEAST}, better some 200")
    for kind, wanted in (("answerable", True), ("unanswerable", False)):
        if not any(one.answerable is wanted for one in examples):
            raise BadInputError(
                f"{questions} has no {kind} question; needed: answerable and unanswerable ones, in about the shares in"
                " which they will be asked"
            )


def _attempt(bot: Bot, index: Index, example: Example) -> Attempt:
    answer = bot.ask(example.question, history=example.history, as_of=example.as_of, forced=True)
    names = Question(answer.understood_as).names
    return Attempt(
        example,
        answer.signals,
        example.answerable and right(example, answer.quotes),
        any(not index.holds(name) for name in names),
    )


def _groups(examples: Sequence[Example]) -> list[str]:
    """What a fold keeps together: an article's questions; with too few articles to leave one out, each question."""
    articles = {one.article for one in examples if one.answerable}
    return [one.article or one.id if len(articles) >= FOLDS else one.id for one in examples]
