"""The schedule of the learning rate."""

import pytest

from training.train import rate

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("ignore")]  # torch warns of its own ways


def test_the_rate_goes_up_stays_and_comes_down() -> None:
    rates = [rate(step, 100, warm=10, cool=20) for step in (0, 9, 50, 80, 90, 99)]
    assert rates == [0.1, 1.0, 1.0, 1.0, 0.5, 0.05]
