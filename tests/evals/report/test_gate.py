"""The gate: what ships is no worse on the bundled questions than the baseline, and what is worse is caught."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pullquote.evals.report import gate
from pullquote.evals.report.bundled import quick_rows
from pullquote.index import Index
from pullquote.rag import Bot, Config, open_bot

pytestmark = pytest.mark.model


def test_the_answers_are_no_worse_than_the_baseline(tmp_path: Path) -> None:
    assert gate.failures(quick_rows(tmp_path)) == []


MOVED: dict[str, Callable[[Index], Bot]] = {
    "answered": lambda index: open_bot(index, config=Config(threshold=0.99)),
    "answered.unanswerable": lambda index: open_bot(index, config=Config(threshold=0.0)),
}


@pytest.mark.slow
@pytest.mark.parametrize("figure", MOVED)
def test_a_moved_threshold_is_caught(tmp_path: Path, figure: str) -> None:
    failures = gate.failures(quick_rows(tmp_path, make_bot=MOVED[figure]))
    assert figure in [line.split(" ")[0] for line in failures]
