"""A corpus's own calibration: a file beside its index, used only with what it was made with."""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pullquote.corpus import BadInputError, DamagedError, NotFoundError, PullquoteError
from pullquote.rag.confidence.judge import SETTINGS
from pullquote.rag.confidence.risk import RiskTable
from pullquote.rag.linear import fitted

CALIBRATION_FILE = "calibration.json"  # beside the index
CALIBRATION_FORMAT = 2
_LIST = re.compile(r"\[\s+([^\[\]{}]*?)\s+\]")


def made_for(reader: str, network: str, embedder: str) -> dict[str, str]:
    """What a calibration depends on: the reader's name, its weights, the sha256 of its network's ("" for none) and the
    index's embedder."""
    try:
        values = fitted(reader)
    except KeyError:  # a model of somebody else's: read by weights that suit any
        values = fitted("outside")
    written = json.dumps(values, sort_keys=True).encode()
    return {
        "reader": reader,
        "weights": hashlib.sha256(written).hexdigest(),
        "network": network,
        "embedder": embedder,
    }


def save_calibration(values: Mapping[str, Any], path: Path) -> None:
    """Write a calibration down, whole or not at all. Raises PullquoteError where that cannot be."""
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.write_text(legible_json(values), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise PullquoteError(f"cannot write {path} ({error.strerror or error}); name another with --out") from None


def load_calibration(path: Path, expected: Mapping[str, str]) -> dict[str, Any]:
    """What `save_calibration` wrote.

    Raises NotFoundError where there is none, DamagedError for what is no calibration, and BadInputError for one that
    was made for anything but `expected` (see `made_for`).
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        _check(values)
    except OSError as error:
        raise NotFoundError(f"cannot read {path}: {error.strerror or error}") from None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise DamagedError(f"{path} is no calibration ({_short(error)}); {_again(path)}") from None
    for name, value in expected.items():
        seen = values["made_for"].get(name)
        if seen != value:
            raise BadInputError(f"{path} was made for {name} {seen!r:.30}, not {value!r:.30}; {_again(path)}")
    return dict(values)


def legible_json(values: object) -> str:
    """JSON with each list of plain values on one line."""
    return _LIST.sub(lambda found: f"[{' '.join(found[1].split())}]", json.dumps(values, indent=1)) + "\n"


def _check(values: Any) -> None:
    if values["format"] != CALIBRATION_FORMAT:
        raise ValueError(f"format {values['format']!r}, known: {CALIBRATION_FORMAT}")
    numbers = [setting["threshold"] for setting in values["refuse"].values()]
    if set(values["refuse"]) != set(SETTINGS) or not 0 < values["unanswerable"] < 1:
        raise ValueError("settings or share of unanswerable questions are none")
    for part in (values["answerable"], values["right"]):
        numbers.append(part["bias"])
        for mean, deviation, weight in part["features"].values():
            numbers += [mean, deviation, weight]
            if not deviation > 0:
                raise ValueError(f"deviation {deviation!r}")
    if not all(math.isfinite(number) for number in numbers):
        raise ValueError("a number is not finite")
    RiskTable.of_dict(values["risk"])
    values["made_for"].get("reader")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:100]


def _again(path: Path) -> str:
    return f"run: pullquote calibrate QUESTIONS --index {path.parent} (or delete the file)"
