"""The network that a run has come to."""

from pathlib import Path
from typing import Any

from training import checkpoint
from training.bodies import BODIES
from training.model import ReaderNetwork


def trained(run: Path) -> tuple[ReaderNetwork, dict[str, Any]]:
    """The network of a run with the running mean of its weights, in float32, ready to read, and the run's counts.

    Raises ValueError for a folder that holds no run, or one of another network.
    """
    found = checkpoint.load(run)
    if found is None:
        raise ValueError(f"{run} holds no checkpoint; run: python -m training.train --out {run}")
    tensors, counts = found
    reader = ReaderNetwork(BODIES[counts["options"]["body"]], layers=counts["options"]["layers"])
    state = {name.removeprefix("mean/"): value for name, value in tensors.items() if name.startswith("mean/")}
    missing, unexpected = reader.load_state_dict(state, strict=False)
    frozen = {name for name, parameter in reader.named_parameters() if not parameter.requires_grad}
    if set(missing) - frozen or unexpected:
        raise ValueError(f"{run} is a run of another network: {sorted(set(missing) - frozen)[:1] or unexpected[:1]}")
    return reader.eval(), counts
