"""The linear model: what it scores, worked out by hand."""

import numpy as np
import pytest

from pullquote.rag import READERS, SETTINGS
from pullquote.rag.linear import Weights, fitted

VALUES = {"features": {"long": [2.0, 4.0, 3.0], "dated": [0.0, 1.0, -1.0]}, "bias": 0.5}


def test_a_score_is_the_sum_of_the_weighted_distances_from_the_means() -> None:
    # (4 - 2) / 4 * 3 + (1 - 0) / 1 * -1 + 0.5 = 1.5 - 1 + 0.5 = 1; the means themselves score the bias
    assert Weights.of(VALUES).score(np.array([[4.0, 1.0], [2.0, 0.0]])).tolist() == [1.0, 0.5]


@pytest.mark.parametrize("reader", READERS)
def test_what_ships_has_a_judge_and_settings_from_strict_to_lenient(reader: str) -> None:
    found = fitted(reader)
    thresholds = [found["refuse"][name]["threshold"] for name in SETTINGS]
    assert 1 > thresholds[0] >= thresholds[1] > thresholds[2] == 0
    for part in ("answerable", "right", *(["evidence"] if "evidence" in found else [])):
        assert (Weights.of(found[part]).deviation > 0).all()


def test_nothing_is_fitted_for_a_reader_that_does_not_ship() -> None:
    with pytest.raises(KeyError):
        fitted("another")
