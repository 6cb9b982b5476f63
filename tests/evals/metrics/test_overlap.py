"""Ranges count as sets of characters do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.evals.example import Place
from pullquote.evals.metrics.overlap import chroma, common, evidence_figures, hits, size, union

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
