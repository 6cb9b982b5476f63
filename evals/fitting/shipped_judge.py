"""Fits the judge that ships, its settings and what risks it can promise, and checks them on other questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np

from pullquote.evals.fitting.benchmarks import IndexedExample
from pullquote.evals.fitting.calibration_fit import offers
from pullquote.evals.fitting.folds import answering, out_of_fold
from pullquote.evals.fitting.judge_fit import Setting, fit_judge, settings
from pullquote.evals.fitting.regression import Flags, Logistic
from pullquote.evals.metrics.figure import Floats
from pullquote.evals.metrics.refusals import auroc, calibration_error
from pullquote.rag import (
    UNANSWERABLE,
    LogisticJudge,
    Question,
    Reader,
    Refuse,
    RiskTable,
    with_short_answers,
)


@dataclass(frozen=True, slots=True)
class Readings:
    """What a reader made of the questions of which it found anything, an entry each: the signals, whether the first
    quote is right, the question is answerable, a name of it occurs nowhere, it is of SQuAD."""

    signals: list[Mapping[str, float]]
    groups: list[str]
    right: Flags
    answerable: Flags
    absent: Flags
    squad: Flags

    @property
    def parts(self) -> tuple[tuple[str, Flags], ...]:
        """SQuAD's and CLAPNQ's, by name."""
        return ("squad", self.squad), ("clapnq", ~self.squad)


class Shipped(TypedDict):
    """What ships for a reader, apart from the weights of its evidence."""

    answerable: Logistic
    right: Logistic
    unanswerable: float
    refuse: dict[Refuse, Setting]
    risk: dict[str, object]


def read_all(asked: Sequence[IndexedExample], reader: Reader, passages: int) -> Readings:
    """What the reader makes of the questions, given so many passages of each."""
    found = []
    for one in asked:
        question = Question(one.example.question)
        reading = with_short_answers(question, reader.read(question, one.hits(passages)))
        if reading.quotes:
            first = reading.quotes[0]
            right = one.example.answerable and one.answered_by(first.article, first.start, first.end)
            absent = any(not one.index.holds(name) for name in question.names)
            found.append((dict(reading.signals), one.group, right, one.example.answerable, absent, one.squad))
    signals, groups, *flags = (list(column) for column in zip(*found, strict=True))
    return Readings(signals, groups, *(np.array(column, bool) for column in flags))


def fit_shipped(read: Readings) -> tuple[Shipped, Floats]:
    """What ships, and the confidence of each question by a judge that has not seen its group.

    Half of the weight is on answerable questions, half on the others; CLAPNQ counts as much as SQuAD 2.0. Confidence,
    settings and risks are those of questions of which the share UNANSWERABLE has no answer; for the risks so many
    unanswerable questions are left out.
    """
    able, squad = read.answerable, read.squad
    weight = np.zeros(len(able))
    for part in (squad & able, squad & ~able, ~squad & able, ~squad & ~able):
        weight[part] = 1 / max(1, part.sum())
    judge = fit_judge(read.signals, able, read.right, weight)
    confidence = out_of_fold(
        lambda rows: fit_judge([read.signals[i] for i in rows], able[rows], read.right[rows], weight[rows]),
        read.signals,
        read.groups,
    )
    sure = answering(confidence, read.absent)
    as_asked = weight * np.where(able, 1 - UNANSWERABLE, UNANSWERABLE)
    kept = thinned(able)
    shipped: Shipped = {
        **judge,
        "refuse": settings(sure, able, read.right, as_asked),
        "risk": RiskTable.of(sure[kept].tolist(), read.right[kept].tolist()).to_dict(),
    }
    return shipped, confidence


def thinned(answerable: Flags) -> Flags:
    """All answerable questions, and of the others as many as make the share UNANSWERABLE, evenly spread."""
    wanted = int(answerable.sum() * UNANSWERABLE / (1 - UNANSWERABLE))
    others = np.flatnonzero(~answerable)
    kept = answerable.copy()
    kept[others[np.linspace(0, len(others) - 1, min(wanted, len(others))).astype(int)]] = True
    return kept


def summary(read: Readings, confidence: Floats, threshold: float) -> Iterator[str]:
    """What the threshold does to the questions that it was fitted on, a line a part."""
    for name, part in read.parts:
        if part.any():
            able, unable = part & read.answerable, part & ~read.answerable
            yield (
                f"{name}: {part.sum()} questions, first right {np.mean(read.right[able]):.3f}, refused of answerable"
                f" {np.mean(confidence[able] < threshold):.3f}, of unanswerable"
                f" {np.mean(confidence[unable] < threshold):.3f},"
                f" AUROC {auroc(confidence[part], read.answerable[part].astype(float)):.3f}"
            )


def check(read: Readings, values: Mapping[str, Any]) -> Iterator[str]:
    """What the confidence and the promises that were written down are worth on questions not fitted on, in lines; of
    their unanswerable ones as many are kept as make the share that the confidence is for."""
    kept = np.flatnonzero(thinned(read.answerable))
    judge = LogisticJudge.of(values, 0.0)
    confidence = np.array([judge.confidence(read.signals[i]) for i in kept])
    right, able = read.right[kept], read.answerable[kept]
    for name, part in (*((name, part[kept]) for name, part in read.parts), ("all", np.ones(len(kept), bool))):
        yield (
            f"{name}: {part.sum()} questions, AUROC of right against wrong"
            f" {auroc(confidence[part], right[part].astype(float)):.3f}, of answerable against not"
            f" {auroc(confidence[part], able[part].astype(float)):.3f},"
            f" calibration error {calibration_error(confidence[part], right[part].astype(float)):.3f}"
        )
    sure = answering(confidence, read.absent[kept])
    for risk, threshold in offers(RiskTable.of_dict(values["risk"])):
        if threshold is None:
            yield f"at most {risk:.0%} wrong: cannot be promised"
            continue
        answered = sure >= threshold
        wrong = int((answered & ~right).sum())
        yield (
            f"at most {risk:.0%} wrong: threshold {threshold:.2f}, answered {answered.mean():.3f},"
            f" wrong {wrong} of {answered.sum()} ({wrong / max(1, answered.sum()):.3f})"
        )
