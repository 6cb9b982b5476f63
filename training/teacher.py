"""A large network's outputs as what a small one learns from, beside the labels (Hinton et al. 2015)."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from training.bodies import Body
from training.model import HIDDEN, Batch, ReaderNetwork
from training.trained import trained


@dataclass(frozen=True, slots=True)
class Teacher:
    """A trained network that is asked the same batches as the one that learns; `trust` is its share of the loss."""

    network: ReaderNetwork
    trust: float

    @classmethod
    def of(cls, run: Path, trust: float) -> "Teacher":
        """The running mean of a run's weights, in bfloat16. See `trained` for what it raises."""
        return cls(trained(run)[0].to(torch.bfloat16), trust)

    @torch.no_grad()
    def outputs(self, batch: Batch, body: Body) -> tuple[Tensor, ...]:
        """What it says of a batch whose ids are those of another body."""
        ids = translated(batch.input_ids, body, self.network.body)
        outputs: tuple[Tensor, ...] = self.network(ids, batch.token_type_ids, batch.attention_mask)
        return outputs


def translated(ids: Tensor, body: Body, other: Body) -> Tensor:
    """Ids as the other body counts them: both have MiniLM's vocabulary, each with places of its own for the special
    tokens."""
    found = ids - body.shift + other.shift
    for name in ("cls", "sep", "pad", "mask"):
        found = torch.where(ids == getattr(body, name), getattr(other, name), found)
    return found


def distance(outputs: tuple[Tensor, ...], taught: tuple[Tensor, ...], batch: Batch) -> Tensor:
    """The sum over pairs of how far the outputs are from a teacher's: the Kullback-Leibler divergence of starts and of
    ends among the passage's tokens and [CLS], half of each, and half the cross-entropy of the relevance less its least.
    0 where they are the same."""
    allowed = batch.passage.clone()
    allowed[:, 0] = True
    relevance = torch.sigmoid(taught[2])
    least = functional.binary_cross_entropy(relevance, relevance, reduction="sum")
    total = functional.binary_cross_entropy_with_logits(outputs[2], relevance, reduction="sum") - least
    for one, other in zip(outputs[:2], taught[:2], strict=True):
        logs, targets = (logits.masked_fill(~allowed, HIDDEN).log_softmax(1) for logits in (one, other))
        total = total + functional.kl_div(logs, targets, reduction="sum", log_target=True)
    return total / 2
