"""What judges are worth on articles that they were not fitted on, and the threshold that follows."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pullquote.evals.fitting.regression import FittedJudge, Flags, Signals
from pullquote.evals.metrics.bootstrap import Floats
from pullquote.rag import WITHOUT_NAME, LogisticJudge, Weights

# At most this share of the answerable questions may be refused; under that, as many unanswerable ones as possible.
REFUSED_ANSWERABLE = 0.08
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
            judge = LogisticJudge(Weights.of(fit(np.flatnonzero(fold != number))), 0.0)
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


def threshold_of(confidence: Floats, answerable: Flags, weight: Floats) -> float:
    """The highest threshold that refuses at most REFUSED_ANSWERABLE of the answerable questions, by weight."""
    order = np.argsort(confidence[answerable], kind="stable")
    share = weight[answerable][order]
    at = int(np.searchsorted(np.cumsum(share) / share.sum(), REFUSED_ANSWERABLE))
    return float(f"{confidence[answerable][order][at]:.4g}")


def answering(confidence: Floats, absent: Flags) -> Floats:
    """The confidence against which a threshold answers: 0 where the bot refuses at any, as a name occurs nowhere."""
    return np.where(absent & (confidence < WITHOUT_NAME), 0.0, confidence)
