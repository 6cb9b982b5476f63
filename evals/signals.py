"""What each signal tells, question by question in a report: `python -m pullquote.evals.signals FOLDER`.

AUROC by whether the articles answer at all, and by whether the first quote does; 0.5 tells nothing, less than that
points the wrong way.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.evals.metrics.refusals import auroc


def table(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[float, float]]:
    """For each signal the AUROC by answerable and by right; rows without signals found nothing and are left out.

    Raises ValueError where all rows are of one kind.
    """
    read = [row for row in rows if row["signals"]]
    able = np.array([float(row["answerable"]) for row in read])
    right = np.array([float(row["right_if_forced"]) for row in read])
    if len(set(able)) < 2 or len(set(right)) < 2:
        raise ValueError("needed are questions with and without an answer, some answered rightly and some not")
    columns = {name: np.array([row["signals"][name] for row in read]) for name in read[0]["signals"]}
    return {name: (auroc(values, able), auroc(values, right)) for name, values in columns.items()}


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="what --out of pullquote eval was")
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    lines = (given.folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    for name, (able, right) in table([json.loads(line) for line in lines]).items():
        print(f"{name:20}  answerable {able:.3f}  right {right:.3f}")


if __name__ == "__main__":
    main()
