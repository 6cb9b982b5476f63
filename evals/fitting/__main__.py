"""Fits the numbers that ship: `python -m pullquote.evals.fitting --help`.

Reads only what may train: SQuAD's training files, of them the articles that no shipped network was trained or chosen on
(see `calibrating`), over the articles of squad-articles/dev, and one half of the CLAPNQ questions over their own
passages. Writes one small file of numbers that anybody can read. What each threshold answers, rightly and wrongly, is
counted by judges that have not seen the question's article (see `out_of_fold`); `--check` counts it on the half of
CLAPNQ and of squad-2.0-test that nothing was fitted on.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pullquote.evals.fitting.benchmarks import (
    IndexedExample,
    calibrating,
    clapnq_questions,
    clapnq_suite,
    squad_folder,
    squad_questions,
)
from pullquote.evals.fitting.evidence_weights import Remembered, fit_evidence, log_odds, see
from pullquote.evals.fitting.shipped_judge import check, fit_shipped, read_all, summary
from pullquote.evals.fitting.splits import fitting_half
from pullquote.evals.run.corpus_index import opened_index
from pullquote.evals.suites.corpora import read_folder
from pullquote.index import Index
from pullquote.rag import (
    Config,
    NearestSentence,
    NetworkReader,
    Reader,
    Stage,
    Weights,
    legible_json,
    make_reader,
    shipped_network,
)

PASSAGES = Config().passages
READERS = ("quick", "careful", "nearest")


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m pullquote.evals.fitting", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the benchmark data")
    parser.add_argument("--out", type=Path, required=True, help="the file to write or bring up to date, fitted.json")
    parser.add_argument("--reader", choices=READERS, required=True)
    parser.add_argument("--index", type=Path, help="keep the indexes in this folder, for the next run")
    parser.add_argument("--check", action="store_true", help="try what the file has on the other half; write nothing")
    parser.add_argument("--every", type=int, default=1, help="take one question in so many")
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    clapnq = clapnq_suite(given.data)
    articles, _ = read_folder(squad_folder(given.data))
    with (
        tempfile.TemporaryDirectory() as scratch,
        opened_index(articles, (given.index or Path(scratch)) / "squad") as squad_index,
        opened_index(clapnq.articles, (given.index or Path(scratch)) / "clapnq") as clapnq_index,
    ):
        work(given, squad_index, clapnq_questions(clapnq, clapnq_index))


def work(given: argparse.Namespace, index: Index, natural: list[IndexedExample]) -> None:
    """Fit or check, over the index of SQuAD's articles and the questions of CLAPNQ."""
    known = json.loads(given.out.read_text(encoding="utf-8")) if given.out.exists() else {}
    if given.check:
        others = squad_questions(given.data, "squad-2.0-test.json", index)[:: given.every]
        unseen = [*others, *(one for one in natural if not fitting_half(one.group))]
        print("\n".join(check(read_all(unseen, make_reader(given.reader, index), PASSAGES), known[given.reader])))
        return
    half = [one for one in natural if fitting_half(one.group)]
    asked, judged = (
        [*calibrating(given.data, file, index)[:: given.every], *half]
        for file in ("squad-1.1-train.json", "squad-2.0-train.json")
    )
    none = [one for one in judged if not one.example.answerable]
    reader, weights = fitted_reader(given.reader, index, [*asked, *none], known)
    read = read_all(judged, reader, PASSAGES)
    values, confidence = fit_shipped(read)
    print("\n".join(summary(read, confidence, values["refuse"]["balanced"]["threshold"])))
    known = known | weights
    known[given.reader] = weights.get(given.reader, {}) | values
    given.out.write_text(legible_json(known), encoding="utf-8")


def fitted_reader(
    name: str, index: Index, asked: Sequence[IndexedExample], known: dict[str, Any]
) -> tuple[Reader, dict[str, Any]]:
    """The reader with its formula fitted, and what is to be written down of that. The careful reader looks again at
    what the quick one, as it was fitted before, thinks best."""
    if name == "nearest":
        return NearestSentence(index.embedder), {}
    network = Remembered(shipped_network(name, index.embedder.precision))
    if name == "quick":
        seen = see(asked, network, None, PASSAGES)
        # What retrieval is worth beside a network that nothing was fitted for.
        outside = {"features": fit_evidence(seen, ["before"]) | {"over_null": [0.0, 1.0, 1.0]}}
        evidence = log_odds(seen, fit_evidence(seen))
        return NetworkReader(Stage(network, Weights.of(evidence))), {
            name: {"evidence": evidence},
            "outside": {"evidence": outside},
        }
    first = Remembered(shipped_network("quick", index.embedder.precision))
    quick = Stage(first, Weights.of(known["quick"]["evidence"]))
    seen = see(asked, network, quick, PASSAGES)
    evidence = log_odds(seen, fit_evidence(seen))
    return NetworkReader(quick, Stage(network, Weights.of(evidence))), {name: {"evidence": evidence}}


if __name__ == "__main__":
    main()
