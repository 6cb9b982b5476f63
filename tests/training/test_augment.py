"""A changed question or text no longer answers."""

import random

from tests.training.conftest import TEXT
from training.augment import edited, without_answer


def test_a_text_without_its_answer_says_it_nowhere() -> None:
    rest = without_answer(TEXT, ["peru"])
    assert rest and "Peru" not in rest and "1542" in rest
    assert without_answer(TEXT, ["kilometres", "Peru", "1542"]) is None  # nothing is left
    assert without_answer(TEXT, ["Bolivia"]) is None  # nothing was taken out


def test_an_edit_swaps_a_part_for_one_that_the_text_lacks() -> None:
    changed = edited("Who sailed there in 1542?", "In 1542 Orellana sailed.", [], ["It was in 1638."], random.Random(0))
    assert changed == "Who sailed there in 1638?"


def test_an_edit_swaps_a_name_for_another_of_the_text_that_is_not_the_answer() -> None:
    text = "In the spring Orellana wrote to Pizarro, and Carvajal answered Gonzalo Pizarro, a Pizarroist."
    changed = {
        edited("Who wrote to Pizarro?", text, ["Orellana"], ["Once Teixeira came."], random.Random(seed))
        for seed in range(40)
    }
    assert changed == {"Who wrote to Carvajal?", "Who wrote to Teixeira?"}
