"""The gate: a quick run against the committed baseline; an invariant broken or a real drop does not pass."""

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from pullquote.corpus import BadInputError, NotFoundError
from pullquote.evals.metrics import chance, means
from pullquote.evals.metrics.figure import column
from pullquote.evals.report.compare import chance_of_drop
from pullquote.evals.report.report import broken
from pullquote.evals.report.summary import outcomes
from pullquote.evals.run.corpus_index import each_index
from pullquote.evals.run.ledger import Ledger, Result
from pullquote.evals.run.results import run
from pullquote.evals.run.sampling import sample
from pullquote.evals.run.settings import BotMaker
from pullquote.evals.suites.loaders import load
from pullquote.evals.suites.records import read_json
from pullquote.index import TrackProgress, no_progress
from pullquote.rag import Config, open_bot

BASELINE = Path(__file__).with_name("baseline.json")
SAMPLES = {"time": 40, "traps": 48}  # by suite, how many are asked of data that does not come with the package
BASELINES = {"questions": BASELINE} | {name: BASELINE.with_name(f"baseline_{name}.json") for name in SAMPLES}
_UPDATE = "where that is meant, run: pullquote eval baseline"
# Few, so that chance has few tries: is the answer right, is the right sentence found, just it, and the right words in
# it, does the search find it, is what cannot be answered refused; of dated corpora, what each type asks for; of traps,
# what tempts.
JUDGED = (
    "right",
    "answered",
    "answered.unanswerable",
    "forced.evidence.hit@1",
    "forced.evidence.hit@3",
    "forced.evidence.iou",
    "forced.f1",
    "retrieval.recall@10",
    *("newest_first", "as_of", "dated", "earlier_shown", "both_shown", "outlets", "false_dispute"),
    "tempted",
)


def gate_results(
    folder: Path,
    name: str = "questions",
    data: Sequence[Path] = (),
    *,
    make_bot: BotMaker = open_bot,
    embedder: str = "minilm",
    track: TrackProgress = no_progress,
) -> list[Result]:
    """A suite with a baseline, as shipped, without report and ablation; the run's files are left in `folder`. Raises
    BadInputError for a suite without one."""
    if name not in BASELINES:
        raise BadInputError(f"the suite {name!r} is not in the gate; known: {', '.join(BASELINES)}")
    suite = load(name, data)
    suite = replace(suite, examples=sample(suite.examples, SAMPLES.get(name)))
    results: list[Result] = []
    with (
        Ledger(folder, {}) as ledger,
        closing(each_index(suite, None, embedder=embedder, track=track)) as corpora,
    ):
        for corpus, index in corpora:
            results += run(corpus, make_bot(index, config=Config()), index, ledger, track=track)
    return results


def baseline_of(results: Sequence[Result]) -> str:
    """The baseline as JSON, a question a line, so that a change of it can be read in a diff."""
    kept = {result["id"]: _judged(result) for result in results}
    averages = {name: round(means.mean(found).mean, 4) for name in JUDGED if (found := _column(kept, name))}
    lines = ",\n".join(f"  {json.dumps(id)}: {json.dumps(found)}" for id, found in kept.items())
    return f'{{"means": {json.dumps(averages)},\n "questions": {{\n{lines}\n}}}}\n'


def gate_failures(results: Sequence[Result], baseline: Path = BASELINE) -> list[str]:
    """Why the gate does not open, a line each; nothing when it does. Raises NotFoundError for no baseline,
    BadInputError for a bad one."""
    before = _read(baseline)
    now = {result["id"]: _judged(result) for result in results}
    found = [f"invariant broken: {line}" for line in broken(results)]
    changed = sorted(set(before) ^ set(now))
    if changed:
        return [
            *found,
            f"the baseline has other questions ({len(changed)}, such as {', '.join(changed[:3])}); {_UPDATE}",
        ]
    drops = (_drop(name, {id: (before[id].get(name), now[id].get(name)) for id in before}) for name in JUDGED)
    return [*found, *filter(None, drops)]


def _judged(result: Result) -> dict[str, float]:
    """What a question did, rounded as the baseline keeps it: or the rounding itself would be a change."""
    return {name: round(value, 3) for name, value in outcomes(result).items() if name in JUDGED}


def _drop(name: str, pairs: Mapping[str, tuple[float | None, float | None]]) -> str:
    """How much worse a figure has become, when that is no chance; else empty."""
    both = {id: (a, b) for id, (a, b) in pairs.items() if a is not None and b is not None}
    likely = chance_of_drop(name, list(both.values())) if both else 1.0
    if likely > chance.LEVEL:
        return ""
    found = means.difference(*(column(side) for side in zip(*both.values(), strict=True)))
    lost = [id for id, (a, b) in both.items() if (b - a) * found.mean > 1e-6]
    return (
        f"{name} {found.mean:+.3f} (95 % {found.low:+.3f} to {found.high:+.3f}, {found.n} questions, chance of it"
        f" {likely:.3f}); {len(lost)} became worse, such as {', '.join(lost[:3])}"
    )


def _read(path: Path) -> Mapping[str, Mapping[str, float]]:
    if not path.exists():
        raise NotFoundError(f"no baseline {path}; run: pullquote eval baseline")
    value, _ = read_json(path)
    questions: Any = value.get("questions") if isinstance(value, dict) else None
    if not isinstance(questions, dict) or not questions:
        raise BadInputError(f"{path}:1: no 'questions' in it; run: pullquote eval baseline")
    return questions


def _column(kept: Mapping[str, Mapping[str, float]], name: str) -> list[float]:
    return [found[name] for found in kept.values() if name in found]
