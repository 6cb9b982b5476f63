"""A corpus's own calibration: kept whole beside the index, and used only with what it was made for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import BadInputError, DamagedError, NotFoundError, PullquoteError
from pullquote.rag import (
    CALIBRATION_FILE,
    CALIBRATION_FORMAT,
    SETTINGS,
    RiskTable,
    legible_json,
    made_for,
    save_calibration,
)
from pullquote.rag.confidence.calibration import load_calibration

FITS = made_for("nearest", "", "hash")
VALUES: dict[str, Any] = {
    "format": CALIBRATION_FORMAT,
    "made_for": FITS,
    "answerable": {"features": {"score": [0.0, 1.0, 1.0]}, "bias": 0.5},
    "right": {"features": {"score": [0.0, 1.0, 0.0]}, "bias": 2.0},
    "unanswerable": 0.4,
    "refuse": {name: {"threshold": 0.4} for name in SETTINGS},
    "risk": RiskTable.of([0.9] * 20 + [0.3] * 4, [True] * 20 + [False] * 4).to_dict(),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    save_calibration(VALUES, tmp_path / CALIBRATION_FILE)
    return tmp_path / CALIBRATION_FILE


def test_what_was_saved_is_loaded_and_nothing_lies_beside_it(file: Path) -> None:
    save_calibration(VALUES, file)
    assert load_calibration(file, FITS) == VALUES
    assert list(file.parent.iterdir()) == [file]


def test_lists_of_plain_values_are_a_line_each() -> None:
    assert legible_json({"rows": [[0.5, 3], [0.4, 2]]}) == '{\n "rows": [\n  [0.5, 3],\n  [0.4, 2]\n ]\n}\n'


@pytest.mark.parametrize(
    ("reader", "network", "embedder", "differs"),
    [
        ("quick", "", "hash", {"reader", "weights"}),
        ("nearest", "abc", "hash", {"network"}),
        ("nearest", "", "minilm", {"embedder"}),
        ("my-model", "", "hash", {"reader", "weights"}),
    ],
)
def test_it_fits_one_reader_one_network_and_one_embedder(
    reader: str, network: str, embedder: str, differs: set[str]
) -> None:
    other = made_for(reader, network, embedder)
    assert {name for name in FITS if other[name] != FITS[name]} == differs


@pytest.mark.parametrize("name", FITS)
def test_a_calibration_made_for_something_else_is_refused(file: Path, name: str) -> None:
    with pytest.raises(BadInputError, match=f"was made for {name} .*; run: pullquote calibrate QUESTIONS"):
        load_calibration(file, FITS | {name: "other"})


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: "{}",
        lambda text: text.replace('"format": 2', '"format": 1'),
        lambda text: text.replace('"bias": ', '"bias": NaN, "was": '),
        lambda text: text.replace('"questions": 24', '"questions": 2'),
        lambda text: text.replace("24, 4]", "1e999, 4]"),
        lambda text: text.replace('"strict"', '"stricter"'),
        lambda text: text.replace('"unanswerable": 0.4', '"unanswerable": 1.0'),
    ],
)
def test_a_damaged_file_is_named_in_one_line(file: Path, damage: Callable[[str], str]) -> None:
    whole = file.read_text(encoding="utf-8")
    assert damage(whole) != whole
    file.write_text(damage(whole), encoding="utf-8")
    with pytest.raises(DamagedError, match="is no calibration") as raised:
        load_calibration(file, FITS)
    assert str(file) in str(raised.value) and "\n" not in str(raised.value)


def test_one_that_is_not_there_or_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="cannot read"):
        load_calibration(tmp_path / "none.json", FITS)
    with pytest.raises(PullquoteError, match=r"cannot write .*; name another with --out"):
        save_calibration(VALUES, tmp_path / "no" / "folder" / "file.json")


def test_the_file_is_plain_json(file: Path) -> None:
    assert json.loads(file.read_text(encoding="utf-8")) == VALUES
