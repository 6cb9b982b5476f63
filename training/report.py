"""The figures of a bundle: on the validation articles as often as one likes, on the test files once, at the end."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training.data import TEST, load, read
from training.evaluate import closed
from training.export import openvino_logits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--test", action="store_true", help="the test files instead of the validation articles")
    parser.add_argument("--precision", default="bf16", choices=("bf16", "f32"))
    options = parser.parse_args()
    network = openvino_logits(options.bundle / "reader.xml", precision=options.precision, threads=2, rounded=False)
    if options.test:
        parts = {name: read(options.data, name, file) for name, file in TEST.items()}
    else:
        parts = {"validation": load(options.data)[1]}
    for name, examples in parts.items():
        figures = {key: round(value, 3) for key, value in closed(network, examples).items()}
        print(json.dumps({"data": name, "precision": options.precision, **figures}))


if __name__ == "__main__":
    main()
