"""A wrong passage is wrong."""

from tests.training.conftest import example
from training.negatives import mine


def test_no_negative_holds_an_answer() -> None:
    asked = [
        example("Francisco de Orellana"),
        example("1542", number=1, text="Orellana sailed in 1542. Others followed."),
    ]
    for one, candidates in zip(asked, mine(asked), strict=True):
        assert not any(gold in passage for gold in one.answers for passage in (*candidates.best, *candidates.article))
