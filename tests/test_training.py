"""Training: the spans a group teaches are the answers, and the loss adds up however a step is cut."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from training.augment import edited, without
from training.batches import MAX_TOKENS, Source, by_length, collate, pair, tokens
from training.bundle import weights
from training.data import Example, occurrences
from training.evaluate import best_span, f1, read, torch_logits
from training.export import openvino_logits
from training.model import Batch, Reader, loss
from training.negatives import mine

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("ignore")]  # torch warns of its own ways

TEXT = (
    "The Amazon rainforest covers 5,500,000 square kilometres. Brazil holds 60 % of it, Peru 13 %. "
    "Europeans first sailed the river in 1542, led by Francisco de Orellana. " * 12
)


def example(answer: str, *, number: int = 0, text: str = TEXT) -> Example:
    golds = (occurrences(text, answer)[:1],) if answer else ()
    return Example(f"t/{number}", "wiki", "Amazon", "Who led them in 1542?", text, golds)


@pytest.mark.parametrize("seed", range(30))
def test_every_taught_span_is_the_answer(seed: int) -> None:
    answer = "Francisco de Orellana"
    made = pair("Who led them?", TEXT, example(answer).golds[0], random.Random(seed), most=MAX_TOKENS, cut=0.5)
    ids = made.ids[made.starts[0] : made.ends[0] + 1]
    assert ids == tokens(answer)[0]
    assert len(made.ids) <= MAX_TOKENS


def test_a_pair_without_answer_points_at_its_first_token() -> None:
    made = pair("Who led them?", TEXT, (), random.Random(0), most=MAX_TOKENS)
    assert made.starts == made.ends == (0,)


def test_a_text_without_its_answer_says_it_nowhere() -> None:
    rest = without(TEXT, ["peru"])
    assert rest and "Peru" not in rest and "1542" in rest
    assert without(TEXT, ["kilometres", "Peru", "1542"]) is None  # nothing is left
    assert without(TEXT, ["Bolivia"]) is None  # nothing was taken out


def test_no_negative_holds_an_answer() -> None:
    asked = [
        example("Francisco de Orellana"),
        example("1542", number=1, text="Orellana sailed in 1542. Others followed."),
    ]
    for one, candidates in zip(asked, mine(asked), strict=True):
        assert not any(gold in passage for gold in one.answers for passage in (*candidates.best, *candidates.article))


def test_the_same_seed_gives_the_same_group() -> None:
    asked = [example("60 %"), example("1542", number=1)]
    source = Source(asked, mine(asked))
    first, again = (source.group(0, random.Random(3), negative=1.0, edit=0.0) for _ in range(2))
    assert first == again
    assert len(first) == 2


def test_an_edit_swaps_a_part_for_one_that_the_text_lacks() -> None:
    changed = edited("Who sailed there in 1542?", "In 1542 Orellana sailed.", ["It was in 1638."], random.Random(0))
    assert changed == "Who sailed there in 1638?"


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
    source = Source(asked, mine([*asked, example("", number=9, text="Another text altogether.")])[:4])
    groups = [source.group(i, rng, negative=1.0, edit=0.0) for i in range(4)]
    generator = torch.Generator().manual_seed(0)
    logits = {one.ids: torch.randn((3, len(one.ids)), generator=generator) for group in groups for one in group}
    whole = collate(groups)
    parts = by_length(groups, most_tokens=1)
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


def test_the_best_span_is_that_of_trying_all() -> None:
    rng = np.random.default_rng(0)
    start, end = rng.normal(size=(2, 40))
    tried = max((start[a] + end[b], a, b) for a in range(40) for b in range(a, min(40, a + 5)))
    assert best_span(start, end, longest=5) == (tried[1], tried[2], pytest.approx(tried[0]))


def test_f1_by_hand() -> None:
    """ "the Amazon rainforest" against "Amazon river": one shared word of two and two, so 2 * 1 / 4."""
    assert f1("the Amazon rainforest", "Amazon river") == 0.5


def test_reading_gives_whole_words() -> None:
    passage = "Francisco de Orellana sailed."

    def network(ids: np.ndarray, kinds: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        logits = np.zeros(ids.shape, dtype=np.float32)
        at = ids[0].tolist().index(102) + 1
        pieces = tokens(passage)[2]
        inside = pieces.index(False) if False in pieces else 0
        logits[:, at + inside] = 5
        return logits, logits, np.zeros(len(ids), dtype=np.float32)

    found = read(network, [("Who?", passage)])[0]
    assert passage[found.start : found.end] == "Orellana"


def test_training_goes_on_from_what_the_bundle_computes() -> None:
    """The weights that come back give the shipped graph's own logits, in float32 on both sides."""
    bundle = Path(__file__).parent.parent / "rag" / "reader"
    reader = Reader().eval()
    reader.load_state_dict(weights(bundle))
    rng = np.random.default_rng(0)
    ids = rng.integers(1000, 30000, (2, 24))
    kinds = (np.arange(24)[None, :] > 8).astype(np.int64).repeat(2, axis=0)
    inputs = ids, kinds, np.ones_like(ids)
    shipped = openvino_logits(bundle / "reader.xml", rounded=False)
    for one, other in zip(torch_logits(reader, *inputs), shipped(*inputs), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-3)


def test_an_adapter_changes_nothing_until_it_is_trained() -> None:
    """Its second matrix begins at zero, and all that is trained beside it are the heads."""
    plain, adapted = Reader(layers=2).eval(), Reader(layers=2, adapter=4).eval()
    ids = torch.arange(1000, 1016)[None, :]
    inputs = ids, torch.zeros_like(ids), torch.ones_like(ids)
    with torch.no_grad():
        before, after = (
            model.bert(*inputs[:1], attention_mask=inputs[2]).last_hidden_state for model in (plain, adapted)
        )
    torch.testing.assert_close(before, after)
    names = [name for name, parameter in adapted.named_parameters() if parameter.requires_grad]
    assert names and all(".up." in name or ".down." in name or not name.startswith("bert.") for name in names)
