"""One command from the raw files to the weights: `python -m training.train --data FOLDER --out FOLDER`."""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from pullquote.index import make_embedder
from training.batches import Group, Source, by_length
from training.bundle import weights as bundled
from training.data import Example, load
from training.evaluate import closed, torch_logits
from training.model import Batch, Reader, loss
from training.negatives import mine


@dataclass(frozen=True, slots=True)
class Mixture:
    """What is drawn in the first and in the last steps; linear between."""

    first: dict[str, float]  # share of each source
    last: dict[str, float]
    negative: tuple[float, float]  # probability of a wrong passage beside the right one
    edit: float  # probability that a question is edited into one that its passage does not answer
    removed: float = 0.0  # probability that the passage loses the sentences that answer


SOURCES = ("squad", "squad-none", "wiki", "nq", "amazon", "reddit", "policy", "covid")
# Far domains first, SQuAD's own last.
FRESH = Mixture(
    dict(zip(SOURCES, (14, 5, 28, 8, 18, 17, 8, 2), strict=True)),
    dict(zip(SOURCES, (36, 16, 34, 8, 3, 3, 0, 0), strict=True)),
    (0.3, 0.6),
    0.06,
)
# A further pass over weights that know how to find spans: more that must be refused, more wrong passages, and the
# questions on reviews and posts that the first pass did not reach.
FURTHER = Mixture(
    dict(zip(SOURCES, (20, 14, 26, 8, 14, 14, 3, 1), strict=True)),
    dict(zip(SOURCES, (26, 20, 34, 10, 5, 5, 0, 0), strict=True)),
    (0.6, 0.7),
    0.08,
    0.08,
)


def groups(sources: dict[str, Source], mixture: Mixture, rng: random.Random) -> Generator[Group, float, None]:
    """Endless training groups; `send` takes the share of the training that is done, 0 to 1."""
    streams = {name: source.stream(rng) for name, source in sources.items()}
    names = sorted(sources)
    done: float = yield ()
    while True:
        weights = [mixture.first[name] + done * (mixture.last[name] - mixture.first[name]) for name in names]
        name = rng.choices(names, weights)[0]
        negative = mixture.negative[0] + done * (mixture.negative[1] - mixture.negative[0])
        number = next(streams[name])
        done = yield sources[name].group(number, rng, negative=negative, edit=mixture.edit, removed=mixture.removed)


def rate(done: float, *, warm: float = 0.04) -> float:
    """The learning rate's share of its peak: up in a straight line, then down to nothing."""
    return min(done / warm, (1 - done) / (1 - warm))


def gradient(model: Reader, batch: Batch) -> tuple[float, list[Tensor]]:
    """Loss and gradient of one batch; touches no shared state, so that threads can work side by side."""
    value = loss(model(batch.input_ids, batch.token_type_ids, batch.attention_mask), batch)
    return value.item(), list(torch.autograd.grad(value, trained(model)))


def trained(model: Reader) -> list[Tensor]:
    """The parameters that are not frozen."""
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


class Trainer:
    """float32 weights under AdamW, a bfloat16 copy that computes.

    On the processor each step is cut into batches of like length that two single-threaded workers take one by one: a
    worker whose core is busy elsewhere holds up nobody, where the barriers of one two-threaded batch wait for it.
    Gradients add up in the batches' order, so the result does not depend on who computed what.
    """

    def __init__(self, model: Reader, device: torch.device, *, peak: float, workers: int) -> None:
        self.master = model.to(device)
        self.device, self.peak = device, peak
        self.copy = copy.deepcopy(self.master).to(torch.bfloat16)
        plain = [p for p in trained(self.master) if p.ndim < 2]
        decayed = [p for p in trained(self.master) if p.ndim >= 2]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
            lr=peak,
            betas=(0.9, 0.98),
            fused=True,
        )
        self.pool = ThreadPoolExecutor(workers)

    def step(self, batches: list[Batch], groups: int, lr: float) -> float:
        for settings in self.optimizer.param_groups:
            settings["lr"] = self.peak * lr
        largest_first = sorted(batches, key=lambda batch: -batch.input_ids.numel())
        parts = self.pool.map(lambda batch: gradient(self.copy, batch.to(self.device)), largest_first)
        total, value = [torch.zeros_like(parameter) for parameter in trained(self.master)], 0.0
        for part, gradients in parts:
            value += part
            torch._foreach_add_(total, [one.float() for one in gradients])
        for parameter, one in zip(trained(self.master), total, strict=True):
            parameter.grad = one / groups
        torch.nn.utils.clip_grad_norm_(trained(self.master), 1.0)
        self.optimizer.step()
        with torch.no_grad():
            torch._foreach_copy_(list(self.copy.parameters()), list(self.master.parameters()))
        return value / groups


