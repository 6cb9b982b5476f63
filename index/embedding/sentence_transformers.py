"""A model run by sentence-transformers itself: for one that OpenVINO cannot run, or not to the same vectors."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.corpus import NotFoundError
from pullquote.index.embedding.protocol import Advance, Matrix, ignore_progress

PROMPTS = {"question": ("query", "question"), "passage": ("document", "passage", "corpus")}


class SentenceTransformersEmbedder:
    """Any sentence-transformers model by name or path, in float32. Imports torch, which takes seconds."""

    precision = "f32"

    def __init__(self, name: str, *, local: bool = False) -> None:
        self.name = name
        self._model = load_sentence_transformer(name, local=local)
        self.dim = dimension(self._model)
        self.window = window(self._model)

    def count(self, texts: list[str]) -> list[int]:
        """Tokens without special ones, and without a limit."""
        ids = self._model.tokenizer(texts, add_special_tokens=False)["input_ids"] if texts else []
        return [len(row) for row in ids]

    def encode_questions(self, texts: Sequence[str]) -> Matrix:
        """Each behind the model's own prompt for questions."""
        return self._encode(texts, "question", ignore_progress)

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_progress) -> Matrix:
        """Each behind the model's own prompt for passages."""
        return self._encode(texts, "passage", advance)

    def _encode(self, texts: Sequence[str], kind: str, advance: Advance) -> Matrix:
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        rows = self._model.encode(
            list(texts), prompt=prompt(self._model, kind), normalize_embeddings=True, show_progress_bar=False
        )
        advance(len(texts))
        return np.asarray(rows, np.float32)


def load_sentence_transformer(source: str, *, local: bool = False) -> Any:
    """The model; from the disk alone where it is `local`, or a folder. Raises NotFoundError."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    local = local or Path(source).exists()
    if local:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(source, device="cpu", local_files_only=local).eval()
    except (OSError, ValueError, RuntimeError) as error:
        first = (str(error).strip().splitlines() or ["?"])[0]
        raise NotFoundError(
            f"no embedder {source!r} ({first[:200]});"
            " known: minilm, hash, any sentence-transformers model by name or path"
        ) from None


def is_cached(name: str) -> bool:
    """Whether Hugging Face's cache has the model of that name. Looks at the disk alone."""
    from huggingface_hub import try_to_load_from_cache

    for repository in (name, f"sentence-transformers/{name}"):
        try:
            if isinstance(try_to_load_from_cache(repository, "config.json"), str):
                return True
        except ValueError:  # no name that a hub could have
            continue
    return False


def prompt(model: Any, kind: str) -> str:
    """What the model wants before such a text, as its own configuration has it."""
    known = model.prompts or {}
    return next((known[n] for n in PROMPTS[kind] if known.get(n)), known.get(model.default_prompt_name or "", "") or "")


def window(model: Any) -> int:
    """Tokens that a text may have, prompt and special tokens not counted."""
    prompts = [prompt(model, kind) for kind in PROMPTS]
    before = max(len(ids) for ids in model.tokenizer(prompts, add_special_tokens=False)["input_ids"])
    return int(model.max_seq_length or 512) - int(model.tokenizer.num_special_tokens_to_add()) - before


def dimension(model: Any) -> int:
    """Under the name that this release of sentence-transformers has for it."""
    named = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
    return int(named())
