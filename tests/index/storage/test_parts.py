"""Arrays come back as they were written, or not at all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pullquote.index.storage.parts import BLOCK, DamagedPartsError, Parts

ARRAYS: dict[str, NDArray[Any]] = {
    "long": np.arange(3 * BLOCK // 8 + 5, dtype=np.int64),
    "wide": np.arange(60, dtype=np.float32).reshape(12, 5),
    "none": np.empty((0, 5), np.int8),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Parts(ARRAYS, {"first": 7}).write(tmp_path / "parts")
    return tmp_path / "parts"


def test_what_is_read_is_what_was_written(path: Path) -> None:
    found = Parts.read(path)
    assert found.about == {"first": 7} and list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert np.array_equal(found[name], array) and found[name].dtype == array.dtype
        assert found.size(name) == len(array)
    assert found.rows("wide", 3, 6).tolist() == ARRAYS["wide"][3:6].tolist()
    assert [one.name for one in path.parent.iterdir()] == ["parts"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_bit_is_noticed_or_touches_nothing_that_is_read(path: Path, data: st.DataObject) -> None:
    good = path.read_bytes()
    at, bit = data.draw(st.integers(0, len(good) - 1)), data.draw(st.integers(0, 7))
    path.write_bytes(good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1 :])
    try:
        found = Parts.read(path)
        found.check()
        assert all(np.array_equal(found[name], array) for name, array in ARRAYS.items())
    except DamagedPartsError:
        pass
    finally:
        path.write_bytes(good)


@pytest.mark.parametrize("cut", [0, 1, 15, 16, 100, -1])
def test_a_file_cut_off_or_too_long_is_damaged(path: Path, cut: int) -> None:
    good = path.read_bytes()
    for content in (good[:cut], good + b"\0"):
        path.write_bytes(content)
        with pytest.raises(DamagedPartsError):
            Parts.read(path)


def test_a_block_is_checked_before_it_is_used_and_no_other(path: Path) -> None:
    good = path.read_bytes()
    last = good.index(np.int64(2 * BLOCK // 8 + 3).tobytes())
    path.write_bytes(good[:last] + b"\xff" + good[last + 1 :])
    found = Parts.read(path)
    assert found.rows("long", 0, 9).tolist() == list(range(9))
    found.look("long", np.array([0, 9]), np.array([5, 2 * BLOCK // 8]))
    spans = np.array([0, 2 * BLOCK // 8]), np.array([5, 2 * BLOCK // 8 + 1])
    for use in (lambda: found["long"], lambda: found.look("long", *spans), found.check):
        with pytest.raises(DamagedPartsError):
            use()
