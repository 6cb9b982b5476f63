"""The trained cross-encoder: question, heading and passage in; where the answer stands and whether it is there out."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from pullquote.corpus import DamagedError, Source, Span, go_on, written_day
from pullquote.index import Passage, compiled_model
from pullquote.rag.reading.network import Found, Logits, best_span
from pullquote.rag.reading.whole_words import whole


class CrossEncoder:
    """A bundle of weights, tokenizer and manifest, run through OpenVINO; a `Network`.

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
        self._tokens: dict[str, int] = self.about["tokens"]
        if keep is not None:
            keep = keep / f"reader-{precision}-{self.sha256[:12]}-{version('openvino')}"
            with suppress(OSError):
                keep.mkdir(parents=True, exist_ok=True)
        rounding = self.about["activation_group"]
        self._model = compiled_model(folder / "reader.xml", precision, "LATENCY", keep, rounding=rounding)

    @property
    def sha256(self) -> str:
        """Of the weights, which were compared with it when they were loaded."""
        return str(self.about["sha256"]["reader.bin"])

    def read(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        """What the network finds in each passage, in their order. A passage is cut where the pair is too long."""
        if not passages:
            return []
        sep = self._tokens["sep"]
        asked = [self._tokens["cls"], *self._ids(question, "max_question_tokens"), sep]
        heads = [self._heading(passage) for passage in passages]
        encoded = self._tokenizer.encode_batch([passage.text for passage in passages], add_special_tokens=False)
        kept = [self.about["max_tokens"] - len(asked) - len(head) - 1 for head in heads]
        texts = [[id + self._tokens["shift"] for id in one.ids[:room]] for one, room in zip(encoded, kept, strict=True)]
        start, end, relevance = self._logits(asked, [[*h, *t, sep] for h, t in zip(heads, texts, strict=True)])
        found = []
        for i, passage in enumerate(passages):
            at = len(asked) + len(heads[i])
            inside = slice(at, at + len(texts[i]))
            spans = self._spans(passage, encoded[i], start[i, inside], end[i, inside])
            found.append(Found(float(relevance[i]), float(start[i, 0] + end[i, 0]), spans))
        return found

    def _ids(self, text: str, most: str) -> list[int]:
        found = self._tokenizer.encode(text, add_special_tokens=False).ids[: self.about[most]]
        return [id + self._tokens["shift"] for id in found]

    def _heading(self, passage: Passage) -> list[int]:
        """What stands between question and passage; a network that was trained without headings is given none."""
        if not self.about["max_heading_tokens"]:
            return []
        return [*self._ids(heading(passage.article.source), "max_heading_tokens"), self._tokens["sep"]]

    def _logits(self, asked: list[int], rows: list[list[int]]) -> tuple[Logits, Logits, Logits]:
        """Start and end (rows, tokens) and relevance (rows,) of a question's tokens before each row's."""
        shape = len(rows), len(asked) + max(map(len, rows))
        ids = np.full(shape, self._tokens["pad"], np.int64)
        kinds, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for i, row in enumerate(rows):
            length = len(asked) + len(row)
            ids[i, :length] = [*asked, *row]
            kinds[i, len(asked) : length] = 1
            mask[i, :length] = 1
        given = {"input_ids": ids, "token_type_ids": kinds, "attention_mask": mask}
        # A request of its own for each call: threads may share one network.
        request = self._model.create_infer_request()
        go_on()
        request.infer({name: given[name] for name in self.about["inputs"]})
        start, end, relevance = (request.get_tensor(name).data for name in ("start", "end", "relevance"))
        return start, end, relevance

    def _spans(
        self, passage: Passage, encoded: Any, start: Logits, end: Logits
    ) -> tuple[tuple[float, Span | None], ...]:
        offsets = np.array(encoded.offsets[: len(start)], np.int64).reshape(-1, 2) + passage.start
        begins = [not piece.startswith("##") for piece in encoded.tokens]
        longest = self.about["max_answer_tokens"]
        text, parts = passage.article.text, passage.sentences
        found = ((best_span(offsets, begins, start, end, part, longest), part) for part in parts)
        return tuple((score, span and whole(text, span, part)) for (score, span), part in found)


def heading(source: Source) -> str:
    """Title, outlet and day, as far as they are known."""
    when = written_day(source.published) if source.published else ""
    return " · ".join(part for part in (source.title, source.publisher, when) if part)
