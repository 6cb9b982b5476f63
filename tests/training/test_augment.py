"""A changed question or text no longer answers."""

from __future__ import annotations

import random

from tests.training.conftest import TEXT
from training.augment import edited, without


def test_a_text_without_its_answer_says_it_nowhere() -> None:
    rest = without(TEXT, ["peru"])
    assert rest and "Peru" not in rest and "1542" in rest
    assert without(TEXT, ["kilometres", "Peru", "1542"]) is None  # nothing is left
    assert without(TEXT, ["Bolivia"]) is None  # nothing was taken out


def test_an_edit_swaps_a_part_for_one_that_the_text_lacks() -> None:
    changed = edited("Who sailed there in 1542?", "In 1542 Orellana sailed.", ["It was in 1638."], random.Random(0))
    assert changed == "Who sailed there in 1638?"
