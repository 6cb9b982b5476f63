"""Any extractive question-answering model of the transformers library, in the place of the trained cross-encoder."""

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from inspect import signature
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import PullquoteError, Span, go_on
from pullquote.index import Passage
from pullquote.rag.reading.network import Found, Logits, best_span

# In tokens, as such models are usually fine-tuned (Devlin et al. 2019, run_squad.py).
WINDOW, STRIDE, LONGEST_QUESTION, LONGEST_ANSWER = 384, 128, 64, 30
BATCH = 16
INPUTS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
# Trained with token types, which their tokenizers no longer name among their inputs since transformers 5.
TYPED = ("albert", "rembert", "xlnet")


class TransformersModel:
    """An `AutoModelForQuestionAnswering` in a folder, run by PyTorch in float32 on the processor.

    Reads files of the folder alone, runs no code from it and unpickles nothing. Raises PullquoteError when the folder
    holds no such model, its tokenizer does not say which characters a token stands for, or it has no token for "no
    answer here".
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model, tokenizer = _load(folder)
        typed = {"token_type_ids"} if self._model.config.model_type in TYPED else set()
        takes = set(signature(self._model.forward).parameters)
        given = takes & (typed | set(tokenizer.model_input_names))
        self._inputs = {name: column for name, column in INPUTS.items() if name in given}
        self._padding = int(tokenizer.pad_token_id or 0)
        self._cls = tokenizer.cls_token_id
        self._tokens = tokenizer.backend_tokenizer
        self._tokens.no_padding()
        self._tokens.no_truncation()
        self._tokens.encode_special_tokens = True  # "[SEP]" in an article is text like any other
        # RoBERTa's positions are two more than it can use.
        positions = (getattr(self._model.config, "max_position_embeddings", None) or 0) - 2
        self._window = min(WINDOW, tokenizer.model_max_length, positions if positions > 0 else WINDOW)
        if self._null(self._tokens.encode("who", "me")) is None:
            raise PullquoteError(
                f"the tokenizer in {folder} puts no [CLS] before or after a text, where the model says that there is no"
                " answer; allowed: models of the BERT family and others that have it"
            )

    @cached_property
    def sha256(self) -> str:
        """Of the sha256 of each file of weights; worked out when it is first asked for."""
        digest = hashlib.sha256()
        for path in sorted(self._folder.glob("*.safetensors")):
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        """What is found in each passage, in their order; relevance is the best span's logit less the null's.

        A passage that is longer than the model's window is read in several that overlap. As in Devlin's run_squad.py
        the best span of all of them counts, and the lowest null.
        """
        windows = [self._windows(question, passage) for passage in passages]
        rows = [row for found in windows for row, _ in found]
        logits = [pair for at in range(0, len(rows), BATCH) for pair in self._logits(rows[at : at + BATCH])]
        ends = np.cumsum([len(found) for found in windows])
        return [
            self._found(passage, found, logits[end - len(found) : end])
            for passage, found, end in zip(passages, windows, ends, strict=True)
        ]

    def _windows(self, question: str, passage: Passage) -> list[tuple[Any, list[tuple[int, int]]]]:
        """For each window what the model reads, and the characters of the passage that its tokens stand for."""
        asked = self._tokens.encode(_whole(question), add_special_tokens=False)
        longest = min(LONGEST_QUESTION, self._window // 3)
        if len(asked) > longest:
            cut = question[: asked.offsets[longest - 1][1]]
            asked = self._tokens.encode(_whole(cut), add_special_tokens=False)
        text = self._tokens.encode(_whole(passage.text), add_special_tokens=False)
        room = self._window - len(asked) - self._tokens.num_special_tokens_to_add(True)
        text.truncate(room, stride=min(STRIDE, room // 2))
        first = self._tokens.post_process(asked, text)
        # The offsets are those from before: RoBERTa's processor cuts a space off them each time that it is run.
        offsets = [piece.offsets for piece in (text, *text.overflowing)]
        return list(zip([first, *first.overflowing], offsets, strict=True))

    def _logits(self, rows: Sequence[Any]) -> list[tuple[Logits, Logits]]:
        import torch

        go_on()
        width = max(map(len, rows))
        inputs = {}
        for name, column in self._inputs.items():
            table = torch.full((len(rows), width), self._padding if name == "input_ids" else 0)
            for i, row in enumerate(rows):
                table[i, : len(row)] = torch.tensor(getattr(row, column))
            inputs[name] = table
        with torch.inference_mode():
            out = self._model(**inputs)
        start, end = out.start_logits.numpy(), out.end_logits.numpy()
        return [(start[i, : len(row)], end[i, : len(row)]) for i, row in enumerate(rows)]

    def _found(
        self,
        passage: Passage,
        windows: Sequence[tuple[Any, list[tuple[int, int]]]],
        logits: Sequence[tuple[Logits, Logits]],
    ) -> Found:
        null = float("inf")
        best: list[tuple[float, Span | None]] = [(float("-inf"), None)] * len(passage.sentences)
        for (row, characters), (start, end) in zip(windows, logits, strict=True):
            at = self._null(row)
            null = min(null, float(start[at] + end[at]))
            tokens, offsets, begins = _tokens(passage, row, characters)
            for i, sentence in enumerate(passage.sentences):
                found = best_span(offsets, begins, start[tokens], end[tokens], sentence, LONGEST_ANSWER)
                best[i] = max(best[i], found, key=lambda one: one[0])
        return Found(max((score for score, _ in best), default=float("-inf")) - null, null, tuple(best))

    def _null(self, row: Any) -> int | None:
        """Where [CLS] stands: first in most families, last in XLNet's."""
        found = (i for i, of in enumerate(row.sequence_ids) if of is None and row.ids[i] == self._cls)
        return next(found, None)


