"""Fits the numbers that ship: `python -m pullquote.evals.fitting --help`.

Reads only what may train: squad-1.1-train and squad-2.0-train over the articles of squad-articles/dev, and one half of
the CLAPNQ questions over their own passages; for the trained reader see `for_reader`. Writes one small file of numbers
that anybody can read. What each threshold answers, rightly and wrongly, is counted by judges that have not seen the
question's article (see `out_of_fold`); `--check` counts it on the half that nothing was fitted on.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pullquote.evals.fitting.benchmarks import (
    IndexedExample,
    clapnq_questions,
    clapnq_suite,
    for_reader,
    squad_folder,
    squad_questions,
)
from pullquote.evals.fitting.sentence_weights import fit_sentences
from pullquote.evals.fitting.shipped_judge import check, fit_shipped, read_all, summary
from pullquote.evals.fitting.splits import fitting_half
from pullquote.evals.run.corpus_index import opened_index
from pullquote.evals.suites.corpora import read_folder
from pullquote.index import Index
from pullquote.rag import Weights, legible_json, shipped_cross_encoder

PASSAGES = 10


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m pullquote.evals.fitting", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the benchmark data")
    parser.add_argument("--out", type=Path, required=True, help="the file to write or bring up to date, fitted.json")
    parser.add_argument("--reader", choices=("sentence", "trained"), default="sentence")
    parser.add_argument("--index", type=Path, help="keep the indexes in this folder, for the next run")
    parser.add_argument("--judge-only", action="store_true", help="keep the reader's weights that the file has")
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
    network = shipped_cross_encoder(precision=index.embedder.precision) if given.reader == "trained" else None
    if given.check:
        others = squad_questions(given.data, "squad-2.0-test.json", index)[:: given.every]
        unseen = [one for one in (*others, *natural) if not fitting_half(one.group)]
        values = known[given.reader]
        print("\n".join(check(read_all(unseen, Weights.of(values), network, PASSAGES), values)))
        return
    weighed, judged = for_reader(given.reader, given.data, index)
    half = [one for one in natural if fitting_half(one.group)]
    if given.judge_only:
        weights = known[given.reader]["features"]
    else:
        weights = fit_sentences([*weighed[:: given.every], *half], network, PASSAGES)
    asked = [one for one in judged[:: given.every] if network is None or fitting_half(one.group)]
    read = read_all([*asked, *half], Weights.of({"features": weights}), network, PASSAGES)
    values, confidence = fit_shipped(read)
    print("\n".join(summary(read, confidence, values["threshold"])))
    result = {"features": weights, **values}
    given.out.write_text(legible_json(known | {given.reader: result}), encoding="utf-8")


if __name__ == "__main__":
    main()
