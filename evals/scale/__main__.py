"""What an index costs as it grows.

    python -m pullquote.evals.scale --articles FOLDER --data SQUAD --passages 10000,100000

The corpus is the folder's articles, multiplied with other names and numbers. Each size is built and asked in a process
of its own, in the folder `--work`, where vectors are kept: a run that was interrupted goes on there. A size that ends
in `m`, as 1000000m, has vectors that are made up out of those that are kept, for want of the hours that real ones take:
it measures the machinery, and the table says so. Writes scale.json, scale.md and scale.svg into `--out`.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.evals.run.provenance import commit, machine
from pullquote.evals.scale.asked import stored_vectors
from pullquote.evals.scale.kept_vectors import MADE_UP, named_embedder
from pullquote.evals.scale.plain_parts import plain, txtai
from pullquote.evals.scale.table import markdown, plot
from pullquote.evals.suites.squad_file import read_squad
from pullquote.index import Index

SMALL = 20_000  # passages; txtai embeds for itself, which takes too long for more


def questions(data: Path, count: int) -> list[dict[str, str]]:
    """So many of the file's questions, spread evenly, each with the paragraph that answers it."""
    asked = [(question.text, one.text) for one in read_squad(data) for question in one.questions]
    step = max(1, len(asked) // count)
    return [{"question": text, "paragraph": paragraph} for text, paragraph in asked[::step][:count]]


def run(module: str, *arguments: object) -> Any:
    """What a module of this room prints, run in a process of its own."""
    command = [sys.executable, "-m", f"pullquote.evals.scale.{module}", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def sized(size: str, given: argparse.Namespace, asked: Path) -> dict[str, Any]:
    """All figures of one size; what was built before is not built again, and its figures are those of then."""
    passages, made_up = int(size.removesuffix("m")), size.endswith("m")
    folder = given.work / f"{passages}{MADE_UP if made_up else ''}"
    told = folder.with_suffix(".json")
    if not told.exists():
        shutil.rmtree(folder, ignore_errors=True)
        told.write_text(json.dumps(run("built", folder, passages, given.articles)))
    row = {"size": passages, "made_up": made_up, "built": json.loads(told.read_text())}
    row["asked"] = run("asked", folder, asked, given.answers)
    return row | beside(folder, row, given, json.loads(asked.read_text()))


def beside(
    folder: Path, row: dict[str, Any], given: argparse.Namespace, asked: Sequence[dict[str, str]]
) -> dict[str, Any]:
    """The plain parts over the same passages and vectors, where they fit into memory."""
    if row["size"] > given.plain:
        return {}
    embedder = named_embedder(folder)
    with Index.open(folder, embedder=embedder) as index:
        by_id = {passage.id: passage.text for article in index.articles() for passage in index.passages(article)}
    keys, vectors = zip(*stored_vectors(folder), strict=True)
    texts = [by_id[key] for key in np.concatenate(keys)]
    told = ([one["question"] for one in asked], [one["paragraph"] for one in asked])
    found = {"plain": plain(texts, np.concatenate(vectors), *told)}
    return found | ({"txtai": txtai(texts, *told)} if row["size"] <= SMALL else {})


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True, help="the folder of articles that are multiplied")
    parser.add_argument("--data", type=Path, required=True, help="SQuAD JSON with questions on some of them")
    parser.add_argument("--passages", default="10000,100000,1000000", help="sizes; with an m for made-up vectors")
    parser.add_argument("--work", type=Path, default=Path("scale-work"), help="where vectors and indexes are kept")
    parser.add_argument("--out", type=Path, default=Path("scale"))
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--answers", type=int, default=200, help="how many of them are answered whole")
    parser.add_argument("--plain", type=int, default=200_000, help="the most passages that the plain parts are given")
    given = parser.parse_args()
    for folder in (given.work, given.out):
        folder.mkdir(parents=True, exist_ok=True)
    asked = given.work / "questions.json"
    asked.write_text(json.dumps(questions(given.data, given.questions)), encoding="utf-8")
    report: dict[str, Any] = {"made": {"commit": commit(), "machine": machine()}, "sizes": []}
    for size in given.passages.split(","):
        report["sizes"].append(sized(size, given, asked))
        (given.out / "scale.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
        (given.out / "scale.md").write_text(markdown(report["sizes"]), encoding="utf-8")
        plot(report["sizes"], given.out / "scale.svg")
    print(markdown(report["sizes"]))


if __name__ == "__main__":
    main()
