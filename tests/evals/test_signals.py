"""What a signal tells."""

import pytest

from pullquote.evals.signals import table


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
