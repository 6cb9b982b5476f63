"""One command from the raw files to the weights: `python -m training.train --data FOLDER --out FOLDER`."""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from training.batches import Group, Source, by_length
from training.data import Example, load
from training.evaluate import closed, torch_logits
from training.model import Batch, Reader, loss
from training.negatives import mine

# Shares of each source in the first and in the last steps; linear between. Far domains first, SQuAD's own last.
FIRST = {"squad": 14, "squad-none": 5, "wiki": 28, "nq": 8, "amazon": 18, "reddit": 17, "policy": 8, "covid": 2}
LAST = {"squad": 36, "squad-none": 16, "wiki": 34, "nq": 8, "amazon": 3, "reddit": 3, "policy": 0, "covid": 0}
NEGATIVE = (0.3, 0.6)  # probability of a wrong passage beside the right one, first and last
EDIT = 0.06  # of the answerable questions are edited into unanswerable ones


def groups(sources: dict[str, Source], rng: random.Random) -> Generator[Group, float, None]:
    """Endless training groups; `send` takes the share of the training that is done, 0 to 1."""
    streams = {name: source.stream(rng) for name, source in sources.items()}
    names = sorted(sources)
    done: float = yield ()
    while True:
        weights = [FIRST[name] + done * (LAST[name] - FIRST[name]) for name in names]
        name = rng.choices(names, weights)[0]
        negative = NEGATIVE[0] + done * (NEGATIVE[1] - NEGATIVE[0])
        done = yield sources[name].group(next(streams[name]), rng, negative=negative, edit=EDIT)


def rate(done: float, *, warm: float = 0.04) -> float:
    """The learning rate's share of its peak: up in a straight line, then down to nothing."""
    return min(done / warm, (1 - done) / (1 - warm))


def gradient(model: Reader, batch: Batch) -> tuple[float, list[Tensor]]:
    """Loss and gradient of one batch; touches no shared state, so that threads can work side by side."""
    value = loss(model(batch.input_ids, batch.token_type_ids, batch.attention_mask), batch)
    return value.item(), list(torch.autograd.grad(value, list(model.parameters())))


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
        plain = [p for n, p in self.master.named_parameters() if p.ndim < 2]
        decayed = [p for n, p in self.master.named_parameters() if p.ndim >= 2]
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
        total, value = [torch.zeros_like(parameter) for parameter in self.master.parameters()], 0.0
        for part, gradients in parts:
            value += part
            torch._foreach_add_(total, [one.float() for one in gradients])
        for parameter, one in zip(self.master.parameters(), total, strict=True):
            parameter.grad = one / groups
        torch.nn.utils.clip_grad_norm_(self.master.parameters(), 1.0)
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
    sources = {name: Source(found, mine(found)) for name, found in examples.items()}
    print({name: len(source.examples) for name, source in sources.items()}, "validation", len(validation), flush=True)

    trainer = Trainer(Reader().train(), device, peak=options.peak, workers=options.workers)
    draw = groups(sources, rng)
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
    write(steps=step, groups=seen_groups, pairs=seen_pairs, seed=options.seed, peak=options.peak, batch=options.batch)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the raw question files")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights and log")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float, help="train for so long; the schedule follows the clock")
    length.add_argument("--steps", type=int, help="train so many steps; reproducible")
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
