"""A corpus's own calibration: a file beside its index, used only with what it was made with."""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from pullquote.corpus import PullquoteError
from pullquote.index import Index
from pullquote.rag.confidence.risk import from_rows
from pullquote.rag.linear import fitted
from pullquote.rag.reading.transformers_model import model_folder

FILE = "calibration.json"
FORMAT = 1
_LIST = re.compile(r"\[\s+([^\[\]{}]*?)\s+\]")


def made_for(reader: str, index: Index) -> dict[str, str]:
    """What a calibration depends on: the reader's name, its weights, its network's and the index's embedder."""
    try:
        values = fitted(reader)
    except KeyError:  # a model of somebody else's: read by the sentence reader's weights
        values = fitted("sentence")
    written = json.dumps(values, sort_keys=True).encode()
    return {
        "reader": reader,
        "weights": hashlib.sha256(written).hexdigest(),
        "network": _network(reader),
        "embedder": index.manifest.embedder,
    }


def _network(reader: str) -> str:
    """The sha256 of a reader's network; empty for one that has none."""
    if reader == "trained":
        about = json.loads(files("pullquote.rag.reading").joinpath("weights/reader.json").read_text(encoding="utf-8"))
        return str(about["sha256"]["reader.bin"])
    folder = None if reader == "sentence" else model_folder(reader)
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.safetensors")) if folder else ():
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest() if folder else ""


def save(values: Mapping[str, Any], path: Path) -> None:
    """Write it down, whole or not at all."""
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.write_text(legible(values), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise PullquoteError(f"cannot write {path} ({error.strerror or error}); name another with --out") from None


def load(path: Path, expected: Mapping[str, str]) -> dict[str, Any]:
    """What `save` wrote. Raises PullquoteError when it is no calibration, or was made for anything but `expected`."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        _check(values)
    except OSError as error:
        raise PullquoteError(f"cannot read {path}: {error.strerror or error}") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PullquoteError(f"{path} is no calibration ({_short(error)}); {_again(path)}") from None
    for name, value in expected.items():
        seen = values["made_for"].get(name)
        if seen != value:
            raise PullquoteError(f"{path} was made for {name} {seen!r:.30}, not {value!r:.30}; {_again(path)}")
    return dict(values)


def legible(values: object) -> str:
    """JSON with each list of plain values on one line."""
    return _LIST.sub(lambda found: f"[{' '.join(found[1].split())}]", json.dumps(values, indent=1)) + "\n"


def _check(values: Any) -> None:
    if values["format"] != FORMAT:
        raise ValueError(f"format {values['format']!r}, known: {FORMAT}")
    numbers = [values["threshold"], values["judge"]["bias"]]
    for mean, deviation, weight in values["judge"]["features"].values():
        numbers += [mean, deviation, weight]
        if not deviation > 0:
            raise ValueError(f"deviation {deviation!r}")
    if not all(math.isfinite(number) for number in numbers):
        raise ValueError("a number is not finite")
    from_rows(values["risk"]["questions"], values["risk"]["rows"])
    values["made_for"].get("reader")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:100]


def _again(path: Path) -> str:
    return f"run: pullquote calibrate QUESTIONS --index {path.parent} (or delete the file)"
