"""How well a reader finds the answer in the right paragraph, and knows when there is none."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from training.batches import CLS, MAX_QUESTION, MAX_TOKENS, SEP, tokens
from training.data import Example
from training.model import Reader

MAX_ANSWER = 30  # tokens


def normalise(text: str) -> str:
    """SQuAD's: lower case, no punctuation, no a/an/the, single spaces."""
    text = "".join(char for char in text.lower() if char not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def f1(answer: str, gold: str) -> float:
    """Overlap of the two bags of words (official SQuAD evaluation)."""
    one, other = normalise(answer).split(), normalise(gold).split()
    if not one or not other:
        return float(one == other)
    same = sum((Counter(one) & Counter(other)).values())
    return 2 * same / (len(one) + len(other)) if same else 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """The best span of one pair, in characters of the passage, with its logits."""

    start: int
    end: int
    span: float  # start logit + end logit of the best span
    null: float  # the same at [CLS]
    relevance: float


Logits = tuple[np.ndarray, np.ndarray, np.ndarray]  # start and end (pairs, tokens), relevance (pairs,)
Network = Callable[[np.ndarray, np.ndarray, np.ndarray], Logits]  # of ids, token types, mask: (pairs, tokens) int64


@torch.no_grad()
def torch_logits(model: Reader, ids: np.ndarray, kinds: np.ndarray, mask: np.ndarray) -> Logits:
    """The network as a function of arrays, so that evaluation runs alike on torch and on OpenVINO."""
    device = next(model.parameters()).device
    outputs = model(*(torch.from_numpy(part).to(device) for part in (ids, kinds, mask)))
    start, end, relevance = (output.float().cpu().numpy() for output in outputs)
    return start, end, relevance


def best_span(start: np.ndarray, end: np.ndarray, *, longest: int = MAX_ANSWER) -> tuple[int, int, float]:
    """First and last token of the best span; ties go to the first."""
    sums = start[:, None] + end[None, :]
    allowed = np.triu(np.ones_like(sums, dtype=bool)) & ~np.triu(np.ones_like(sums, dtype=bool), longest)
    best = int(np.where(allowed, sums, -np.inf).argmax())
    first, last = divmod(best, len(start))
    return first, last, float(sums[first, last])


def read(network: Network, pairs: Sequence[tuple[str, str]], *, batch: int = 16) -> list[Found]:
    """The best span of each (question, passage). Passages past the window are cut."""
    rows = []
    for question, passage in pairs:
        asked = tokens(question)[0][:MAX_QUESTION]
        text = tokens(passage)[0][: MAX_TOKENS - len(asked) - 3]
        rows.append(((CLS, *asked, SEP, *text, SEP), len(asked) + 2))
    found: list[Found | None] = [None] * len(rows)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
    for low in range(0, len(order), batch):
        part = order[low : low + batch]
        width = max(len(rows[i][0]) for i in part)
        ids, kinds, mask = (np.zeros((len(part), width), dtype=np.int64) for _ in range(3))
        for row, i in enumerate(part):
            length = len(rows[i][0])
            ids[row, :length] = rows[i][0]
            kinds[row, rows[i][1] : length] = 1
            mask[row, :length] = 1
        starts, ends, relevances = network(ids, kinds, mask)
        for row, i in enumerate(part):
            at, stop = rows[i][1], len(rows[i][0]) - 1
            _, offsets, begins = tokens(pairs[i][1])
            first, last, span = best_span(starts[row, at:stop], ends[row, at:stop])
            while first > 0 and not begins[first]:
                first -= 1
            while last + 1 < len(begins) and not begins[last + 1]:
                last += 1
            null = float(starts[row, 0] + ends[row, 0])
            found[i] = Found(offsets[first][0], offsets[last][1], span, null, float(relevances[row]))
    return [one for one in found if one is not None]


def forced(example: Example, passage: str, found: Found) -> tuple[float, float]:
    """EM and F1 (0 to 1) of the span against the best of the golds."""
    answer = passage[found.start : found.end]
    exact = max(float(normalise(answer) == normalise(gold)) for gold in example.answers)
    return exact, max(f1(answer, gold) for gold in example.answers)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Mean and half the width of its 95 % interval (normal), in percent."""
    return 100 * float(np.mean(values)), 196 * float(np.std(values)) / len(values) ** 0.5


def closed(network: Network, examples: Sequence[Example]) -> dict[str, float]:
    """EM and F1 in percent with the right paragraph given (an answer is forced), AUROC by answerable label."""
    found = read(network, [(example.question, example.context) for example in examples])
    scores = [forced(ex, ex.context, one) for ex, one in zip(examples, found, strict=True) if ex.golds]
    (em, em_half), (overlap, f1_half) = (interval(values) for values in zip(*scores, strict=True))
    figures = {"questions": len(examples), "em": em, "em_half": em_half, "f1": overlap, "f1_half": f1_half}
    labels = [bool(example.golds) for example in examples]
    if len(set(labels)) == 2:
        figures["auroc_relevance"] = float(roc_auc_score(labels, [one.relevance for one in found]))
        figures["auroc_null"] = float(roc_auc_score(labels, [one.span - one.null for one in found]))
    return figures
