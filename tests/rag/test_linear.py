"""The linear model: what it scores, worked out by hand."""

import numpy as np
import pytest

from pullquote.rag.linear import Weights, fitted

VALUES = {"features": {"long": [2.0, 4.0, 3.0], "dated": [0.0, 1.0, -1.0]}, "bias": 0.5}


def test_a_score_is_the_sum_of_the_weighted_distances_from_the_means() -> None:
    # (4 - 2) / 4 * 3 + (1 - 0) / 1 * -1 + 0.5 = 1.5 - 1 + 0.5 = 1; the means themselves score the bias
    assert Weights.of(VALUES).score(np.array([[4.0, 1.0], [2.0, 0.0]])).tolist() == [1.0, 0.5]


@pytest.mark.parametrize("reader", ["sentence", "trained"])
def test_what_ships_has_weights_a_judge_and_a_threshold(reader: str) -> None:
    found = fitted(reader)
    assert 0 < found["threshold"] < 1
    assert (Weights.of(found).deviation > 0).all() and (Weights.of(found["judge"]).deviation > 0).all()


def test_nothing_is_fitted_for_a_reader_that_does_not_ship() -> None:
    with pytest.raises(KeyError):
        fitted("another")
