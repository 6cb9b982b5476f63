"""One command from the raw files to the weights: `python -m training.train --body mpnet --data FOLDER --out FOLDER`."""

import argparse
import json
import signal
import time
from functools import partial
from pathlib import Path
from typing import Any

import torch

from pullquote.index import make_embedder
from training import bundle_weights, checkpoint
from training.batches import Draw, Shares, TrainingSource, by_length
from training.bodies import BODIES
from training.closed_figures import closed, torch_logits
from training.data import load, validation
from training.model import ReaderNetwork
from training.negatives import Candidates, mine
from training.teacher import Teacher
from training.trainer import Trainer

# How often a question of each source is drawn. SQuAD's answerable and unanswerable ones come once in about the same
# time; small, far or literal sources come less often than their size would have it.
MIXTURE: dict[str, float] = {
    "squad": 42,
    "squad-none": 24,
    "wiki": 8,
    "nq": 4,
    "tydi": 4,
    "qamr": 4,
    "timeqa": 2,
    "mlqa": 1,
    "reddit": 4,
    "amazon": 4,
    "policy": 2,
    "covid": 1,
}


def rate(step: int, steps: int, *, warm: int, cool: int) -> float:
    """The learning rate's share of its peak: up in a straight line, level, in the last `cool` steps down to nothing, so
    that a run can be made longer without having been planned so (Hu et al. 2024, warm-up, stable, decay)."""
    return min(1.0, (step + 1) / warm, (steps - step) / cool if cool else 1.0)


def sources(folder: Path, kept: Path, *, dense: bool) -> dict[str, TrainingSource]:
    """Every source with its wrong passages, which are found once and kept."""
    embedder = make_embedder("minilm") if dense else None
    examples = load(folder)
    twins = {example.id: example for example in examples["squad"]}
    kept.mkdir(parents=True, exist_ok=True)
    made = {}
    for name, found in examples.items():
        none = name == "squad-none"  # these need no wrong passage beside the right one
        wrong = [Candidates((), ())] * len(found) if none else mine(found, embedder, kept=kept / f"{name}.npy")
        made[name] = TrainingSource(found, wrong, twins if none else {})
    return made


def train(options: argparse.Namespace) -> None:
    """Train until `--steps` or a signal to stop; every `--save-minutes` and at the end a checkpoint and figures."""
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    body = BODIES[options.body]
    watched = validation(options.data)[: options.watch]
    shares = Shares() if not options.shares else Shares(**json.loads(options.shares))
    draw = Draw(
        sources(options.data, out / "negatives", dense=not options.lexical_negatives),
        MIXTURE,
        seed=options.seed,
        shares=shares,
        most=options.most,
    )
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = ReaderNetwork(body, layers=options.layers)
    saved_before = checkpoint.load(out) if options.resume else None
    began_with = _beginning(model, options.start, saved_before)
    teacher = Teacher.of(options.teacher, options.trust) if options.teacher else None
    trainer = Trainer(model, device, peak=options.peak, workers=options.workers, decay=options.decay, teacher=teacher)
    counts: dict[str, Any] = {"step": 0, "pairs": 0, "seconds": 0.0, "taken": draw.taken}
    if saved_before:
        tensors, counts = saved_before
        trainer.restore(tensors, counts["step"])
        draw.taken |= counts["taken"]
    log = (out / "log.jsonl").open("a", encoding="utf-8")

    def write(**record: object) -> None:
        print(json.dumps(record), file=log, flush=True)
        print(json.dumps(record), flush=True)

    def save() -> None:
        checkpoint.save(out, trainer.state(), counts | {"taken": draw.taken, "options": settings(options, began_with)})
        figures = closed(partial(torch_logits, trainer.averaged()), body, watched)
        write(step=counts["step"], pairs=counts["pairs"], hours=round(counts["seconds"] / 3600, 2), **figures)

    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: stopped.append(number))
    write(sources={name: len(one.examples) for name, one in draw.sources.items()}, **settings(options, began_with))
    running, since, saved = None, time.monotonic(), time.monotonic()
    while counts["step"] < options.steps and not stopped:
        groups = [next(draw) for _ in range(options.batch)]
        batches = by_length(groups, body, most_tokens=options.most_tokens)
        share = rate(counts["step"], options.steps, warm=options.warm, cool=options.cool)
        value = trainer.step(batches, len(groups), share)
        running = value if running is None else 0.97 * running + 0.03 * value
        now = time.monotonic()
        counts["step"] += 1
        counts["pairs"] += sum(len(group.pairs) for group in groups)
        counts["seconds"], since = counts["seconds"] + now - since, now
        if counts["step"] % 10 == 0:
            write(step=counts["step"], pairs=counts["pairs"], loss=round(running, 4), rate=round(share, 3))
        if now - saved > 60 * options.save_minutes:
            save()
            since = saved = time.monotonic()
    save()


def _beginning(model: ReaderNetwork, bundle: Path | None, saved: tuple[object, dict[str, Any]] | None) -> str | None:
    """The sha256 of the bundle that a run began with, whose weights a new one is given; None for the public body's."""
    if saved:
        began_with: str | None = saved[1]["options"].get("start")
        return began_with
    return bundle_weights.begin(model, bundle) if bundle else None


def settings(options: argparse.Namespace, began_with: str | None) -> dict[str, object]:
    """The options that the weights depend on; `start` is the sha256 of the bundle that the run began with."""
    names = ("body", "layers", "seed", "peak", "batch", "most", "steps", "warm", "cool", "decay", "shares")
    found = {name: getattr(options, name) for name in names}
    found |= {"trust": options.trust} if options.teacher else {}
    return found | ({"start": began_with} if began_with else {})


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--body", choices=sorted(BODIES), required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder of the raw question files")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and log")
    parser.add_argument("--start", type=Path, help="a bundle of this body whose weights the first step starts from")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out, if there is one")
    parser.add_argument("--steps", type=int, required=True, help="how many steps in all, those already made among them")
    parser.add_argument(
        "--cool", type=int, default=0, help="over so many last steps the learning rate falls to nothing"
    )
    parser.add_argument("--warm", type=int, default=60, help="steps until the learning rate is at its peak")
    parser.add_argument("--layers", type=int, help="the lowest so many of the body's; all of them by default")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--peak", type=float, default=5e-5, help="learning rate at its highest; ten times that for heads"
    )
    parser.add_argument("--decay", type=float, default=0.995, help="of the running mean of the weights")
    parser.add_argument("--batch", type=int, default=24, help="groups a step")
    parser.add_argument("--most", type=int, default=170, help="tokens of a passage")
    parser.add_argument("--most-tokens", type=int, default=1700, help="padded tokens of one worker's batch")
    parser.add_argument("--shares", help="JSON of training.batches.Shares, for ablations")
    parser.add_argument("--teacher", type=Path, help="the run of a larger network whose outputs are learnt as well")
    parser.add_argument("--trust", type=float, default=0.5, help="share of the loss that is the teacher's")
    parser.add_argument("--lexical-negatives", action="store_true", help="wrong passages by BM25 alone")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--watch", type=int, default=400, help="validation questions asked at each checkpoint")
    parser.add_argument("--save-minutes", type=float, default=20.0)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
