"""What the tests of training share: a text, examples that it answers, a source of them."""

import torch

from training.batches import TrainingSource
from training.bodies import MINILM
from training.data import TrainingExample, occurrences
from training.model import ReaderNetwork
from training.negatives import mine
from training.trainer import Trainer

TEXT = (
    "The Amazon rainforest covers 5,500,000 square kilometres. Brazil holds 60 % of it, Peru 13 %. "
    "Europeans first sailed the river in 1542, led by Francisco de Orellana. " * 12
)


def example(answer: str, *, number: int = 0, text: str = TEXT, twin: str = "") -> TrainingExample:
    golds = (occurrences(text, answer)[:1],) if answer else ()
    return TrainingExample(f"t/{number}", "wiki", "Amazon", "Who led them in 1542?", text, golds, "Amazon", twin)


def source(*asked: TrainingExample, twins: dict[str, TrainingExample] | None = None) -> TrainingSource:
    return TrainingSource(list(asked), mine(asked), twins or {})


def trainer(layers: int) -> Trainer:
    return Trainer(ReaderNetwork(MINILM, layers=layers), torch.device("cpu"), peak=1e-3, workers=1, decay=0.9)
