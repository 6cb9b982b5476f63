"""How well a reader finds the answer in the right paragraph, and knows when there is none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from pullquote.corpus import Span
from pullquote.evals import exact, f1
from pullquote.rag import best_span
from training.batches import MAX_HEADING, MAX_QUESTION, tokens
from training.bodies import Body
from training.data import TrainingExample
from training.model import ReaderNetwork

MAX_ANSWER, MAX_TOKENS = 30, 320  # tokens of an answer, of a pair
TOGETHER = 16  # pairs read at a time

Ids = NDArray[np.int64]
Logits = tuple[NDArray[np.float32], ...]  # start and end (pairs, tokens), relevance (pairs,)
Network = Callable[[Ids, Ids, Ids], Logits]  # of ids, token types, mask: (pairs, tokens)


@dataclass(frozen=True, slots=True)
class BestSpan:
    """The best span of one pair, in characters of the passage, with its logits."""

    start: int
    end: int
    span: float  # start logit + end logit of the best span
    null: float  # the same at [CLS]
    relevance: float


@torch.no_grad()
def torch_logits(model: ReaderNetwork, ids: Ids, kinds: Ids, mask: Ids) -> Logits:
    """The network as a function of arrays, so that evaluation runs alike on torch and on OpenVINO."""
    device = next(model.parameters()).device
    outputs = model(*(torch.from_numpy(part).to(device) for part in (ids, kinds, mask)))
    return tuple(output.float().cpu().numpy() for output in outputs)


def read(network: Network, body: Body, asked: Sequence[tuple[str, str, str]]) -> list[BestSpan]:
    """The best span of each (question, heading, passage), widened to whole words. Passages past 320 tokens of the pair
    are cut."""
    rows: list[tuple[tuple[int, ...], int, int]] = []  # ids, where the heading begins, where the passage does
    for one in asked:
        first, above, text = ([i + body.shift for i in tokens(part)[0]] for part in one)
        first, above = first[:MAX_QUESTION], above[:MAX_HEADING]
        room = MAX_TOKENS - len(first) - len(above) - 4
        ids = (body.cls, *first, body.sep, *above, body.sep, *text[:room], body.sep)
        rows.append((ids, len(first) + 2, len(first) + len(above) + 3))
    found: dict[int, BestSpan] = {}
    order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
    for low in range(0, len(order), TOGETHER):
        part = order[low : low + TOGETHER]
        shape = len(part), max(len(rows[i][0]) for i in part)
        padded = np.full(shape, body.pad, dtype=np.int64)
        kinds, mask = (np.zeros(shape, dtype=np.int64) for _ in range(2))
        for row, i in enumerate(part):
            ids, heading_at, _ = rows[i]
            padded[row, : len(ids)] = ids
            kinds[row, heading_at : len(ids)] = 1
            mask[row, : len(ids)] = 1
        starts, ends, relevances = network(padded, kinds, mask)
        for row, i in enumerate(part):
            inside = slice(rows[i][2], len(rows[i][0]) - 1)
            best = _best(asked[i][2], starts[row, inside], ends[row, inside])
            null = float(starts[row, 0] + ends[row, 0])
            found[i] = BestSpan(*best, null, float(relevances[row]))
    return [found[i] for i in range(len(rows))]


def _best(passage: str, start: NDArray[np.float32], end: NDArray[np.float32]) -> tuple[int, int, float]:
    """Where the best span of a passage is, in characters, and its logit."""
    _, offsets, begins = tokens(passage)
    kept = np.array(offsets[: len(start)], np.int64).reshape(-1, 2)
    score, span = best_span(kept, begins, start, end, Span(0, len(passage)), MAX_ANSWER)
    return (span.start, span.end, score) if span else (0, 0, score)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Mean and half the width of its 95 % interval (normal), in percent."""
    return 100 * float(np.mean(values)), 196 * float(np.std(values)) / len(values) ** 0.5


def closed(
    network: Network, body: Body, examples: Sequence[TrainingExample], *, heading: bool = True
) -> dict[str, float]:
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
