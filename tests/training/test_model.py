"""The loss adds up, by hand and over parts."""

import random

import numpy as np
import pytest
import torch

from tests.training.conftest import example
from training.batches import Shares, TrainingSource, by_length, collate
from training.bodies import MINILM
from training.model import Batch, loss
from training.negatives import mine

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("ignore")]  # torch warns of its own ways


def outputs_for(batch: Batch, logits: dict[tuple[int, ...], torch.Tensor]) -> tuple[torch.Tensor, ...]:
    rows = [
        logits[tuple(row[mask.bool()].tolist())]
        for row, mask in zip(batch.input_ids, batch.attention_mask, strict=True)
    ]
    width = batch.input_ids.shape[1]
    padded = torch.stack([torch.nn.functional.pad(row, (0, width - row.shape[1])) for row in rows])
    return padded[:, 0], padded[:, 1], padded[:, 2, 0]


def test_the_loss_of_a_step_is_the_sum_of_its_batches() -> None:
    rng = random.Random(0)
    asked = [example(answer, number=i) for i, answer in enumerate(("60 %", "1542", "", "Peru"))]
    mined = mine([*asked, example("", number=9, text="Another text altogether.")])[:4]
    groups = [TrainingSource(asked, mined, {}).group(i, rng, shares=Shares(negative=1.0), most=170) for i in range(4)]
    generator = torch.Generator().manual_seed(0)
    whole = collate(groups, MINILM)
    parts = by_length(groups, MINILM, most_tokens=1)
    logits = {
        tuple(row[mask.bool()].tolist()): torch.randn((3, int(mask.sum())), generator=generator)
        for row, mask in zip(whole.input_ids, whole.attention_mask, strict=True)
    }
    total = sum(loss(outputs_for(part, logits), part).item() for part in parts)
    assert loss(outputs_for(whole, logits), whole).item() == pytest.approx(total, rel=1e-5)
    assert len(parts) == 4


def test_the_loss_of_one_pair_by_hand() -> None:
    """Two passage tokens and [CLS], all logits 0: -log(1/3) for start and for end, half each; relevance 0.5 log 2."""
    row = torch.tensor([[0, 0, 0, 1, 1, 0]], dtype=torch.bool)
    gold = torch.tensor([[0, 0, 0, 1, 0, 0]], dtype=torch.bool)
    ones = torch.ones((1, 6), dtype=torch.long)
    batch = Batch(
        ones, ones, ones, row, gold, gold, torch.ones(1), torch.zeros(1, dtype=torch.long), torch.tensor([False])
    )
    zeros = torch.zeros((1, 6))
    assert loss((zeros, zeros, torch.zeros(1)), batch).item() == pytest.approx(np.log(3) + 0.5 * np.log(2), rel=1e-5)


def test_two_relevances_of_a_group_are_told_apart() -> None:
    """Twice the pair above, the second without answer; relevances 2 and -1: 0.5 softplus(-3) more than without."""
    row = torch.tensor([[0, 1, 1]] * 2, dtype=torch.bool)
    gold = torch.tensor([[0, 1, 0], [1, 0, 0]], dtype=torch.bool)
    ones = torch.ones((2, 3), dtype=torch.long)
    same = torch.zeros(2, dtype=torch.long)
    batch = Batch(ones, ones, ones, row, gold, gold, torch.tensor([1.0, 0.0]), same, torch.tensor([False]))
    outputs = torch.zeros((2, 3)), torch.zeros((2, 3)), torch.tensor([2.0, -1.0])
    more = loss(outputs, batch).item() - loss(outputs, batch, contrast=0.0).item()
    assert more == pytest.approx(0.5 * np.log1p(np.exp(-3)), rel=1e-4)