def _tokens(
    passage: Passage, row: Any, characters: list[tuple[int, int]]
) -> tuple[NDArray[np.intp], NDArray[np.int64], list[bool]]:
    """The passage's tokens in a window: their places in it, characters of the article without white space, and
    whether they begin a word. A word that the window cuts is left to the one beside it."""
    text = passage.text
    places = [place for place, of in enumerate(row.sequence_ids) if of == 1]
    kept: list[tuple[int, int, int]] = []
    for place, (start, end) in zip(places, characters, strict=True):
        piece = text[start:end]
        if piece.strip():
            kept.append((place, end - len(piece.lstrip()), start + len(piece.rstrip())))
    while kept and _inside_word(text, kept[0][1]):
        kept.pop(0)
    while kept and _inside_word(text, kept[-1][2]):
        kept.pop()
    # Two tokens may stand for one character: bytes of it, or SentencePiece's mark of a word and its first letter.
    ends = [0, *(end for _, _, end in kept)]
    begins = [start >= ends[i] and not _inside_word(text, start) for i, (_, start, _) in enumerate(kept)]
    table = np.array(kept, np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1:] + passage.start, begins


def _inside_word(text: str, at: int) -> bool:
    """Whether the letters before and after a place are of one word; Chinese, Japanese and Korean leave that open."""
    return 0 < at < len(text) and all(c.isalnum() and east_asian_width(c) not in "WF" for c in text[at - 1 : at + 1])


def _whole(text: str) -> str:
    """Half characters as question marks, one for one: no tokenizer takes them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def model_folder(name: str) -> Path | None:
    """The folder of a model: the one of that name, or where Hugging Face's cache has it; None when there is none.

    Looks at the disk alone.
    """
    folder = Path(name).expanduser()
    if (folder / "config.json").is_file():
        return folder
    if not find_spec("huggingface_hub"):
        return None
    from huggingface_hub import try_to_load_from_cache

    try:
        found = try_to_load_from_cache(name, "config.json")
    except ValueError:  # no name that a hub could have
        return None
    return Path(found).parent if isinstance(found, str) else None


def _load(folder: Path) -> tuple[Any, Any]:
    missing = [package for package in ("torch", "transformers") if not find_spec(package)]
    if missing:
        raise PullquoteError(f"this reader needs {' and '.join(missing)}; run: pip install {' '.join(missing)}")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model, report = AutoModelForQuestionAnswering.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=torch.float32, output_loading_info=True
        )
    except (ImportError, KeyError, OSError, RuntimeError, SafetensorError, ValueError) as error:
        first = (str(error).strip().splitlines() or ["?"])[0]
        raise PullquoteError(
            f"{folder} is no question-answering model that can be read ({first[:200]}); needed are config.json,"
            " tokenizer.json and model.safetensors as transformers saves them"
        ) from None
    if report["missing_keys"]:
        raise PullquoteError(
            f"the model in {folder} was not trained to answer questions: it lacks {sorted(report['missing_keys'])[0]};"
            " allowed: one saved from AutoModelForQuestionAnswering"
        )
    if not tokenizer.is_fast:
        raise PullquoteError(
            f"the tokenizer in {folder} does not tell which characters a token stands for; allowed: one with a"
            " tokenizer.json"
        )
    return model.eval(), tokenizer
