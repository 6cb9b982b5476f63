"""The gate's own run: the bundled questions over the bundled articles, as shipped, without reports and ablation."""

from collections.abc import Callable
from pathlib import Path

from pullquote.evals.run.ledger import Ledger, Row
from pullquote.evals.run.results import run
from pullquote.evals.suites.corpora import opened_index
from pullquote.evals.suites.questions import load
from pullquote.index import Index, TrackProgress, no_progress
from pullquote.rag import Bot, open_bot


def quick_rows(
    folder: Path,
    *,
    make_bot: Callable[[Index], Bot] = open_bot,
    embedder: str = "minilm",
    track: TrackProgress = no_progress,
) -> list[Row]:
    """The rows, with the run's files left in `folder`."""
    suite = load((), None)
    with (
        opened_index(suite.articles, None, embedder=embedder, track=track) as index,
        Ledger(folder / "quick", {}) as ledger,
    ):
        return run(suite, make_bot(index), index, ledger, track=track)
