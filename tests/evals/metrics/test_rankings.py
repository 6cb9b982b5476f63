"""Rankings by other people's code and by hand."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.evals.metrics import rankings
from pullquote.evals.run.ledger import trec_run

documents = st.sampled_from([f"d{i}" for i in range(30)])
runs = st.lists(st.tuples(documents, st.sampled_from([0.1, 0.25, 0.5, 0.5000001, 0.9])), unique_by=lambda pair: pair[0])
grades = st.dictionaries(documents, st.integers(0, 3), min_size=1).filter(lambda found: any(found.values()))


@settings(deadline=None, max_examples=60)
@given(runs, grades)
def test_rankings_equal_ir_measures_on_the_run_as_written(
    run: list[tuple[str, float]], relevant: dict[str, int]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ir_measures
    from ir_measures import RR, R, Success, nDCG

    ordered = dict(sorted(run, key=lambda pair: (-pair[1], pair[0])))
    written = [line.split() for line in trec_run("q", ordered)]
    scored = [ir_measures.ScoredDoc("q", document, float(score)) for _, _, document, _, score, _ in written]
    judged = [ir_measures.Qrel("q", document, grade) for document, grade in relevant.items()]
    theirs = {
        "recall@1": R @ 1,
        "recall@5": R @ 5,
        "recall@10": R @ 10,
        "recall@100": R @ 100,
        "success@1": Success @ 1,
        "success@5": Success @ 5,
        "success@10": Success @ 10,
        "mrr@10": RR @ 10,
        "ndcg@10": nDCG @ 10,
    }
    found = ir_measures.calc_aggregate(list(theirs.values()), judged, scored)
    ours = rankings.figures(list(ordered), relevant)
    assert ours == pytest.approx({name: found[measure] for name, measure in theirs.items()})


def test_ndcg_by_hand() -> None:
    # grades of the run: 0, 2, 1; gain 2/log2(3) + 1/log2(4); best order 2, 1: 2/log2(2) + 1/log2(3)
    expected = (2 / np.log2(3) + 1 / 2) / (2 + 1 / np.log2(3))
    assert rankings.ndcg(["x", "a", "b"], {"a": 2, "b": 1}) == pytest.approx(expected)


def test_a_question_without_relevant_documents_has_no_ranking_figures() -> None:
    assert rankings.figures(["a"], {}) == rankings.figures(["a"], {"a": 0}) == {}
