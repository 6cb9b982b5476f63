"""The files of a run, which grow by a question at a time and from which an interrupted run goes on."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self, TypedDict
from urllib.parse import quote as percent_encoded

import numpy as np

from pullquote.corpus import BadInputError, NotFoundError
from pullquote.evals.suites.records import read_json
from pullquote.rag import AnswerForm

RUN, ROWS, TIMES, RANKINGS, JUDGED = "run.json", "questions.jsonl", "latency.jsonl", "run.trec", "qrels.trec"
ABLATED = "ablation.jsonl"
MADE = (RUN, ROWS, TIMES, RANKINGS, JUDGED, ABLATED, "report.json", "report.md", "report.html")


class Result(TypedDict):
    """What came of one question, as a line of questions.jsonl has it: see README.md."""

    id: str
    question: str
    type: str
    article: str
    answerable: bool
    answer: AnswerForm
    forced: AnswerForm | None
    gold: dict[str, Any]  # as the data has it, fields that are not known among it
    right: bool
    right_if_forced: bool
    refused: bool
    kind_right: bool
    cause: str
    confidence: float
    signals: dict[str, float]
    figures: dict[str, float]
    citations: list[dict[str, bool]]


class Ledger:
    """What was asked already, and the files that keep it. `done` has the result of each question by id."""

    def __init__(self, out: Path, inputs: Mapping[str, Any], *, fresh: bool = False) -> None:
        """`inputs` are all that results depend on. Raises BadInputError when `out` holds a run that differs in
        them, unless `fresh` throws that one away."""
        self._out = out
        if out.exists() and not out.is_dir():
            raise BadInputError(f"{out} is a file; name a folder with --out")
        out.mkdir(parents=True, exist_ok=True)
        if fresh:
            for name in MADE:
                (out / name).unlink(missing_ok=True)
        self._check(inputs)
        self.done: dict[str, Result] = {row["id"]: row for row in read_lines(out / ROWS)}
        self._keep_whole()
        (out / RUN).write_text(json.dumps(inputs, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        names = (ROWS, TIMES, RANKINGS, JUDGED)
        self._rows, self._times, self._rankings, self._judged = (
            (out / name).open("a", encoding="utf-8") for name in names
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in (self._rows, self._times, self._rankings, self._judged):
            file.close()

    def add(self, result: Result, ms: float, ranking: Mapping[str, float], relevant: Mapping[str, int]) -> None:
        """Keep a question. Its result is written last: a question without one is asked again."""
        id = result["id"]
        self._rankings.writelines(trec_run(id, ranking))
        self._judged.writelines(f"{_word(id)} 0 {_word(doc)} {grade}\n" for doc, grade in relevant.items())
        self._times.write(line({"id": id, "ms": round(ms, 3)}))
        for file in (self._rankings, self._judged, self._times):
            file.flush()
        self._rows.write(line(result))
        self._rows.flush()
        self.done[id] = result

    def _check(self, inputs: Mapping[str, Any]) -> None:
        path = self._out / RUN
        if not path.exists():
            if any((self._out / name).exists() for name in MADE):
                raise BadInputError(f"{self._out} holds reports without {RUN}; name another --out, or add --fresh")
            return
        before, _ = read_json(path)
        now = json.loads(json.dumps(inputs))
        other = sorted(key for key in {*before, *now} if before.get(key) != now.get(key))
        if other:
            raise BadInputError(
                f"{self._out} holds a run with other {', '.join(other)}; name another --out, or add --fresh"
            )

    def _keep_whole(self) -> None:
        """Drop half a line, and what belongs to questions that have no row."""
        ids = {_word(id) for id in self.done}
        for name in (RANKINGS, JUDGED):
            path = self._out / name
            if path.exists():
                lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
                path.write_text("".join(line for line in lines if line.split(" ")[0] in ids), encoding="utf-8")
        (self._out / ROWS).write_text("".join(map(line, self.done.values())), encoding="utf-8")
        took = [{"id": id, "ms": ms} for id, ms in times(self._out).items() if id in self.done]
        (self._out / TIMES).write_text("".join(map(line, took)), encoding="utf-8")


def times(out: Path) -> dict[str, float]:
    """Milliseconds by question."""
    return {row["id"]: row["ms"] for row in read_lines(out / TIMES)}


def trec_run(id: str, ranking: Mapping[str, float]) -> Iterator[str]:
    """Lines of a TREC run. Scores fall strictly, in the 32 bits that trec_eval keeps: it orders ties its own way."""
    last = np.float32(np.inf)
    for rank, (document, score) in enumerate(ranking.items(), 1):
        last = min(np.float32(score), np.nextafter(last, np.float32(-np.inf)))
        yield f"{_word(id)} Q0 {_word(document)} {rank} {float(last)!r} pullquote\n"


def _word(name: str) -> str:
    """A name without white space, which separates the columns."""
    return percent_encoded(name, safe="/#:,.&'()!-_~")


def line(value: Mapping[str, object]) -> str:
    """A line of a JSON lines file."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"


def read_lines(path: Path) -> Iterator[Any]:
    """The whole lines of a JSON lines file; none when there is no file."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").split("\n"):
            try:
                yield json.loads(line)
            except ValueError:  # cut short by an interruption, or the end
                return


def read_results(out: Path) -> list[Result]:
    """The results of a finished run. Raises NotFoundError when there is none."""
    if not (out / ROWS).is_file() or not (out / RUN).is_file():
        raise NotFoundError(f"no report in {out}; run: pullquote eval --out {out}")
    return list(read_lines(out / ROWS))
