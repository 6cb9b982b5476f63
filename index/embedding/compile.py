"""An OpenVINO model compiled for this processor, and kept so that it is compiled once."""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from pullquote.index.embedding.own_sums import can_tell, made_here, remember

CACHE = "compiled"  # the folder beside a model
CHECKSUMS = "sha256.json"
BUILDING = ".building-"  # before the name of a model that is being made


def openvino() -> Any:
    """The openvino module, kept from reporting its use: its own __init__ sends an event wherever this is importable."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # None is how an import is blocked
    import openvino

    return openvino


def compiled_model(model: Path, precision: str, hint: str, keep: Path | None = None, *, rounding: int = 0) -> Any:
    """The model in the file `model` compiled for this processor, to be called or asked for requests (untyped).

    `precision` is "f32" or "bf16"; `hint` "LATENCY" answers soonest, "THROUGHPUT" embeds most. What is compiled for
    latency is kept in the folder `keep` (the model's own where none is given), without the weights. Beside rounded
    weights activations are rounded to int8 as well, in groups of `rounding` that share a scale; 0 leaves them alone.

    No request of it may be cancelled: OpenVINO 2026.4 leaves shapes half changed, so that now and then a later one, of
    anybody's, fails to fit them ("Shape inference of Add failed").
    """
    # OpenVINO takes in a damaged compiled model, or aborts over it: it is used only where its checksum is right, made
    # elsewhere and moved in whole.
    # OpenVINO rounds activations where it is not told; training/README.md has what that costs and brings.
    settings = {
        "INFERENCE_PRECISION_HINT": precision,
        "PERFORMANCE_HINT": hint,
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(rounding),
    }
    core = openvino().Core()
    keep = keep or model.parent
    if hint != "LATENCY" or not os.access(keep, os.W_OK):
        return core.compile_model(str(model), "CPU", settings)
    kept = keep / CACHE
    settings["CACHE_MODE"] = "OPTIMIZE_SIZE"
    if _whole(kept):
        return core.compile_model(str(model), "CPU", {**settings, "CACHE_DIR": str(kept)})
    with tempfile.TemporaryDirectory(dir=keep, prefix=f".{CACHE}-") as name:
        made = Path(name) / CACHE
        result = core.compile_model(str(model), "CPU", {**settings, "CACHE_DIR": str(made)})
        with suppress(OSError):  # a full disk, or another process was quicker
            (made / CHECKSUMS).write_text(json.dumps(_checksums(made)), encoding="utf-8")
            shutil.rmtree(kept, ignore_errors=True)
            remember(_name(kept), _sum(made))
            made.rename(kept)
        return result


def _whole(folder: Path) -> bool:
    """Whether all of it has its checksums, and was made here."""
    try:
        right = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8")) == _checksums(folder) != {}
        return right and (bool(made_here(_name(folder), _sum(folder))) or not can_tell())
    except (OSError, ValueError):
        return False


def _name(folder: Path) -> str:
    """Under which a compiled model is remembered, also while what it belongs to is being made."""
    return f"{folder.parent.name.removeprefix(BUILDING)}/{folder.name}"


def _sum(folder: Path) -> str:
    return hashlib.sha256((folder / CHECKSUMS).read_bytes()).hexdigest()


def _checksums(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.glob("*.blob"))}
