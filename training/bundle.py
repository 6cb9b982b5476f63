"""The weights of a shipped bundle, back in the network, so that training can go on from them."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.model import Reader

sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # `import openvino` reports home otherwise
import openvino  # noqa: E402

PART = {  # what a constant input of this operation is to its module
    "aten::linear/MatMul": "weight",
    "aten::linear/Add": "bias",
    "aten::embedding/Gather": "weight",
    "aten::layer_norm/Multiply_1": "weight",
    "aten::layer_norm/Add": "bias",
}
MODULE = "__module.reader."


def constant(node: openvino.Node) -> np.ndarray | None:
    """The values of a float constant, or of whole numbers times their scales; None for what is computed."""
    if node.get_type_name() == "Constant":
        return np.array(node.data, np.float32) if node.get_element_type() == openvino.Type.f32 else None
    if node.get_type_name() != "Multiply":
        return None
    whole, scale = (node.input_value(i).get_node() for i in (0, 1))
    if whole.get_type_name() != "Convert" or whole.input_value(0).get_node().get_type_name() != "Constant":
        return None
    return np.array(whole.input_value(0).get_node().data, np.float32) * np.array(scale.data, np.float32)


def weights(bundle: Path) -> dict[str, Tensor]:
    """The state of `Reader` as the bundle in a folder holds it: float32, every matrix rounded as int8 was.

    Raises ValueError when the bundle is of another network.
    """
    shapes = {name: tuple(values.shape) for name, values in Reader().state_dict().items()}
    found: dict[str, Tensor] = {}
    for node in openvino.Core().read_model(bundle / "reader.xml").get_ordered_ops():
        module, _, operation = node.get_friendly_name().removeprefix(MODULE).partition("/")
        name = f"{module}.{PART.get(operation)}"
        if name not in shapes:
            continue
        for port in node.inputs():
            values = constant(port.get_source_output().get_node())
            if values is not None and values.size == np.prod(shapes[name]):
                found[name] = torch.from_numpy(values.reshape(shapes[name]).copy())
    if missing := sorted(set(shapes) - set(found)):
        raise ValueError(
            f"{bundle} is not a bundle of this network: it lacks {len(missing)} weights, {missing[0]} first"
        )
    return found
