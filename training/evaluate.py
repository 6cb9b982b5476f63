"""How well a reader finds the answer in the right paragraph, and knows when there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from pullquote.evals.metrics.short_answers import exact, f1
from training.batches import MAX_HEADING, MAX_QUESTION, tokens
from training.bodies import Body
from training.data import Example
from training.model import Reader

MAX_ANSWER = 30  # tokens

Ids = NDArray[np.int64]
Logits = tuple[NDArray[np.float32], ...]  # start and end (pairs, tokens), relevance (pairs,)
Network = Callable[[Ids, Ids, Ids], Logits]  # of ids, token types, mask: (pairs, tokens)


@dataclass(frozen=True, slots=True)
class Found:
    """The best span of one pair, in characters of the passage, with its logits."""

    start: int
    end: int
    span: float  # start logit + end logit of the best span
    null: float  # the same at [CLS]
    relevance: float


@torch.no_grad()
def torch_logits(model: Reader, ids: Ids, kinds: Ids, mask: Ids) -> Logits:
    """The network as a function of arrays, so that evaluation runs alike on torch and on OpenVINO."""
    device = next(model.parameters()).device
    outputs = model(*(torch.from_numpy(part).to(device) for part in (ids, kinds, mask)))
    return tuple(output.float().cpu().numpy() for output in outputs)


def best_span(
    start: NDArray[np.float32], end: NDArray[np.float32], *, longest: int = MAX_ANSWER
) -> tuple[int, int, float]:
    """First and last token of the best span; ties go to the first."""
    sums = start[:, None] + end[None, :]
    allowed = np.triu(np.ones_like(sums, dtype=bool)) & ~np.triu(np.ones_like(sums, dtype=bool), longest)
    best = int(np.where(allowed, sums, -np.inf).argmax())
    first, last = divmod(best, len(start))
    return first, last, float(sums[first, last])


def read(
    network: Network, body: Body, asked: Sequence[tuple[str, str, str]], *, longest: int = 320, batch: int = 16
) -> list[Found]:
    """The best span of each (question, heading, passage). Passages past `longest` tokens of the pair are cut."""
    rows = []
    for question, heading, passage in asked:
        first = [i + body.shift for i in tokens(question)[0][:MAX_QUESTION]]
        above = [i + body.shift for i in tokens(heading)[0][:MAX_HEADING]]
        room = longest - len(first) - len(above) - 4
        text = [i + body.shift for i in tokens(passage)[0][:room]]
        ids = (body.cls, *first, body.sep, *above, body.sep, *text, body.sep)
        rows.append((ids, len(first) + 2, len(first) + len(above) + 3))
    found: list[Found | None] = [None] * len(rows)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
    for low in range(0, len(order), batch):
        part = order[low : low + batch]
        width = max(len(rows[i][0]) for i in part)
        ids = np.full((len(part), width), body.pad, dtype=np.int64)
        kinds, mask = (np.zeros((len(part), width), dtype=np.int64) for _ in range(2))
        for row, i in enumerate(part):
            length = len(rows[i][0])
            ids[row, :length] = rows[i][0]
            kinds[row, rows[i][1] : length] = 1
            mask[row, :length] = 1
        starts, ends, relevances = network(ids, kinds, mask)
        for row, i in enumerate(part):
            at, stop = rows[i][2], len(rows[i][0]) - 1
            _, offsets, begins = tokens(asked[i][2])
            first, last, span = best_span(starts[row, at:stop], ends[row, at:stop])
            while first > 0 and not begins[first]:
                first -= 1
            while last + 1 < len(begins) and not begins[last + 1]:
                last += 1
            null = float(starts[row, 0] + ends[row, 0])
            found[i] = Found(offsets[first][0], offsets[last][1], span, null, float(relevances[row]))
    return [one for one in found if one is not None]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Mean and half the width of its 95 % interval (normal), in percent."""
    return 100 * float(np.mean(values)), 196 * float(np.std(values)) / len(values) ** 0.5


def closed(network: Network, body: Body, examples: Sequence[Example], *, heading: bool = True) -> dict[str, float]:
    """EM and F1 in percent with the right paragraph given (an answer is forced), AUROC by answerable label."""
    found = read(network, body, [(one.question, one.title if heading else "", one.context) for one in examples])
    exacts, overlap = [], []
    for example, one in zip(examples, found, strict=True):
        if example.golds:
            answer = example.context[one.start : one.end]
            exacts.append(exact(answer, example.answers))
            overlap.append(f1(answer, example.answers))
    (em, em_half), (mean, f1_half) = interval(exacts), interval(overlap)
    figures = {"questions": len(examples), "em": em, "em_half": em_half, "f1": mean, "f1_half": f1_half}
    labels = [bool(example.golds) for example in examples]
    if len(set(labels)) == 2:
        figures["auroc_relevance"] = float(roc_auc_score(labels, [one.relevance for one in found]))
        figures["auroc_null"] = float(roc_auc_score(labels, [one.span - one.null for one in found]))
    return {name: round(value, 4) for name, value in figures.items()}