def train(options: argparse.Namespace) -> None:
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    rng = random.Random(options.seed)

    examples, validation = load(options.data)
    watched: list[Example] = validation[: options.watch]
    embedder = make_embedder("minilm") if options.dense_negatives else None
    sources = {name: Source(found, mine(found, embedder)) for name, found in examples.items()}
    print({name: len(source.examples) for name, source in sources.items()}, "validation", len(validation), flush=True)

    model = Reader(layers=options.layers, adapter=options.adapter)
    if options.start:
        model.load_state_dict(bundled(options.start))
    trainer = Trainer(model.train(), device, peak=options.peak, workers=options.workers)
    draw = groups(sources, FURTHER if options.start else FRESH, rng)
    next(draw)
    began = saved = time.monotonic()
    step = seen_groups = seen_pairs = seen_tokens = 0
    running = None
    log = (out / "log.jsonl").open("a", encoding="utf-8")

    def write(**record: object) -> None:
        print(json.dumps(record), file=log, flush=True)
        print(json.dumps(record), flush=True)

    def save(done: float) -> None:
        weights = {name: weight.contiguous() for name, weight in trainer.master.state_dict().items()}
        save_file(weights, out / "reader.safetensors.new")
        (out / "reader.safetensors.new").rename(out / "reader.safetensors")
        figures = closed(partial(torch_logits, trainer.copy), watched)
        write(step=step, done=round(done, 4), seconds=round(time.monotonic() - began), groups=seen_groups, **figures)

    while True:
        minutes = (time.monotonic() - began) / 60
        done = step / options.steps if options.steps else minutes / options.minutes
        if done >= 1:
            break
        drawn = [draw.send(done) for _ in range(options.batch)]
        batches = by_length(drawn, most_tokens=options.most_tokens)
        value = trainer.step(batches, len(drawn), max(rate(done), 1e-3))
        running = value if running is None else 0.98 * running + 0.02 * value
        step += 1
        seen_groups += len(drawn)
        seen_pairs += sum(len(group) for group in drawn)
        seen_tokens += sum(len(one.ids) for group in drawn for one in group)
        if step % 25 == 0:
            seconds = time.monotonic() - began
            speed = {"pairs_s": round(seen_pairs / seconds, 1), "tokens_s": round(seen_tokens / seconds)}
            write(step=step, done=round(done, 4), seconds=round(seconds), loss=round(running, 4), **speed)
        if time.monotonic() - saved > 60 * options.save_minutes:
            save(done)
            saved = time.monotonic()
    save(1.0)
    write(
        steps=step,
        groups=seen_groups,
        pairs=seen_pairs,
        seed=options.seed,
        peak=options.peak,
        batch=options.batch,
        start=before(options.start),
        layers=options.layers,
        adapter=options.adapter,
    )


def before(bundle: Path | None) -> object:
    """What a bundle's manifest says of its own training."""
    if bundle is None:
        return None
    about = json.loads((bundle / "reader.json").read_text(encoding="utf-8"))
    return {"sha256": about["sha256"]["reader.bin"], "trained": about["trained"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the raw question files")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights and log")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float, help="train for so long; the schedule follows the clock")
    length.add_argument("--steps", type=int, help="train so many steps; reproducible")
    parser.add_argument("--start", type=Path, help="a bundle to go on from, instead of MiniLM")
    parser.add_argument("--dense-negatives", action="store_true", help="the wrong passages of the whole retriever")
    parser.add_argument("--layers", type=int, default=6, help="the lowest so many of MiniLM's six")
    parser.add_argument(
        "--adapter", type=int, default=0, help="freeze MiniLM, train adapters of this rank and the heads"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--peak", type=float, default=1.2e-4, help="learning rate at its highest")
    parser.add_argument("--batch", type=int, default=24, help="questions a step")
    parser.add_argument("--most-tokens", type=int, default=1400, help="padded tokens of one worker's batch")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--watch", type=int, default=500, help="validation questions asked during training")
    parser.add_argument("--save-minutes", type=float, default=10.0)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
