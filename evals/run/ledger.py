"""The files of a run, which grow by a question at a time and from which an interrupted run goes on."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote as percent_encoded

import numpy as np

from pullquote.corpus import PullquoteError
from pullquote.evals.suites.records import read_json

Row = dict[str, Any]  # one question, as questions.jsonl has it: see README.md
RUN, ROWS, TIMES, RANKINGS, JUDGED = "run.json", "questions.jsonl", "latency.jsonl", "run.trec", "qrels.trec"
ABLATED = "ablation.jsonl"
MADE = (RUN, ROWS, TIMES, RANKINGS, JUDGED, ABLATED, "report.json", "report.md", "report.html")


class Ledger:
    """What was asked already, and the files that keep it. `done` has the row of each question by id."""

    def __init__(self, out: Path, about: Mapping[str, Any], *, fresh: bool = False) -> None:
        """`about` is all that rows depend on. Raises PullquoteError when `out` holds a run that differs in it, unless
        `fresh` throws that one away."""
        self._out = out
        if out.exists() and not out.is_dir():
            raise PullquoteError(f"{out} is a file; name a folder with --out")
        out.mkdir(parents=True, exist_ok=True)
        if fresh:
            for name in MADE:
                (out / name).unlink(missing_ok=True)
        self._check(about)
        self.done = {row["id"]: row for row in read_lines(out / ROWS)}
        self._keep_whole()
        (out / RUN).write_text(json.dumps(about, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        names = (ROWS, TIMES, RANKINGS, JUDGED)
        self._rows, self._times, self._rankings, self._judged = (
            (out / name).open("a", encoding="utf-8") for name in names
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in (self._rows, self._times, self._rankings, self._judged):
            file.close()

    def add(self, row: Row, ms: float, ranking: Mapping[str, float], relevant: Mapping[str, int]) -> None:
        """Keep a question. Its row is written last: a question without one is asked again."""
        self._rankings.writelines(trec_run(row["id"], ranking))
        self._judged.writelines(f"{_word(row['id'])} 0 {_word(doc)} {grade}\n" for doc, grade in relevant.items())
        self._times.write(json.dumps({"id": row["id"], "ms": round(ms, 3)}) + "\n")
        for file in (self._rankings, self._judged, self._times):
            file.flush()
        self._rows.write(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n")
        self._rows.flush()
        self.done[row["id"]] = row

    def _check(self, about: Mapping[str, Any]) -> None:
        path = self._out / RUN
        if not path.exists():
            if any((self._out / name).exists() for name in MADE):
                raise PullquoteError(f"{self._out} holds reports without {RUN}; name another --out, or add --fresh")
            return
        before, _ = read_json(path)
        now = json.loads(json.dumps(about))
        other = sorted(key for key in {*before, *now} if before.get(key) != now.get(key))
        if other:
            raise PullquoteError(
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
        for name, rows in ((ROWS, self.done.values()), (TIMES, times(self._out).values())):
            path = self._out / name
            kept = [
                json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows if row["id"] in self.done
            ]
            path.write_text("".join(kept), encoding="utf-8")


def times(out: Path) -> dict[str, Row]:
    """Milliseconds by question."""
    return {row["id"]: row for row in read_lines(out / TIMES)}


def trec_run(id: str, ranking: Mapping[str, float]) -> Iterator[str]:
    """Lines of a TREC run. Scores fall strictly, in the 32 bits that trec_eval keeps: it orders ties its own way."""
    last = np.float32(np.inf)
    for rank, (document, score) in enumerate(ranking.items(), 1):
        last = min(np.float32(score), np.nextafter(last, np.float32(-np.inf)))
        yield f"{_word(id)} Q0 {_word(document)} {rank} {float(last)!r} pullquote\n"


def _word(name: str) -> str:
    """A name without white space, which separates the columns."""
    return percent_encoded(name, safe="/#:,.&'()!-_~")


def read_lines(path: Path) -> Iterator[Row]:
    """The whole lines of a JSON lines file; none when there is no file."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").split("\n"):
            try:
                yield json.loads(line)
            except ValueError:  # cut short by an interruption, or the end
                return


def read_rows(out: Path) -> Sequence[Row]:
    """The rows of a finished run. Raises PullquoteError when there is none."""
    if not (out / ROWS).is_file() or not (out / RUN).is_file():
        raise PullquoteError(f"no report in {out}; run: pullquote eval --out {out}")
    return list(read_lines(out / ROWS))
