"""What judges are worth on articles that they were not fitted on, and the threshold that follows."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pullquote.evals.fitting.judge_fit import FittedJudge
from pullquote.evals.fitting.regression import Flags, Signals
from pullquote.evals.metrics.figure import Floats
from pullquote.rag import WITHOUT_NAME, LogisticJudge

FOLDS = 5


def out_of_fold(fit: Callable[[NDArray[np.intp]], FittedJudge], signals: Signals, groups: Sequence[str]) -> Floats:
    """The confidence of each question, by a judge that `fit` (given which questions to fit on) finds without its group.

    Promises counted on the questions that the judge was fitted on would flatter it; splitting them in two would leave
    too few articles for either part. So each is judged by one of five judges that have not seen its article, and the
    one that is kept, fitted on all, is taken to be as good: it has seen more.
    """
    fold = folds(groups)
    confidence = np.zeros(len(signals))
    for number in range(FOLDS):
        out = np.flatnonzero(fold == number).tolist()
        if out:
            judge = LogisticJudge.of(fit(np.flatnonzero(fold != number)), 0.0)
            confidence[out] = [judge.confidence(signals[i]) for i in out]
    return confidence


def folds(groups: Sequence[str]) -> NDArray[np.intp]:
    """The fold of each question: groups stay whole, the large ones are dealt out first, each to the smallest fold."""
    members: dict[str, list[int]] = defaultdict(list)
    for i, group in enumerate(groups):
        members[group].append(i)
    fold, sizes = np.zeros(len(groups), np.intp), [0] * FOLDS
    for group in sorted(members, key=lambda g: (-len(members[g]), hashlib.sha256(g.encode()).digest())):
        smallest = sizes.index(min(sizes))
        fold[members[group]] = smallest
        sizes[smallest] += len(members[group])
    return fold


def answering(confidence: Floats, absent: Flags) -> Floats:
    """The confidence against which a threshold answers: 0 where the bot refuses at any, as a name occurs nowhere."""
    return np.where(absent & (confidence < WITHOUT_NAME), 0.0, confidence)
