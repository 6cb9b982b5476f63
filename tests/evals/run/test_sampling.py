"""A sample stands for all."""

from pullquote.evals import load
from pullquote.evals.run.sampling import sample


def test_a_sample_is_spread_evenly_and_grows_by_adding() -> None:
    examples = load("questions").examples
    thirty, sixty = sample(examples, 30), sample(examples, 60)
    assert len(thirty) == 30
    assert {e.id for e in thirty} < {e.id for e in sixty}
    assert sample(examples, None) == sample(examples, 10_000) == examples
    counts = [sum(e.article == name for e in thirty) for name in {e.article for e in thirty if e.article}]
    assert len(counts) == 5
    assert max(counts) - min(counts) <= 1
