"""The trained cross-encoder: question and passage in, where the answer stands and whether it is there out."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.corpus import DamagedError, Span
from pullquote.index import Passage, cache_folder, compiled_model
from pullquote.rag.reading.network import Found, Logits, best_span

CLS, SEP = 101, 102


class CrossEncoder:
    """A bundle of weights, tokenizer and manifest, run through OpenVINO; a network as `SentenceReader` takes it.

    Every file is read and its sha256 compared once, when it is loaded: DamagedError where one is another. In the
    folder `keep` the compiled network is kept.
    """

    def __init__(self, folder: Path, *, precision: str, keep: Path | None = None) -> None:
        from tokenizers import Tokenizer

        self.about: dict[str, Any] = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        for name, expected in self.about["sha256"].items():
            seen = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            if seen != expected:
                raise DamagedError(f"{folder / name} is damaged; run: pip install --force-reinstall pullquote")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        if keep is not None:
            keep = keep / f"reader-{precision}-{self.sha256[:12]}-{version('openvino')}"
            with suppress(OSError):
                keep.mkdir(parents=True, exist_ok=True)
        self._model = compiled_model(folder / "reader.xml", precision, "LATENCY", keep)

    @property
    def sha256(self) -> str:
        """Of the weights, which were compared with it when they were loaded."""
        return str(self.about["sha256"]["reader.bin"])

    def read(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        """What the network finds in each passage, in their order."""
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


def shipped_cross_encoder(*, precision: str) -> CrossEncoder:
    """The one that comes with the package; compiled, it is kept in the user's cache."""
    with as_file(files("pullquote.rag.reading").joinpath("weights")) as folder:
        return CrossEncoder(folder, precision=precision, keep=cache_folder() / "models")
