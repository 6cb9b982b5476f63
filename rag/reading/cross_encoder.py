"""The trained cross-encoder: question and passage in, where the answer stands and whether it is there out."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import PullquoteError, Span
from pullquote.index import Passage, cache_folder, compiled_model

CLS, SEP = 101, 102
Logits = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """What the network makes of one passage. `spans` has, for each of its sentences, the best answer that begins in it
    (characters of the article) and its logit; a sentence past the window has none and -inf."""

    relevance: float
    null: float
    spans: tuple[tuple[float, Span | None], ...]


class Network:
    """A bundle of weights, tokenizer and manifest, checked when it is loaded; run through OpenVINO."""

    def __init__(self, folder: Path, *, precision: str, keep: Path | None = None) -> None:
        from tokenizers import Tokenizer

        self.about: dict[str, Any] = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        for name, expected in self.about["sha256"].items():
            seen = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            if seen != expected:
                raise PullquoteError(f"{folder / name} is damaged; run: pip install --force-reinstall pullquote")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._model = compiled_model(folder / "reader.xml", precision, "LATENCY", keep)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        """What is found in each passage, in their order."""
        if not passages:
            return []
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[: self.about["max_question_tokens"]]
        room = self.about["max_tokens"] - len(asked) - 3
        encoded = self._tokenizer.encode_batch([p.text for p in passages], add_special_tokens=False)
        rows = [e.ids[:room] for e in encoded]
        shape = len(rows), max(map(len, rows)) + len(asked) + 3
        ids, kinds, mask = (np.zeros(shape, np.int64) for _ in range(3))
        for i, row in enumerate(rows):
            length = len(asked) + len(row) + 3
            ids[i, :length] = [CLS, *asked, SEP, *row, SEP]
            kinds[i, len(asked) + 2 : length] = 1
            mask[i, :length] = 1
        # A request of its own for each call: threads may share one network.
        request = self._model.create_infer_request()
        request.infer({"input_ids": ids, "token_type_ids": kinds, "attention_mask": mask})
        start, end, relevance = (request.get_tensor(name).data for name in ("start", "end", "relevance"))
        at = len(asked) + 2
        return [
            Found(
                float(relevance[i]),
                float(start[i, 0] + end[i, 0]),
                self._spans(passages[i], encoded[i], start[i, at : at + len(rows[i])], end[i, at : at + len(rows[i])]),
            )
            for i in range(len(rows))
        ]

    def _spans(
        self, passage: Passage, encoded: Any, start: Logits, end: Logits
    ) -> tuple[tuple[float, Span | None], ...]:
        offsets = np.array(encoded.offsets[: len(start)], np.int64).reshape(-1, 2) + passage.start
        begins = [not piece.startswith("##") for piece in encoded.tokens]
        longest = self.about["max_answer_tokens"]
        return tuple(best_span(offsets, begins, start, end, sentence, longest) for sentence in passage.sentences)


def best_span(
    offsets: NDArray[np.int64], begins: Sequence[bool], start: Logits, end: Logits, sentence: Span, longest: int
) -> tuple[float, Span | None]:
    """The best span of at most `longest` tokens inside a sentence and its logit, widened to whole words; ties go to
    the first. `offsets` (tokens, 2) are characters of the article, `begins` tells which tokens begin a word."""
    inside = np.flatnonzero((offsets[:, 0] >= sentence.start) & (offsets[:, 1] <= sentence.end))
    if not len(inside):
        return float("-inf"), None
    low, high = int(inside[0]), int(inside[-1])
    sums = start[low : high + 1, None] + end[None, low : high + 1]
    allowed = np.triu(np.ones(sums.shape, bool)) & ~np.triu(np.ones(sums.shape, bool), longest)
    best = int(np.where(allowed, sums, -np.inf).argmax())
    first, last = divmod(best, high - low + 1)
    score = float(sums[first, last])
    first, last = first + low, last + low
    while first > low and not begins[first]:
        first -= 1
    while last < high and last + 1 < len(begins) and not begins[last + 1]:
        last += 1
    return score, Span(int(offsets[first, 0]), int(offsets[last, 1]))


def shipped(*, precision: str) -> Network:
    """The network that comes with the package; compiled, it is kept in the user's cache."""
    with as_file(files("pullquote.rag.reading").joinpath("weights")) as folder:
        weights = json.loads((folder / "reader.json").read_text(encoding="utf-8"))["sha256"]["reader.bin"]
        keep = cache_folder() / "models" / f"reader-{precision}-{weights[:12]}-{version('openvino')}"
        with suppress(OSError):
            keep.mkdir(parents=True, exist_ok=True)
        return Network(folder, precision=precision, keep=keep)
