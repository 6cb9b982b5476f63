"""Training: the spans a group teaches are the answers, the loss adds up, and a run taken up again goes on the same."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import torch

from training import checkpoint
from training.augment import edited, without
from training.batches import CLS, Draw, Shares, Source, by_length, collate, pair, tokens
from training.bodies import BODIES, MINILM
from training.data import Example, occurrences, unspaced
from training.evaluate import Ids, Logits, best_span, read, torch_logits
from training.export import export, openvino_logits
from training.headings import Heading, dated, other_day
from training.model import Batch, Reader, loss
from training.negatives import mine
from training.train import rate
from training.trainer import Trainer

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("ignore")]  # torch warns of its own ways

TEXT = (
    "The Amazon rainforest covers 5,500,000 square kilometres. Brazil holds 60 % of it, Peru 13 %. "
    "Europeans first sailed the river in 1542, led by Francisco de Orellana. " * 12
)


def example(answer: str, *, number: int = 0, text: str = TEXT, twin: str = "") -> Example:
    golds = (occurrences(text, answer)[:1],) if answer else ()
    return Example(f"t/{number}", "wiki", "Amazon", "Who led them in 1542?", text, golds, "Amazon", twin)


def source(*asked: Example, twins: dict[str, Example] | None = None) -> Source:
    return Source(list(asked), mine(asked), twins or {})


@pytest.mark.parametrize("seed", range(30))
def test_every_taught_span_is_the_answer(seed: int) -> None:
    answer = "Francisco de Orellana"
    golds = example(answer).golds[0]
    made = pair("Who led them?", "Amazon · The Post", TEXT, golds, random.Random(seed), most=170, cut=0.5)
    ids = made.ids[made.starts[0] : made.ends[0] + 1]
    assert ids == tokens(answer)[0]
    assert len(made.ids) - made.passage_at - 1 <= 170
    assert made.ids[: made.heading_at].count(CLS) == 1


def test_a_pair_without_answer_points_at_its_first_token() -> None:
    made = pair("Who led them?", "", TEXT, (), random.Random(0), most=170)
    assert made.starts == made.ends == (0,)
    assert not made.answers


@pytest.mark.parametrize("seed", range(10))
def test_what_tempts_stays_in_the_window(seed: int) -> None:
    tempting = occurrences(TEXT, "Peru")[:1]
    made = pair("Who?", "", TEXT, (), random.Random(seed), most=170, keep=tempting, cut=1.0)
    assert tokens("Peru")[0][0] in made.ids


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


def test_a_bent_question_stands_beside_the_one_that_it_was_bent_from() -> None:
    right = example("60 %", number=1)
    bent = example("", number=2, twin="t/1")
    made = source(bent, twins={"t/1": right}).group(0, random.Random(0), shares=Shares(twin=1.0), most=170)
    assert [one.answers for one in made.pairs] == [True, False]
    assert not made.shared  # two questions: their spans are not compared


def test_an_edit_swaps_a_part_for_one_that_the_text_lacks() -> None:
    changed = edited("Who sailed there in 1542?", "In 1542 Orellana sailed.", ["It was in 1638."], random.Random(0))
    assert changed == "Who sailed there in 1638?"


def test_a_heading_leaves_out_what_is_not_known() -> None:
    assert Heading("Amazon", "", date(2020, 6, 5)).text == "Amazon · 5 June 2020"
    assert Heading().text == ""


@pytest.mark.parametrize("seed", range(10))
def test_a_dated_question_names_the_year_and_another_day_is_of_another(seed: int) -> None:
    rng = random.Random(seed)
    day = date(2020, 2, 29)
    assert "2020" in dated("Who led them?", day, rng)
    assert other_day(day, rng).year != 2020


def test_offsets_follow_a_text_whose_blanks_are_dropped() -> None:
    text, moved = unspaced("Newton D . Baker , who lived ( here ) .")
    assert text == "Newton D. Baker, who lived (here)."
    assert text[moved[0] : moved[16]] == "Newton D. Baker"


def test_a_draw_taken_up_again_goes_on_the_same() -> None:
    asked = {"wiki": source(*(example("60 %", number=i) for i in range(5)))}

    def draw() -> Draw:
        return Draw(asked, {"wiki": 1.0}, seed=4, shares=Shares(), most=170)

    whole, first, again = draw(), draw(), draw()
    expected = [next(whole) for _ in range(12)]
    begun = [next(first) for _ in range(7)]
    again.taken |= first.taken
    assert [*begun, *(next(again) for _ in range(5))] == expected


def test_a_checkpoint_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    checkpoint.save(tmp_path, {"a": torch.ones(2)}, {"step": 1})
    checkpoint.save(tmp_path, {"a": torch.zeros(2)}, {"step": 2})
    (tmp_path / "checkpoint").rename(tmp_path / "checkpoint.old")  # killed between the two renames
    found = checkpoint.load(tmp_path)
    assert found and found[1] == {"step": 2} and not found[0]["a"].any()
    assert checkpoint.load(tmp_path / "nothing") is None


def batches(seed: int) -> list[Batch]:
    asked = source(*(example(answer, number=i) for i, answer in enumerate(("60 %", "1542", "Peru"))))
    groups = [asked.group(i, random.Random(seed), shares=Shares(), most=60) for i in range(3)]
    return by_length(groups, MINILM, most_tokens=100)


def test_a_trainer_taken_up_again_takes_the_same_step() -> None:
    torch.manual_seed(0)
    trainers = [Trainer(Reader(MINILM, layers=1), torch.device("cpu"), peak=1e-3, workers=1, decay=0.9) for _ in "ab"]
    trainers[0].step(batches(0), 3, 1.0)
    trainers[1].restore(trainers[0].state(), 1)
    losses = [trainer.step(batches(1), 3, 1.0) for trainer in trainers]
    assert losses[0] == losses[1]
    for name, value in trainers[0].state().items():
        torch.testing.assert_close(value, trainers[1].state()[name], rtol=0, atol=0)


def test_the_rate_goes_up_stays_and_comes_down() -> None:
    rates = [rate(step, 100, warm=10, cool=20) for step in (0, 9, 50, 80, 90, 99)]
    assert rates == [0.1, 1.0, 1.0, 1.0, 0.5, 0.05]


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
    groups = [Source(asked, mined, {}).group(i, rng, shares=Shares(negative=1.0), most=170) for i in range(4)]
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


def test_the_best_span_is_that_of_trying_all() -> None:
    rng = np.random.default_rng(0)
    start, end = rng.normal(size=(2, 40)).astype(np.float32)
    tried = max((start[a] + end[b], a, b) for a in range(40) for b in range(a, min(40, a + 5)))
    assert best_span(start, end, longest=5) == (tried[1], tried[2], pytest.approx(tried[0]))


def test_reading_gives_whole_words() -> None:
    passage = "Francisco de Orellana sailed."

    def network(ids: Ids, kinds: Ids, mask: Ids) -> Logits:
        logits = np.zeros(ids.shape, dtype=np.float32)
        at = len(ids[0]) - 1 - len(tokens(passage)[0])
        pieces = tokens(passage)[2]
        logits[:, at + pieces.index(False)] = 5
        return logits, logits, np.zeros(len(ids), dtype=np.float32)

    found = read(network, MINILM, [("Who?", "A title", passage)])[0]
    assert passage[found.start : found.end] == "Orellana"


def test_the_bundle_computes_what_was_trained(tmp_path: Path) -> None:
    """Weights rounded to int8 move the logits by little, and the manifest says how they were made."""
    torch.manual_seed(0)
    trainer = Trainer(Reader(MINILM, layers=2), torch.device("cpu"), peak=1e-3, workers=1, decay=0.9)
    options = {"body": "minilm", "layers": 2}
    checkpoint.save(tmp_path, trainer.state(), {"step": 0, "pairs": 0, "seconds": 0.0, "taken": {}, "options": options})
    manifest = export(tmp_path, tmp_path / "bundle")
    rng = np.random.default_rng(0)
    ids = rng.integers(1000, 30000, (2, 24))
    inputs = ids, (np.arange(24)[None, :] > 8).astype(np.int64).repeat(2, axis=0), np.ones_like(ids)
    exported = openvino_logits(tmp_path / "bundle" / "reader.xml", rounded=False)
    for one, other in zip(torch_logits(trainer.master.eval(), *inputs), exported(*inputs), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-2)
    assert manifest["initial_weights"]["sha256"] == BODIES["minilm"].sha256
