"""The figures of a bundle: on the validation articles as often as one likes, on the test files once, at the end."""

import argparse
import json
import time
from pathlib import Path

from training.bodies import BODIES
from training.bundle_export import openvino_logits
from training.closed_figures import closed
from training.data import TEST, read, validation


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--test", action="store_true", help="the test files instead of the validation articles")
    parser.add_argument("--without-heading", action="store_true", help="no title stands above the passage")
    parser.add_argument("--every", type=int, default=1, help="take one question in so many")
    parser.add_argument("--rounding", type=int, help="of activations, in groups of so many; as the manifest has it")
    parser.add_argument("--precision", default="bf16", choices=("bf16", "f32"))
    options = parser.parse_args()
    manifest = json.loads((options.bundle / "reader.json").read_text(encoding="utf-8"))
    if not manifest["max_heading_tokens"]:
        parser.error("this bundle reads pairs without a heading; training/README.md says how it is measured")
    body = BODIES[manifest["initial_weights"]["body"]]
    rounding = manifest["activation_group"] if options.rounding is None else options.rounding
    network = openvino_logits(options.bundle / "reader.xml", precision=options.precision, threads=2, rounding=rounding)
    if options.test:
        parts = {name: read(options.data, name, file) for name, file in TEST.items()}
    else:
        parts = {"validation": validation(options.data)}
    for name, examples in parts.items():
        begun = time.monotonic()
        figures = closed(network, body, examples[:: options.every], heading=not options.without_heading)
        settings = {"bits": manifest.get("bits", 8), "rounding": rounding, "precision": options.precision}
        print(json.dumps({"data": name, **settings, **figures, "seconds": round(time.monotonic() - begun, 1)}))


if __name__ == "__main__":
    main()
