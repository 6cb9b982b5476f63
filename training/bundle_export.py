"""Weights become a bundle that ships: an OpenVINO graph with rounded weights, tokenizer, manifest of checksums."""

import argparse
import hashlib
import json
import random
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.batches import MAX_HEADING, MAX_QUESTION, Group, Text, collate, pair
from training.bodies import MINILM, Body
from training.closed_figures import MAX_ANSWER, MAX_TOKENS, Ids, Logits, Network
from training.data import load
from training.headings import heading
from training.model import ReaderNetwork
from training.trained import trained

sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # `import openvino` reports home otherwise
import openvino  # noqa: E402

INPUTS = ("input_ids", "token_type_ids", "attention_mask")
OUTPUTS = ("start", "end", "relevance")
GROUP = 32  # weights of a row that share a scale, with 4 bits
CALIBRATING = {"squad": 96, "squad-none": 48, "qamr": 24, "nq": 24}  # of each source so many questions, one pair each


def calibrating(data: Path, body: Body) -> list[dict[str, Ids]]:
    """What the network is fed of a few training questions, each on its own passage."""
    examples, rng = load(data), random.Random(7)
    asked = [one for name, count in CALIBRATING.items() for one in rng.sample(examples[name], count)]
    fed = []
    for one in asked:
        beside = Text(heading(one.title, rng).text, one.context, one.golds[0] if one.golds else ())
        batch = collate([Group((pair(one.question, beside, rng, most=170),))], body)
        fed.append({name: getattr(batch, name).numpy() for name in INPUTS})
    return fed


def compressed(model: openvino.Model, bits: int, group: int, fed: Sequence[dict[str, Ids]] = ()) -> openvino.Model:
    """The weights in 8 bits with a scale and a zero for each row, or in 4 with both for each `group`; what computes
    with them is up to the machine. The few matrices whose rows are no multiple of the group stay in float32.

    With 4 bits, scales are chosen so that what comes out of each matrix changes least for what the network is `fed`
    (NNCF's scale estimation); of nothing fed, by the weights alone.
    """
    import nncf
    from nncf.quantization.advanced_parameters import AdvancedCompressionParameters, GroupSizeFallbackMode

    if bits == 8:
        return nncf.compress_weights(model, mode=nncf.CompressWeightsMode.INT8_ASYM)
    ignore = AdvancedCompressionParameters(group_size_fallback_mode=GroupSizeFallbackMode.IGNORE)
    names = [port.get_any_name() for port in model.inputs]
    return nncf.compress_weights(
        model,
        mode=nncf.CompressWeightsMode.INT4_ASYM,
        group_size=group,
        all_layers=True,
        advanced_parameters=ignore,
        dataset=nncf.Dataset([{name: one[name] for name in names} for one in fed]) if fed else None,
        scale_estimation=bool(fed) or None,
        subset_size=max(1, len(fed)),
    )


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


def openvino_logits(model: Path, *, precision: str = "f32", threads: int = 1, rounding: int = 0) -> Network:
    """The exported network as a function of arrays, the counterpart of `torch_logits`. Beside rounded weights
    activations are rounded to int8 as well, in groups of `rounding`; 0 leaves them alone."""
    settings: dict[str, object] = {
        "INFERENCE_PRECISION_HINT": precision,
        "INFERENCE_NUM_THREADS": threads,
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": rounding,
    }
    compiled = openvino.Core().compile_model(model, "CPU", settings)
    names = [port.get_any_name() for port in compiled.inputs]

    def logits(ids: Ids, kinds: Ids, mask: Ids) -> Logits:
        given = dict(zip(INPUTS, (ids, kinds, mask), strict=True))
        outputs = compiled({name: given[name] for name in names})
        return tuple(np.array(outputs[name], dtype=np.float32) for name in OUTPUTS)

    return logits


def export(run: Path, out: Path, *, bits: int = 8, group: int = GROUP, data: Path | None = None) -> dict[str, Any]:
    """Write the bundle: reader.xml, reader.bin, tokenizer.json and reader.json, the manifest, which is returned. With
    the folder of question files four bits are chosen by what the network makes of some (see `compressed`)."""
    reader, counts = trained(run)
    body = reader.body
    out.mkdir(parents=True, exist_ok=True)
    model = graph(reader)
    fed = calibrating(data, body) if data else ()
    openvino.save_model(compressed(model, bits, group, fed), out / "reader.xml", compress_to_fp16=False)
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
        # Of activations that share a scale when they are rounded; 0: they are not.
        "activation_group": group if bits == 4 else 0,
        "bits": bits,
        "scales_chosen_on": len(fed),  # pairs of question and passage
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
    parser.add_argument("--bits", type=int, choices=(4, 8), default=8, help="of each weight")
    parser.add_argument("--group", type=int, default=GROUP, help="weights of a row that share a scale, with 4 bits")
    parser.add_argument("--data", type=Path, help="folder of the question files, to choose scales on (with 4 bits)")
    options = parser.parse_args()
    export(options.run, options.out, bits=options.bits, group=options.group, data=options.data)
    size = sum(file.stat().st_size for file in options.out.iterdir())
    print(f"{options.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
