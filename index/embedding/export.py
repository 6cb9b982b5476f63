"""A sentence-transformers model becomes an OpenVINO one, once: asking then needs neither torch nor its imports."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.corpus import PullquoteError
from pullquote.index.embedding.cache import Export, cache_folder, is_own, keep_sum, read_export, write_export
from pullquote.index.embedding.compile import BUILDING, openvino
from pullquote.index.embedding.minilm import minilm_folder
from pullquote.index.embedding.openvino_embedder import OpenVinoEmbedder
from pullquote.index.embedding.sentence_transformers import (
    PROMPTS,
    dimension,
    load_sentence_transformer,
    prompt,
    window,
)

FORMAT = 1
NEAR = 0.995  # cosine of two vectors for one text: bfloat16 and float32 are as near
PROBES = ["Who signed the treaty?", "The ministers met in Washington on Aug. 17.", "naïve — 価格 12.5 %"]


def is_exported(name: str, precision: str) -> bool:
    """Whether the model is made ready already."""
    return is_own(cache_folder() / "models" / _folder_name(name, precision))


def exported(name: str, precision: str, *, local: bool = False) -> Export:
    """The model exported for `precision`, made when it is not there yet, or was made by nobody knows whom; see
    `Export.unlike` for one that cannot be.

    A `local` one is not fetched. Raises NotFoundError where there is none, DamagedError where it was exchanged or has
    other weights than are expected, and PullquoteError where the cache folder cannot be written.
    """
    folder = cache_folder() / "models" / _folder_name(name, precision)
    if is_own(folder):
        return read_export(folder)
    source = minilm_folder() if name == "minilm" else name
    try:
        from filelock import FileLock

        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            if not is_own(folder):
                _export(name, load_sentence_transformer(source, local=local), precision, folder)
    except OSError as error:
        raise PullquoteError(
            f"cannot keep the model in {folder.parent} ({error.strerror or error});"
            " name another folder in PULLQUOTE_CACHE"
        ) from None
    return read_export(folder)


def _folder_name(name: str, precision: str) -> str:
    """A name that changes with whatever changes the export."""
    from importlib.metadata import version  # takes longer than the rest of this package

    at = Path(name)
    inside = sorted(at.rglob("*")) if at.is_absolute() else []
    files = [(str(file.relative_to(at)), file.stat().st_size, file.stat().st_mtime_ns) for file in inside]
    key = f"{FORMAT} {name} {files} {precision} {version('openvino')}"
    readable = "".join(c if c.isascii() and c.isalnum() else "-" for c in at.name)[:40]
    return f"{readable}-{precision}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _export(name: str, model: Any, precision: str, folder: Path) -> None:
    """Made beside and renamed, so that the folder is there whole or not at all."""
    building = folder.with_name(f"{BUILDING}{folder.name}")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    try:
        unlike = _why_unlike(model, Export(building, name, precision, dimension(model), window(model), _prompts(model)))
        if unlike and name == "minilm":
            raise PullquoteError(f"the default model cannot be exported to OpenVINO ({unlike})")
        if unlike:
            shutil.rmtree(building)
            building.mkdir()
            write_export(Export(building, unlike=unlike))
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
        keep_sum(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _why_unlike(model: Any, export: Export) -> str:
    """Writes the exported model; in one line why it cannot stand for the original, empty when it can."""
    try:
        _write(model, export)
        cosine = _least_cosine(model, OpenVinoEmbedder(export))
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  # tracing a foreign model raises anything
        return " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return "" if cosine > NEAR else f"other vectors than the original, cosine {cosine:.3f}"


def _prompts(model: Any) -> tuple[tuple[str, str], ...]:
    return tuple((kind, prompt(model, kind)) for kind in PROMPTS)


def _write(model: Any, export: Export) -> None:
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
        ov.save_model(ov.convert_model(Whole(), example_input=inputs), export.model, compress_to_fp16=False)
    model.tokenizer.backend_tokenizer.save(str(export.tokenizer))
    made_with = {package: version(package) for package in ("openvino", "sentence-transformers", "torch")}
    write_export(export, format=FORMAT, versions=made_with)


def _least_cosine(model: Any, ours: OpenVinoEmbedder) -> float:
    """The least cosine of an exported vector and the original's."""
    least = 1.0
    for kind, rows in (("passage", ours.encode_passages(PROBES)), ("question", ours.encode_questions(PROBES))):
        true = model.encode(PROBES, prompt=prompt(model, kind), normalize_embeddings=True, show_progress_bar=False)
        least = min(least, float(np.min(np.sum(rows * true, axis=1))))
    return least
