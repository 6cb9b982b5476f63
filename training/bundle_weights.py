"""The weights that a bundle holds, as a training can go on from them when its run is gone."""

import hashlib
import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.model import ReaderNetwork

sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # `import openvino` reports home otherwise
import openvino  # noqa: E402
from openvino import opset13  # noqa: E402

# The operation that a parameter takes part in, by the name that the conversion from torch gives it.
PARTS = {
    "aten::linear/MatMul": "weight",
    "aten::linear/Add": "bias",
    "aten::layer_norm/Multiply_1": "weight",
    "aten::layer_norm/Add": "bias",
}


def weights(bundle: Path) -> dict[str, Tensor]:
    """Every linear and norm parameter of `reader.xml` by its name in `ReaderNetwork`, float32, as they were rounded.
    Embeddings are not among them: they are frozen, and the public body has them unrounded."""
    core = openvino.Core()
    found = {}
    for operation in core.read_model(bundle / "reader.xml").get_ordered_ops():
        module, _, part = operation.get_friendly_name().removeprefix("__module.").partition("/")
        if part in PARTS:
            alone = openvino.Model([opset13.result(operation.input(1).get_source_output())], [])
            value = np.array(core.compile_model(alone, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})({})[0])
            flat = value.shape[-2:] if part == "aten::linear/MatMul" else value.shape[-1:]
            found[f"{module}.{PARTS[part]}"] = torch.from_numpy(value.reshape(flat))
    return found


def begin(reader: ReaderNetwork, bundle: Path) -> str:
    """Give a network the weights that a bundle holds; the sha256 of their file. Raises ValueError for a bundle of
    another network. A bias that is not there is nought, and was left out of the graph."""
    missing, unexpected = reader.load_state_dict(weights(bundle), strict=False)
    trained = {name for name, parameter in reader.named_parameters() if parameter.requires_grad}
    lost = [name for name in missing if name in trained and not name.endswith(".bias")]
    if lost or unexpected:
        raise ValueError(f"{bundle} is of another network: {(lost or unexpected)[0]} is in one of them only")
    return hashlib.sha256((bundle / "reader.bin").read_bytes()).hexdigest()
