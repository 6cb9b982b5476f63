"""Figures by their laws, by other people's code and by hand."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.evals.signals import table
from pullquote.evals.metrics import bootstrap, rankings, refusals
from pullquote.evals.metrics.ranges import Place, chroma, common, evidence_figures, hits, size, union
from pullquote.evals.metrics.refusals import column
from pullquote.evals.metrics.short_answers import exact, f1, normalise
from pullquote.evals.run.ledger import trec_run

# -- short answers


def test_normalising_drops_case_punctuation_and_articles() -> None:
    assert normalise("The  U.S.-led, a (new) theory!") == "usled new theory"


def test_f1_is_the_best_overlap_with_a_gold() -> None:
    # "the Aegis Ashore system" -> aegis ashore system (3 words); gold "Aegis Ashore" has 2, both shared:
    # precision 2/3, recall 2/2, F1 = 2 * 2 / (3 + 2) = 0.8
    assert f1("the Aegis Ashore system", ["Patriot", "Aegis Ashore"]) == pytest.approx(0.8)
    assert exact("the Aegis Ashore system", ["Aegis Ashore"]) == 0
    assert exact("the Aegis ashore.", ["Patriot", "Aegis Ashore"]) == 1


def test_a_word_counts_as_often_as_both_have_it() -> None:
    # bags: {a: gone}, "b b c" and "b c c" share b once and c once: F1 = 2 * 2 / (3 + 3)
    assert f1("b b c", ["b c c"]) == pytest.approx(2 / 3)


def test_an_unanswerable_question_wants_the_empty_answer() -> None:
    assert (exact("", []), f1("", [])) == (1, 1)
    assert (exact("Onodera", []), f1("Onodera", [])) == (0, 0)
    assert (exact("", ["Onodera"]), f1("", ["Onodera"])) == (0, 0)


# -- rankings

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


# -- ranges

places = st.lists(
    st.builds(
        lambda article, start, length: Place(article, start, start + length),
        st.sampled_from("ab"),
        st.integers(0, 30),
        st.integers(1, 12),
    ),
    max_size=6,
)


def characters(found: list[Place]) -> set[tuple[str, int]]:
    return {(place.article, at) for place in found for at in range(place.start, place.end)}


@given(places, places)
def test_ranges_count_as_sets_of_characters_do(ones: list[Place], others: list[Place]) -> None:
    assert characters(union(ones)) == characters(ones)
    assert size(ones) == len(characters(ones))
    assert common(ones, others) == common(others, ones) == len(characters(ones) & characters(others))


@given(places, places)
def test_shares_lie_between_none_and_all(ones: list[Place], others: list[Place]) -> None:
    for required in (True, False):
        found = evidence_figures(ones, others, all_required=required)
        assert all(0 <= value <= 1 for value in found.values())
        assert found["iou"] <= min(found["precision"], found["recall"]) + 1e-12
        assert found["hit@1"] <= found["hit@3"]


@given(places.filter(bool))
def test_quoting_just_the_evidence_is_perfect(evidence: list[Place]) -> None:
    found = evidence_figures(union(evidence), union(evidence), all_required=True)
    assert (found["precision"], found["recall"], found["iou"]) == (1, 1, 1)


def test_chroma_by_hand() -> None:
    # Retrieved 0..100 and 50..150: 200 characters in all, overlap counted twice. References 80..120 and 300..340: 80,
    # of which 80..120 are covered. Recall 40/80, precision 40/200, IoU 40/(200 + 40 not retrieved).
    found = chroma([Place("a", 0, 100), Place("a", 50, 150)], [Place("a", 80, 120), Place("a", 300, 340)])
    assert found == pytest.approx({"recall": 0.5, "precision": 0.2, "iou": 40 / 240})


def test_the_same_offsets_in_another_article_are_other_characters() -> None:
    assert chroma([Place("a", 0, 10)], [Place("b", 0, 10)]) == {"recall": 0, "precision": 0, "iou": 0}


@pytest.mark.parametrize(
    ("length", "evidence", "hit"), [(600, 100, True), (601, 100, False), (900, 300, True), (901, 300, False)]
)
def test_a_quote_hits_when_at_most_three_times_as_long_or_600(length: int, evidence: int, hit: bool) -> None:
    assert hits(Place("a", 0, length), Place("a", 50, 50 + evidence)) is hit


def test_touching_is_not_overlapping() -> None:
    assert not hits(Place("a", 0, 10), Place("a", 10, 20))


def test_all_required_means_every_entry() -> None:
    evidence = [Place("a", 0, 50), Place("b", 0, 50)]
    quotes = [Place("a", 0, 50), Place("c", 0, 50), Place("b", 0, 50)]
    assert evidence_figures(quotes, evidence, all_required=False)["hit@1"] == 1
    assert evidence_figures(quotes, evidence, all_required=True)["hit@1"] == 0
    assert evidence_figures(quotes, evidence, all_required=True)["hit@3"] == 1


def test_one_of_several_sources_is_enough_for_full_recall() -> None:
    evidence = [Place("a", 0, 50), Place("b", 0, 50)]
    assert evidence_figures([Place("a", 0, 50)], evidence, all_required=False)["recall"] == 1
    assert evidence_figures([Place("a", 0, 50)], evidence, all_required=True)["recall"] == 0.5


# -- confidence

judged = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=30)


@given(judged)
def test_auroc_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[float, bool]]) -> None:
    pairs = [(p > n) + 0.5 * (p == n) for p, good in rows if good for n, bad in rows if not bad]
    found = refusals.auroc(*(column(side) for side in zip(*rows, strict=True)))
    assert found == pytest.approx(np.mean(pairs)) if pairs else np.isnan(found)


def test_risk_coverage_by_hand() -> None:
    # By confidence: right, wrong and right tied, wrong. Thresholds: 1 of 4 answered, none wrong; 3 of 4, one wrong;
    # 4 of 4, two wrong. Area: 1/4 * 0 + 2/4 * 1/3 + 1/4 * 2/4.
    confidence, right = column([0.9, 0.5, 0.5, 0.1]), column([1, 0, 1, 0])
    coverage, risk = refusals.risk_coverage(confidence, right)
    assert coverage == pytest.approx([0.25, 0.75, 1.0])
    assert risk == pytest.approx([0, 1 / 3, 0.5])
    assert refusals.area(confidence, right) == pytest.approx(2 / 4 / 3 + 1 / 8)
    assert refusals.coverage_at(confidence, right, 0.05) == 0.25
    assert refusals.coverage_at(confidence, right, 0.4) == 0.75


@given(judged)
def test_order_of_the_questions_is_of_no_matter(rows: list[tuple[float, bool]]) -> None:
    there, back = ([column(side) for side in zip(*order, strict=True)] for order in (rows, rows[::-1]))
    for measure in (refusals.area, refusals.calibration_error):
        assert measure(*there) == pytest.approx(measure(*back))


def test_calibration_error_by_hand() -> None:
    # bin 0.9..1: confidence 0.95, 1 of 2 right, gap 0.45; bin 0.1..0.2: 0.1, 0 of 2 right, gap 0.1; half each
    found = refusals.calibration_error(column([0.95, 0.95, 0.1, 0.1]), column([1, 0, 0, 0]))
    assert found == pytest.approx(0.5 * 0.45 + 0.5 * 0.1)


def test_refusals_by_hand() -> None:
    refused, answerable = column([1, 1, 0, 1]), column([0, 0, 0, 1])
    assert refusals.refusal_precision(refused, answerable) == pytest.approx(2 / 3)
    assert refusals.refusal_recall(refused, answerable) == pytest.approx(2 / 3)


# -- intervals


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_an_interval_holds_its_mean_and_comes_out_the_same_twice(values: list[float]) -> None:
    found = bootstrap.mean(values)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found == bootstrap.mean(values)
    assert found.mean == pytest.approx(np.mean(values))


def test_the_interval_is_about_that_of_the_normal_distribution() -> None:
    values = [1.0] * 300 + [0.0] * 100  # standard error: sqrt(0.75 * 0.25 / 400) = 0.0217
    found = bootstrap.mean(values)
    assert found.low == pytest.approx(0.75 - 1.96 * 0.0217, abs=0.006)
    assert found.high == pytest.approx(0.75 + 1.96 * 0.0217, abs=0.006)


def test_a_pair_is_drawn_together() -> None:
    ones = column(list(range(50)))
    found = bootstrap.paired(lambda values: float(values.mean()), [ones], [ones + 1])
    assert (found.mean, found.low, found.high) == pytest.approx((1, 1, 1))


def test_a_signal_is_told_by_answerable_and_by_right() -> None:
    """Three answerable questions of which two are right; "good" ranks them all above the fourth, "bad" below."""
    marks = [(True, True, 4.0), (True, True, 3.0), (True, False, 2.0), (False, False, 1.0)]
    rows = [
        {"answerable": able, "right_if_forced": right, "signals": {"good": value, "bad": -value, "even": 0.0}}
        for able, right, value in marks
    ]
    nothing_found = {"answerable": False, "right_if_forced": False, "signals": {}}
    assert table([*rows, nothing_found]) == {"good": (1.0, 1.0), "bad": (0.0, 0.0), "even": (0.5, 0.5)}
    with pytest.raises(ValueError, match="with and without an answer"):
        table(rows[:3])
