"""EM and F1 as the official SQuAD evaluation defines them: the only definition here."""

import re
import string
from collections import Counter
from collections.abc import Iterable

from pullquote.evals.example import Example, Trial

ARTICLES = re.compile(r"\b(a|an|the)\b")
PUNCTUATION = frozenset(string.punctuation)


def normalise(text: str) -> str:
    """Lower case, no ASCII punctuation, no a/an/the, single spaces."""
    return " ".join(ARTICLES.sub(" ", "".join(c for c in text.lower() if c not in PUNCTUATION)).split())


def exact(answer: str, golds: Iterable[str]) -> float:
    """1 when the answer is one of the golds, else 0. Without a gold that has words, 1 only for an empty answer."""
    return float(any(normalise(answer) == normalise(gold) for gold in _worded(golds)))


def f1(answer: str, golds: Iterable[str]) -> float:
    """Overlap of the bags of words with the best of the golds. Without a gold that has words, as `exact`."""
    return max(_overlap(normalise(answer).split(), normalise(gold).split()) for gold in _worded(golds))


def contains(text: str, golds: Iterable[str]) -> bool:
    """Whether one of the golds stands in a text, as whole words of both normalised; one without words never."""
    words = f" {normalise(text)} "
    return any(f" {gold} " in words for gold in map(normalise, golds) if gold)


def official(example: Example, trial: Trial) -> dict[str, float]:
    """EM and F1 of both answers, with those of the answerable (hasans) and of the others (noans) apart."""
    found: dict[str, float] = {}
    part = "hasans" if example.answerable else "noans"
    for mode, answer in trial.modes:
        for name, measure in (("em", exact), ("f1", f1)):
            value = measure(answer.short, example.answers)
            found |= {f"{mode}.{name}": value, f"{mode}.{part}.{name}": value}
    return found


def _worded(golds: Iterable[str]) -> list[str]:
    return [gold for gold in golds if normalise(gold)] or [""]


def _overlap(one: list[str], other: list[str]) -> float:
    if not one or not other:
        return float(one == other)
    same = (Counter(one) & Counter(other)).total()
    return 2 * same / (len(one) + len(other)) if same else 0.0
