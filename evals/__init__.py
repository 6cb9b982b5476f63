"""Questions with known answers become a report that says how good the answers are, and how sure that is.

from pullquote.evals import evaluate, load
report = evaluate(load("questions"), "my-report")
print(report["metrics"]["questions.forced.evidence.hit@1"])
"""
