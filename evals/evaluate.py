"""A suite in, a report out: the one way for every suite and every face."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pullquote.corpus import BadInputError
from pullquote.evals.example import Suite
from pullquote.evals.metrics.figure import Figure
from pullquote.evals.report.html_report import to_html
from pullquote.evals.report.markdown_report import to_markdown
from pullquote.evals.report.plots import require_matplotlib
from pullquote.evals.report.report import Report, make_report
from pullquote.evals.run.article_ablation import ablate
from pullquote.evals.run.corpus_index import each_index
from pullquote.evals.run.ledger import Ledger
from pullquote.evals.run.part_ablation import without_parts
from pullquote.evals.run.provenance import run_inputs
from pullquote.evals.run.results import run
from pullquote.evals.run.sampling import sample
from pullquote.evals.run.settings import BotMaker, Settings
from pullquote.index import Index, TrackProgress, no_progress
from pullquote.rag import Bot, open_bot


def evaluate(
    suite: Suite,
    out: str | Path,
    settings: Settings = Settings(),
    *,
    make_bot: BotMaker = open_bot,
    track: TrackProgress = no_progress,
    command: str = "",
) -> Report:
    """Ask the suite's questions and write report.json, report.md, report.html and the results to the folder `out`.

    `command` is shown at the report's head. A run that was interrupted goes on where it was. Raises PullquoteError.
    """
    require_matplotlib()
    if suite.closed and "lexical" in settings.without:
        raise BadInputError("with --closed nothing is searched; leave out --without lexical, or --closed")
    out = Path(out)
    suite = replace(suite, examples=sample(suite.examples, settings.limit))

    def bot_over(index: Index) -> Bot:
        return without_parts(make_bot(index, config=settings.config), index, settings)

    more: dict[str, Figure] = {}
    bars = _one_bar(track, len(suite.examples)) if suite.parts else track
    with closing(each_index(suite, settings.index, embedder=settings.embedder, track=bars)) as corpora:
        corpus, index = next(corpora)
        bot = bot_over(index)
        inputs = run_inputs(suite, bot, index, settings)
        with Ledger(out, inputs, fresh=settings.fresh) as ledger:
            bot.ask(suite.examples[0].question)  # parts that load late are loaded before anything is timed
            results = run(corpus, bot, index, ledger, track=bars)
            if settings.ablation and suite.name == "questions" and not suite.parts:
                # Another index has no calibration of its own beside it: the same judge decides.
                more = ablate(suite, index, lambda over: replace(bot_over(over), judge=bot.judge), out, track=track)
            for corpus, index in corpora:
                results += run(corpus, bot_over(index), index, ledger, track=bars)
    report = make_report(suite, results, inputs, out, more=more, command=command)
    (out / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (out / "report.md").write_text(to_markdown(report, results), encoding="utf-8")
    (out / "report.html").write_text(to_html(report, results), encoding="utf-8")
    return report


def _one_bar(track: TrackProgress, questions: int) -> TrackProgress:
    """The questions of all corpora are one piece of work; of the indexing of each nothing is shown."""
    advance = track("asking", questions)
    return lambda what, total: advance if what == "asking" else no_progress(what, total)
