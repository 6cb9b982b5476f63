"""Questions with known answers become a report that says how good the answers are, and how sure that is.

from pullquote.evals import evaluate, load
report = evaluate(load("questions"), "my-report")
print(report["metrics"]["questions.forced.evidence.hit@1"])
"""

from pullquote.evals.evaluate import evaluate
from pullquote.evals.example import Example, Suite
from pullquote.evals.report.compare import Comparison, compare, differences
from pullquote.evals.suites.loaders import LOADERS, load

__all__ = ["LOADERS", "Comparison", "Example", "Suite", "compare", "differences", "evaluate", "load"]
