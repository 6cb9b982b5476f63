"""A training that can be taken up again: tensors as safetensors, counts as JSON, both swapped in whole."""

import json
import shutil
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file
from torch import Tensor

FOLDER = "checkpoint"


def save(run: Path, tensors: dict[str, Tensor], counts: dict[str, Any]) -> None:
    """Write beside the last checkpoint, then take its place: a kill at any moment leaves one that is whole."""
    fresh, last, old = run / f"{FOLDER}.new", run / FOLDER, run / f"{FOLDER}.old"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    save_file({name: tensor.detach().contiguous() for name, tensor in tensors.items()}, fresh / "tensors.safetensors")
    (fresh / "counts.json").write_text(json.dumps(counts) + "\n", encoding="utf-8")
    shutil.rmtree(old, ignore_errors=True)
    if last.exists():
        last.rename(old)
    fresh.rename(last)
    shutil.rmtree(old, ignore_errors=True)


def load(run: Path) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
    """The newest whole checkpoint of a run, or None where there is none."""
    for name in (FOLDER, f"{FOLDER}.old"):
        folder = run / name
        if folder.exists():
            counts = json.loads((folder / "counts.json").read_text(encoding="utf-8"))
            return load_file(folder / "tensors.safetensors"), counts
    return None
