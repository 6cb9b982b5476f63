"""EM and F1 by hand."""

import pytest

from pullquote.evals.metrics.short_answers import exact, f1, normalise


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
