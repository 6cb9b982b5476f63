"""Fits the sentence reader's weights, the judge's and its thresholds: `python -m pullquote.evals.fitting.fit --help`.

Reads only what may train: squad-1.1-train and squad-2.0-train over the articles of squad-articles/dev, and one half of
the CLAPNQ questions over their own passages; for the trained reader see `for_trained_reader`. Writes one small file of
numbers that anybody can read. What each threshold answers, rightly and wrongly, is counted by judges that have not
seen the question's article (see `out_of_fold`); `--check` counts it on the half that nothing was fitted on.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp

from pullquote.corpus import Article, Source
from pullquote.evals.fitting.calibration_fit import offers
from pullquote.evals.fitting.regression import PENALTY, Flags, answering, fit_judge, out_of_fold, threshold_of
from pullquote.evals.fitting.splits import fitting_half, held_out
from pullquote.evals.metrics.refusals import auroc, calibration_error
from pullquote.index import Index, build
from pullquote.rag import LogisticJudge, Question
from pullquote.rag.answer import Quote
from pullquote.rag.confidence.calibration import legible
from pullquote.rag.confidence.risk import RiskTable, from_rows, to_rows
from pullquote.rag.linear import Weights
from pullquote.rag.reading.cross_encoder import Network, shipped
from pullquote.rag.reading.features import NAMES, candidates
from pullquote.rag.reading.sentence_reader import NETWORK_NAMES, SentenceReader

PASSAGES = 10
NATURAL = 0.25  # what the CLAPNQ questions count for in the reader's weights


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what answers it: `right(file, start, end)` tells it of a stretch of an article's text."""

    text: str
    group: str
    answerable: bool
    right: Callable[[str, int, int], bool]


def squad(path: Path, texts: dict[str, str]) -> list[Asked]:
    found = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        file = f"{article['title']}.txt"
        for paragraph in article["paragraphs"]:
            context = paragraph["context"].strip()
            start = texts[file].index(context)
            bounds = start, start + len(context)
            for qa in paragraph["qas"]:
                golds = [a["text"] for a in qa["answers"]] if not qa.get("is_impossible") else []
                found.append(Asked(qa["question"], file, bool(golds), _holds(texts, file, bounds, golds)))
    return found


def _holds(
    texts: dict[str, str], file: str, bounds: tuple[int, int], golds: Sequence[str]
) -> Callable[[str, int, int], bool]:
    def right(where: str, start: int, end: int) -> bool:
        inside = where == file and bounds[0] <= start and end <= bounds[1]
        return inside and any(gold in texts[file][start:end] for gold in golds)

    return right


def clapnq(folder: Path) -> tuple[list[Article], list[Asked]]:
    """Each question's passage as an article; evidence is what the annotators copied out of it."""
    articles: dict[str, Article] = {}
    asked = []
    for file, answerable in (("clapnq-answerable-visible.jsonl", True), ("clapnq-unanswerable-visible.jsonl", False)):
        for line in (folder / file).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            passage = row["passages"][0]
            id = f"clapnq/{row['id']}"
            articles[passage["text"]] = Article(Source(id, row["id"], passage["title"]), passage["text"])
            wanted = [
                sentence
                for output in row["output"]
                for sentence in output.get("selected_sentences") or []
                if len(sentence) > 3
            ]
            asked.append(Asked(row["input"], row["id"], answerable, _copied(passage["text"], row["id"], wanted)))
    return list(articles.values()), asked


def _copied(text: str, file: str, wanted: Sequence[str]) -> Callable[[str, int, int], bool]:
    spans = [(at, at + len(s)) for s in wanted if (at := text.find(s.strip())) >= 0]
    return lambda where, start, end: where == file and any(a < end and start < b for a, b in spans)


