"""Questions with known answers become a report that says how good the answers are, and how sure that is.

from pullquote.evals import Settings, evaluate, load
report = evaluate(load("questions"), "my-report", Settings(limit=50))
print(report["metrics"]["questions.forced.evidence.hit@1"])
"""

from pullquote.evals.drafting import draft
from pullquote.evals.evaluate import evaluate
from pullquote.evals.example import Example, Suite
from pullquote.evals.fitting.calibration_fit import Calibration, calibrate, offers
from pullquote.evals.fitting.splits import held_out
from pullquote.evals.metrics.short_answers import exact, f1
from pullquote.evals.report.asserting import assert_better_than, assert_no_worse_than
from pullquote.evals.report.cells import FEW_MEANS, figure_cells, headlines
from pullquote.evals.report.compare import Comparison, compare, conclusion, differences
from pullquote.evals.report.gate import BASELINE, BASELINES, baseline_of, gate_failures, gate_results
from pullquote.evals.report.report import Report
from pullquote.evals.report.trend import several_sets, trend, trend_html
from pullquote.evals.run.ledger import Result
from pullquote.evals.run.settings import Settings
from pullquote.evals.suites.corpora import read_folder
from pullquote.evals.suites.loaders import load
from pullquote.evals.suites.questions import read_questions
from pullquote.evals.suites.records import read_jsonl
from pullquote.evals.suites.squad_file import SquadParagraph, read_squad

__all__ = [
    "BASELINE",
    "BASELINES",
    "FEW_MEANS",
    "Calibration",
    "Comparison",
    "Example",
    "Report",
    "Result",
    "Settings",
    "SquadParagraph",
    "Suite",
    "assert_better_than",
    "assert_no_worse_than",
    "baseline_of",
    "calibrate",
    "compare",
    "conclusion",
    "differences",
    "draft",
    "evaluate",
    "exact",
    "f1",
    "figure_cells",
    "gate_failures",
    "gate_results",
    "headlines",
    "held_out",
    "load",
    "offers",
    "read_folder",
    "read_jsonl",
    "read_questions",
    "read_squad",
    "several_sets",
    "trend",
    "trend_html",
]
