"""Weights become a bundle that ships: an OpenVINO graph with int8 weights, tokenizer, manifest of checksums."""

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training import checkpoint
from training.batches import MAX_HEADING, MAX_QUESTION
from training.bodies import BODIES, MINILM, Body
from training.closed_figures import MAX_ANSWER, MAX_TOKENS, Ids, Logits, Network
from training.model import ReaderNetwork

sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # `import openvino` reports home otherwise
import openvino  # noqa: E402
from openvino import opset13  # noqa: E402

INPUTS = ("input_ids", "token_type_ids", "attention_mask")
OUTPUTS = ("start", "end", "relevance")
SMALLEST = 4096  # numbers in a matrix that is rounded


def trained(run: Path, body: Body, *, layers: int | None = None) -> ReaderNetwork:
    """The network of a run with the running mean of its weights, in float32, ready to read."""
    found = checkpoint.load(run)
    if found is None:
        raise ValueError(f"{run} holds no checkpoint; run: python -m training.train --out {run}")
    reader = ReaderNetwork(body, layers=layers)
    state = {name.removeprefix("mean/"): value for name, value in found[0].items() if name.startswith("mean/")}
    missing, unexpected = reader.load_state_dict(state, strict=False)
    frozen = {name for name, parameter in reader.named_parameters() if not parameter.requires_grad}
    if set(missing) - frozen or unexpected:
        raise ValueError(f"{run} is a run of another network: {sorted(set(missing) - frozen)[:1] or unexpected[:1]}")
    return reader.eval()


def quantise(model: openvino.Model) -> None:
    """Store every matrix as int8 with one float32 scale a row: w ~ s * round(w / s), s = max |w of the row| / 127.

    A row is an output of a linear layer or the embedding of one token. Only the weights are rounded; what computes with
    them is up to the machine.
    """
    for node in model.get_ordered_ops():
        if node.get_type_name() != "Constant" or node.get_element_type() != openvino.Type.f32:
            continue
        values = np.array(node.data)
        if values.ndim != 2 or values.size < SMALLEST:
            continue
        scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-8) / 127
        rounded = np.rint(values / scale).astype(np.int8)
        whole = opset13.convert(opset13.constant(rounded), "f32")
        product = opset13.multiply(whole, opset13.constant(scale.astype(np.float32)))
        for target in list(node.output(0).get_target_inputs()):
            target.replace_source_output(product.output(0))


def graph(reader: ReaderNetwork) -> openvino.Model:
    """The network as an OpenVINO graph for any number of pairs and tokens. A body without token types has no input for
    them."""
    ids = torch.ones((2, 8), dtype=torch.long)
    names = INPUTS if reader.body.token_types else (INPUTS[0], INPUTS[2])
    with torch.no_grad():
        model = openvino.convert_model(reader, example_input=dict.fromkeys(INPUTS, ids))
    by_name = {name: port for port in model.inputs for name in port.get_names() if name in INPUTS}
    for name in names:
        port = by_name[name]
        port.get_tensor().set_names({name})
        port.get_node().set_friendly_name(name)
        port.get_node().set_partial_shape(openvino.PartialShape([-1, -1]))
        port.get_node().set_element_type(openvino.Type.i64)
    for port in [port for name, port in by_name.items() if name not in names]:
        model.remove_parameter(port.get_node())
    for port, name in zip(model.outputs, OUTPUTS, strict=True):
        port.get_tensor().set_names({name})
    model.validate_nodes_and_infer_types()
    return model


def openvino_logits(model: Path, *, precision: str = "f32", threads: int = 1, rounded: bool = True) -> Network:
    """The exported network as a function of arrays, the counterpart of `torch_logits`. Beside int8 weights OpenVINO
    rounds the activations to int8 as well, unless `rounded` is False."""
    settings: dict[str, object] = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": threads}
    if not rounded:
        settings["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = 0
    compiled = openvino.Core().compile_model(model, "CPU", settings)
    names = [port.get_any_name() for port in compiled.inputs]

    def logits(ids: Ids, kinds: Ids, mask: Ids) -> Logits:
        given = dict(zip(INPUTS, (ids, kinds, mask), strict=True))
        outputs = compiled({name: given[name] for name in names})
        return tuple(np.array(outputs[name], dtype=np.float32) for name in OUTPUTS)

    return logits


def export(run: Path, out: Path) -> dict[str, Any]:
    """Write the bundle: reader.xml, reader.bin, tokenizer.json and reader.json, the manifest, which is returned."""
    found = checkpoint.load(run)
    if found is None:
        raise ValueError(f"{run} holds no checkpoint; run: python -m training.train --out {run}")
    counts = found[1]
    body = BODIES[counts["options"]["body"]]
    out.mkdir(parents=True, exist_ok=True)
    model = graph(trained(run, body, layers=counts["options"]["layers"]))
    quantise(model)
    openvino.save_model(model, out / "reader.xml", compress_to_fp16=False)
    shutil.copyfile(MINILM.folder() / "tokenizer.json", out / "tokenizer.json")
    names = ("reader.xml", "reader.bin", "tokenizer.json")
    manifest = {
        "format": 2,
        "inputs": [port.get_any_name() for port in model.inputs],
        "outputs": OUTPUTS,
        "tokens": {"cls": body.cls, "sep": body.sep, "pad": body.pad, "shift": body.shift},
        "max_tokens": MAX_TOKENS,
        "max_question_tokens": MAX_QUESTION,
        "max_heading_tokens": MAX_HEADING,
        "max_answer_tokens": MAX_ANSWER,
        "initial_weights": {"body": body.name, "sha256": body.sha256, "licence": body.licence},
        "trained": {key: counts[key] for key in ("step", "pairs", "seconds", "taken", "options")},
        "sha256": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in names},
    }
    (out / "reader.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder that training.train wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder of the bundle")
    options = parser.parse_args()
    export(options.run, options.out)
    size = sum(file.stat().st_size for file in options.out.iterdir())
    print(f"{options.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
