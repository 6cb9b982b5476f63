"""What a teacher says is what it would say by itself, and who says the same is at no distance from it."""

import pytest
import torch

from tests.training.conftest import trainer
from training.batches import CLS, SEP, Group, Pair, collate
from training.bodies import MINILM, MPNET
from training.teacher import Teacher, distance, translated

pytestmark = pytest.mark.model
WHAT, THE, TOWN = 2054, 1996, 4690  # ids
PAIRS = (
    Pair((CLS, WHAT, SEP, SEP, THE, TOWN, SEP), 3, 4, (5,), (5,)),
    Pair((CLS, WHAT, SEP, SEP, THE, SEP), 3, 4, (0,), (0,)),
)


def test_a_batch_is_the_same_in_the_words_of_either_body() -> None:
    mine, other = (collate([Group(PAIRS)], body).input_ids for body in (MINILM, MPNET))
    assert torch.equal(translated(mine, MINILM, MPNET), other)
    assert torch.equal(translated(other, MPNET, MINILM), mine)


def test_the_distance_is_nothing_to_oneself_and_more_to_anybody_else() -> None:
    torch.manual_seed(0)
    batch = collate([Group(PAIRS)], MINILM)
    one, other = (tuple(torch.randn(*shape) for shape in ((2, 7), (2, 7), (2,))) for _ in range(2))
    assert distance(one, one, batch).item() == pytest.approx(0, abs=1e-5)
    assert distance(one, other, batch).item() > 0.01


def test_tokens_outside_the_passage_do_not_count() -> None:
    torch.manual_seed(0)
    batch = collate([Group(PAIRS)], MINILM)
    one, other = (tuple(torch.randn(*shape) for shape in ((2, 7), (2, 7), (2,))) for _ in range(2))
    before = distance(one, other, batch).item()
    one[0][:, 1:4] += 3.0
    assert distance(one, other, batch).item() == pytest.approx(before, rel=1e-5)


def test_learning_from_a_teacher_comes_nearer_to_it() -> None:
    torch.manual_seed(0)
    taught = trainer(1)
    learner = trainer(1)
    learner.teacher = Teacher(taught.averaged(), trust=1.0)
    batch = collate([Group(PAIRS)] * 4, MINILM)
    values = [learner.step([batch], 4, 1.0) for _ in range(12)]
    assert values[-1] < values[0] / 2