def fit_sentences(
    names: Sequence[str],
    rows: Sequence[NDArray[np.float64]],
    right: Sequence[NDArray[np.bool_]],
    counts: Sequence[float],
) -> dict[str, list[float]]:
    """Listwise softmax regression: the likelihood that a right sentence is drawn among its question's candidates.

    `counts` is how much each question counts; they sum to 1.
    """
    everything = np.concatenate(rows)
    mean, deviation = everything.mean(axis=0), everything.std(axis=0)
    deviation[deviation == 0] = 1
    scaled = [(r - mean) / deviation for r in rows]

    def loss(weight: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, gradient = float(PENALTY * weight @ weight), 2 * PENALTY * weight
        for row, hit, count in zip(scaled, right, counts, strict=True):
            scores = row @ weight
            every, good = logsumexp(scores), logsumexp(scores[hit])
            total += float(count * (every - good))
            gradient = gradient + count * (row.T @ np.exp(scores - every) - row[hit].T @ np.exp(scores[hit] - good))
        return total, gradient

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return {n: [float(f"{v:.6g}") for v in (mean[i], deviation[i], found.x[i])] for i, n in enumerate(names)}


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the benchmark data")
    parser.add_argument("--out", type=Path, required=True, help="the file to write or bring up to date, fitted.json")
    parser.add_argument("--reader", choices=("sentence", "trained"), default="sentence")
    parser.add_argument("--index", type=Path, help="keep the indexes in this folder, for the next run")
    parser.add_argument("--judge-only", action="store_true", help="keep the reader's weights that the file has")
    parser.add_argument("--check", action="store_true", help="try what the file has on the other half; write nothing")
    parser.add_argument("--every", type=int, default=1, help="take one question in so many")
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.index or Path(scratch)
        index = build([given.data / "squad-articles" / "dev"], folder / "squad").index
        articles, clap = clapnq(given.data)
        clap_index = Index.open(folder / "clapnq") if (folder / "clapnq").exists() else Index.create(folder / "clapnq")
        clap_index.add(articles)
        texts = {article.source.file: article.text for article in index.articles()}
        network = shipped(precision=index.embedder.precision) if given.reader == "trained" else None
        sentences, judged = QUESTIONS[given.reader](given.data, texts)
        natural = [(clap_index, one) for one in clap if fitting_half(one.group)]
        known = json.loads(given.out.read_text(encoding="utf-8")) if given.out.exists() else {}
        if given.check:
            values = known[given.reader]
            others = squad(given.data / "squad-2.0-test.json", texts)[:: given.every]
            unseen = [(index, one) for one in others if not fitting_half(one.group)]
            unseen += [(clap_index, one) for one in clap if not fitting_half(one.group)]
            check(_read(unseen, Weights.of(values), network), values)
            return
        if given.judge_only:
            weights = known[given.reader]["features"]
        else:
            weights = _sentences([*((index, one) for one in sentences[:: given.every]), *natural], network)
        both = [(index, one) for one in judged[:: given.every] if network is None or fitting_half(one.group)] + natural
        result = {"features": weights, **_judge(_read(both, Weights.of({"features": weights}), network))}
    given.out.write_text(legible(known | {given.reader: result}), encoding="utf-8")


def for_sentence_reader(data: Path, texts: dict[str, str]) -> tuple[list[Asked], list[Asked]]:
    return squad(data / "squad-1.1-train.json", texts), squad(data / "squad-2.0-train.json", texts)


def for_trained_reader(data: Path, texts: dict[str, str]) -> tuple[list[Asked], list[Asked]]:
    """The network has learnt the training files by heart: its evidence is weighed on the articles held out from it,
    its confidence on one half, by article, of squad-2.0-test."""
    unseen = [one for one in squad(data / "squad-1.1-train.json", texts) if held_out(one.group.removesuffix(".txt"))]
    return unseen, squad(data / "squad-2.0-test.json", texts)


QUESTIONS: dict[str, Callable[[Path, dict[str, str]], tuple[list[Asked], list[Asked]]]] = {
    "sentence": for_sentence_reader,
    "trained": for_trained_reader,
}


def _sentences(asked: Sequence[tuple[Index, Asked]], network: Network | None) -> dict[str, list[float]]:
    """Weights for the evidence. The few questions that were asked before anybody had seen the passage count for a
    quarter: those written with it in view repeat its words more than readers do."""
    rows, right, first = [], [], []
    names = NAMES + (NETWORK_NAMES if network else ())
    blank = Weights(names, *np.ones((3, len(names))))
    readers = {id(index): SentenceReader(index.idf, blank, network) for index, _ in asked}
    for index, one in asked:
        hits = index.search(one.text, PASSAGES)
        hit = np.array([one.right(c.hit.passage.article.source.file, *c.span) for c in candidates(hits)])
        if hit.any():
            rows.append(readers[id(index)].evidence(Question(one.text), hits)[0])
            right.append(hit)
            first.append(index is asked[0][0])
    print(f"{len(asked)} questions, {len(rows)} with a right sentence among {PASSAGES} passages")
    of_first = np.array(first)
    counts = np.where(of_first, (1 - NATURAL) / of_first.sum(), NATURAL / max(1, (~of_first).sum()))
    return fit_sentences(names, rows, right, list(counts))


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of questions for which it found anything, a row each; `first`: of SQuAD."""

    signals: list[Mapping[str, float]]
    groups: list[str]
    right: Flags
    answerable: Flags
    absent: Flags
    first: Flags

    @property
    def parts(self) -> tuple[tuple[str, Flags], ...]:
        return ("squad", self.first), ("clapnq", ~self.first)


def _read(asked: Sequence[tuple[Index, Asked]], weights: Weights, network: Network | None) -> Read:
    readers = {id(index): SentenceReader(index.idf, weights, network) for index, _ in asked}
    found = []
    for index, one in asked:
        reading = readers[id(index)].read(Question(one.text), index.search(one.text, PASSAGES))
        if reading.quotes:
            absent = any(not index.holds(name) for name in Question(one.text).names)
            right = one.answerable and _first_right(reading.quotes[0], one)
            found.append((dict(reading.signals), one.group, right, one.answerable, absent, index is asked[0][0]))
    signals, groups, *flags = (list(column) for column in zip(*found, strict=True))
    return Read(signals, groups, *(np.array(column, bool) for column in flags))


def _judge(read: Read) -> dict[str, Any]:
    """Half of the weight on answerable questions, half on the others; CLAPNQ counts as much as SQuAD 2.0.

    The risks are counted without weights, over the questions as they lie: most are of SQuAD, about half unanswerable.
    """
    able, first = read.answerable, read.first
    weight = np.zeros(len(able))
    for part in (first & able, first & ~able, ~first & able, ~first & ~able):
        weight[part] = 1 / max(1, part.sum())
    weight *= len(able) / weight.sum()
    judge = fit_judge(read.signals, read.right, weight)
    confidence = out_of_fold(
        lambda rows: fit_judge([read.signals[i] for i in rows], read.right[rows], weight[rows]),
        read.signals,
        read.groups,
    )
    threshold = threshold_of(confidence, able, weight)
    for name, part in read.parts:
        print(
            f"{name}: first right {np.mean(read.right[part & able]):.3f}, refused of answerable"
            f" {np.mean(confidence[part & able] < threshold):.3f}, of unanswerable"
            f" {np.mean(confidence[part & ~able] < threshold):.3f},"
            f" AUROC {auroc(confidence[part], able[part].astype(float)):.3f}"
        )
    table = RiskTable.of(answering(confidence, read.absent).tolist(), read.right.tolist())
    return {"judge": judge, "threshold": threshold, "risk": to_rows(table)}


def check(read: Read, values: Mapping[str, Any]) -> None:
    """Prints what the fitted judge's confidence and promises are worth on questions that it was not fitted on."""
    judge = LogisticJudge.of(values, 0.0)
    confidence = np.array([judge.confidence(one) for one in read.signals])
    right, able = read.right.astype(float), read.answerable.astype(float)
    for name, part in (*read.parts, ("all", np.ones(len(right), bool))):
        print(
            f"{name}: {part.sum()} questions, AUROC of right against wrong {auroc(confidence[part], right[part]):.3f},"
            f" of answerable against not {auroc(confidence[part], able[part]):.3f},"
            f" calibration error {calibration_error(confidence[part], right[part]):.3f}"
        )
    sure = answering(confidence, read.absent)
    for risk, threshold in offers(from_rows(values["risk"]["questions"], values["risk"]["rows"])):
        if threshold is None:
            print(f"at most {risk:.0%} wrong: cannot be promised")
            continue
        answered = sure >= threshold
        wrong = int((answered & ~read.right).sum())
        print(
            f"at most {risk:.0%} wrong: threshold {threshold:.2f}, answered {answered.mean():.3f},"
            f" wrong {wrong} of {answered.sum()} ({wrong / max(1, answered.sum()):.3f})"
        )


def _first_right(quote: Quote, one: Asked) -> bool:
    return one.right(quote.article.source.file, quote.start, quote.end)


if __name__ == "__main__":
    main()
