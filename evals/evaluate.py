"""A suite in, a report out: the one way for every suite and every face."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pullquote.corpus import PullquoteError
from pullquote.evals.example import Suite
from pullquote.evals.metrics.bootstrap import Figure
from pullquote.evals.report.html_report import to_html
from pullquote.evals.report.markdown_report import to_markdown
from pullquote.evals.report.plots import require_matplotlib
from pullquote.evals.report.report import Report, make_report
from pullquote.evals.run.part_ablation import take_out
from pullquote.evals.run.article_ablation import ablate
from pullquote.evals.run.ledger import Ledger
from pullquote.evals.run.provenance import about
from pullquote.evals.run.results import run
from pullquote.evals.run.sampling import sample
from pullquote.evals.suites.corpora import opened_index
from pullquote.index import Index, TrackProgress, no_progress
from pullquote.rag import Bot, Config, open_bot


def evaluate(
    suite: Suite,
    out: str | Path,
    *,
    index: Path | None = None,
    config: Config = Config(),
    embedder: str = "minilm",
    limit: int | None = None,
    fresh: bool = False,
    ablation: bool = True,
    without: Sequence[str] = (),
    make_bot: Callable[..., Bot] = open_bot,
    track: TrackProgress = no_progress,
) -> Report:
    """Ask the suite's questions and write report.json, report.md, report.html and the rows to the folder `out`.

    `index` names a folder to keep the index in, which is reused when it holds the same articles; `limit` asks a
    sample (see `sample`) and never shrinks the corpus. A run that was interrupted goes on where it was; `fresh`
    begins anew. `ablation` belongs to the suite "questions"; `without` names parts to take out of the bot (see
    `take_out`); `make_bot` puts another bot together. Raises PullquoteError.
    """
    require_matplotlib()
    if suite.closed and "lexical" in without:
        raise PullquoteError("with --closed nothing is searched; leave out --without lexical, or --closed")
    if config.risk is not None and {"reader", "calibration"} & set(without):
        raise PullquoteError("only the calibration knows a risk; leave out --risk, or --without reader or calibration")
    out = Path(out)
    suite = replace(suite, examples=sample(suite.examples, limit))
    with opened_index(suite.articles, index, embedder=embedder, track=track) as opened:
        bot = take_out(make_bot(opened, config=config), opened, without, config.threshold)
        described = about(suite, bot, opened, config, without)
        with Ledger(out, described, fresh=fresh) as ledger:
            bot.ask(suite.examples[0].question)  # whatever is loaded late is loaded before anything is timed
            rows = run(suite, bot, opened, ledger, track=track)
        more: dict[str, Figure] = {}
        if ablation and suite.name == "questions":

            def alike(over: Index) -> Bot:
                """Over another index, which has no calibration of its own beside it."""
                other = take_out(make_bot(over, config=config), over, without, config.threshold)
                return replace(other, judge=bot.judge)

            more = ablate(suite, opened, alike, out, track=track)
    report = make_report(suite, rows, described, out, more=more)
    (out / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (out / "report.md").write_text(to_markdown(report, rows), encoding="utf-8")
    (out / "report.html").write_text(to_html(report, rows), encoding="utf-8")
    return report
