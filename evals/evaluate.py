"""A suite in, a report out: the one way for every suite and every face."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from pullquote.evals.ablation import ablate
from pullquote.evals.bootstrap import Figure
from pullquote.evals.corpora import opened_index
from pullquote.evals.example import Suite
from pullquote.evals.ledger import Ledger
from pullquote.evals.markdown import to_markdown
from pullquote.evals.page import to_html
from pullquote.evals.plots import require_matplotlib
from pullquote.evals.provenance import about
from pullquote.evals.report import Report, make_report
from pullquote.evals.running import run
from pullquote.evals.sampling import sample
from pullquote.index.embedding import Track, untracked
from pullquote.rag import Bot, open_bot
from pullquote.rag.bot import Config


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
    make_bot: Callable[..., Bot] = open_bot,
    track: Track = untracked,
) -> Report:
    """Ask the suite's questions and write report.json, report.md, report.html and the rows to the folder `out`.

    `index` names a folder to keep the index in, which is reused when it holds the same articles; `limit` asks a
    sample (see `sample`) and never shrinks the corpus. A run that was interrupted goes on where it was; `fresh`
    begins anew. `ablation` belongs to the suite "questions"; `make_bot` puts another bot together. Raises
    PullquoteError.
    """
    require_matplotlib()
    out = Path(out)
    suite = replace(suite, examples=sample(suite.examples, limit))
    with opened_index(suite.articles, index, embedder=embedder, track=track) as opened:
        bot = make_bot(opened, config=config)
        described = about(suite, bot, config)
        with Ledger(out, described, fresh=fresh) as ledger:
            bot.ask(suite.examples[0].question)  # whatever is loaded late is loaded before anything is timed
            rows = run(suite, bot, ledger, track=track)
        more: dict[str, Figure] = {}
        if ablation and suite.name == "questions":
            more = ablate(suite, opened, partial(make_bot, config=config), out, track=track)
    report = make_report(suite, rows, described, out, more=more)
    (out / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (out / "report.md").write_text(to_markdown(report, rows), encoding="utf-8")
    (out / "report.html").write_text(to_html(report, rows), encoding="utf-8")
    return report
