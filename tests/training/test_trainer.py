"""A trainer taken up again takes the same step."""

import random

import pytest
import torch

from tests.training.conftest import example, source, trainer
from training.batches import Shares, by_length
from training.bodies import MINILM
from training.model import Batch

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("ignore")]  # torch warns of its own ways


def batches(seed: int) -> list[Batch]:
    asked = source(*(example(answer, number=i) for i, answer in enumerate(("60 %", "1542", "Peru"))))
    groups = [asked.group(i, random.Random(seed), shares=Shares(), most=60) for i in range(3)]
    return by_length(groups, MINILM, most_tokens=100)


def test_a_trainer_taken_up_again_takes_the_same_step() -> None:
    torch.manual_seed(0)
    trainers = trainer(1), trainer(1)
    trainers[0].step(batches(0), 3, 1.0)
    trainers[1].restore(trainers[0].state(), 1)
    losses = [one.step(batches(1), 3, 1.0) for one in trainers]
    assert losses[0] == losses[1]
    for name, value in trainers[0].state().items():
        torch.testing.assert_close(value, trainers[1].state()[name], rtol=0, atol=0)
