"""Weights become the bundle that ships: an OpenVINO graph with int8 weights, tokenizer, manifest of checksums."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from training.batches import MAX_QUESTION, MAX_TOKENS
from training.bundle import weights as bundled
from training.evaluate import MAX_ANSWER, Logits, Network
from training.model import MINILM, MINILM_SHA256, Reader

sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # `import openvino` reports home otherwise
import openvino  # noqa: E402
from openvino import opset13  # noqa: E402

INPUTS = ("input_ids", "token_type_ids", "attention_mask")
OUTPUTS = ("start", "end", "relevance")


class Traced(nn.Module):
    """The reader with the attention mask already spread out, which tracing does not survive inside transformers."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, ...]:
        spread = (1.0 - attention_mask[:, None, None, :].float()) * -1e4
        outputs: tuple[Tensor, ...] = self.reader(input_ids, token_type_ids, spread)
        return outputs


def load_reader(weights: Path, average: Path | None = None) -> Reader:
    """The network with trained weights, in float32, ready to read; with `average`, the mean of them and of a bundle's
    from which their training went on (Wortsman et al. 2022, "Model soups")."""
    reader, state = Reader(), load_file(weights)
    if average:
        state = {name: (state[name] + before) / 2 for name, before in bundled(average).items()}
    reader.load_state_dict(state)
    return reader.eval()


def quantise(model: openvino.Model, *, smallest: int = 4096) -> None:
    """Store every matrix as int8 with one float32 scale a row: w ~ s * round(w / s), s = max |w of the row| / 127.

    A row is an output of a linear layer or the embedding of one token. Only the weights are rounded; what computes with
    them is up to the machine.
    """
    for node in model.get_ordered_ops():
        if node.get_type_name() != "Constant" or node.get_element_type() != openvino.Type.f32:
            continue
        values = np.array(node.data)
        if values.ndim != 2 or values.size < smallest:
            continue
        scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-8) / 127
        rounded = np.rint(values / scale).astype(np.int8)
        whole = opset13.convert(opset13.constant(rounded), "f32")
        product = opset13.multiply(whole, opset13.constant(scale.astype(np.float32)))
        for target in list(node.output(0).get_target_inputs()):
            target.replace_source_output(product.output(0))


def graph(reader: Reader) -> openvino.Model:
    """The network as an OpenVINO graph for any number of pairs and tokens."""
    ids = torch.ones((2, 8), dtype=torch.long)
    with torch.no_grad():
        model = openvino.convert_model(Traced(reader), example_input=(ids, ids, ids))
    for port, name in zip(model.inputs, INPUTS, strict=True):
        port.get_tensor().set_names({name})
        port.get_node().set_friendly_name(name)
        port.get_node().set_partial_shape(openvino.PartialShape([-1, -1]))
        port.get_node().set_element_type(openvino.Type.i64)
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

    def logits(ids: np.ndarray, kinds: np.ndarray, mask: np.ndarray) -> Logits:
        outputs = compiled([ids, kinds, mask])
        start, end, relevance = (np.array(outputs[name], dtype=np.float32) for name in OUTPUTS)
        return start, end, relevance

    return logits


def export(weights: Path, out: Path, *, trained: dict[str, object], average: Path | None = None) -> None:
    """Write the bundle: reader.xml, reader.bin, tokenizer.json and reader.json, the manifest."""
    out.mkdir(parents=True, exist_ok=True)
    model = graph(load_reader(weights, average))
    quantise(model)
    openvino.save_model(model, out / "reader.xml", compress_to_fp16=False)
    shutil.copyfile(MINILM / "tokenizer.json", out / "tokenizer.json")
    names = ("reader.xml", "reader.bin", "tokenizer.json")
    manifest = {
        "format": 1,
        "inputs": INPUTS,
        "outputs": OUTPUTS,
        "max_tokens": MAX_TOKENS,
        "max_question_tokens": MAX_QUESTION,
        "max_answer_tokens": MAX_ANSWER,
        "initial_weights": MINILM_SHA256,
        "weights": hashlib.sha256(weights.read_bytes()).hexdigest(),
        "averaged_with": json.loads((average / "reader.json").read_text(encoding="utf-8"))["sha256"]
        if average
        else None,
        "trained": trained,
        "sha256": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in names},
    }
    (out / "reader.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder that training.train wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder of the bundle")
    parser.add_argument("--average", type=Path, help="a bundle with whose weights the run's are averaged")
    options = parser.parse_args()
    lines = (options.run / "log.jsonl").read_text(encoding="utf-8").splitlines()
    export(options.run / "reader.safetensors", options.out, trained=json.loads(lines[-1]), average=options.average)
    size = sum(file.stat().st_size for file in options.out.iterdir())
    print(f"{options.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
