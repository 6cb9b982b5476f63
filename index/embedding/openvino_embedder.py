"""The embedder that asks and builds: an exported model run by OpenVINO, without torch."""

import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import go_on
from pullquote.index.embedding.cache import Export
from pullquote.index.embedding.compile import compiled_model
from pullquote.index.embedding.protocol import Advance, Matrix, ignore_progress, unit_rows

BATCH = 16  # texts; of 8, 16, 32, 64 the fastest with lengths sorted
Ids = NDArray[np.int64]  # token ids, (texts, tokens)


class OpenVinoEmbedder:
    """A model that was exported from sentence-transformers, in the precision that it was exported for."""

    def __init__(self, export: Export) -> None:
        from tokenizers import Tokenizer

        self.name, self.precision = export.name, export.precision
        self.dim, self.window = export.dim, export.window
        self._file = export.model
        self._prompts = dict(export.prompts)
        self._tokenizer = Tokenizer.from_file(str(export.tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._special = self._tokenizer.num_special_tokens_to_add(False)
        self._longest = self.window + self._special + max(self.count(list(self._prompts.values())))
        self._compiled: dict[str, Any] = {}
        self._guard = threading.Lock()

    def count(self, texts: list[str]) -> list[int]:
        """Tokens without special ones, and without a limit."""
        encodings = self._tokenizer.encode_batch(list(map(_encodable, texts))) if texts else []
        return [len(encoding.ids) - self._special for encoding in encodings]

    def encode_questions(self, texts: Sequence[str]) -> Matrix:
        """Each behind the prompt for questions; compiled to answer one soonest."""
        return self._encode([self._prompts["question"] + text for text in texts], "LATENCY", ignore_progress)

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_progress) -> Matrix:
        """Each behind the prompt for passages; compiled to embed most in a second."""
        return self._encode([self._prompts["passage"] + text for text in texts], "THROUGHPUT", advance)

    def _model(self, hint: str) -> Any:
        with self._guard:
            if hint not in self._compiled:
                self._compiled[hint] = compiled_model(self._file, self.precision, hint)
            return self._compiled[hint]

    def _encode(self, texts: Sequence[str], hint: str, advance: Advance) -> Matrix:
        rows = np.zeros((len(texts), self.dim), np.float32)
        if not texts:
            return rows
        encodings = self._tokenizer.encode_batch(list(map(_encodable, texts)))
        ids = [_shortened(encoding.ids, self._longest) for encoding in encodings]
        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))  # alike lengths side by side: little is padded
        batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]

        # Requests are started and waited for in turn, without AsyncInferQueue: one that has callbacks aborts or hangs
        # the process now and then when it is freed.
        model = self._model(hint)
        streams = 1 if len(batches) == 1 else int(model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
        idle = [model.create_infer_request() for _ in range(min(len(batches), streams))]
        running: deque[tuple[Any, list[int]]] = deque()

        def finish_one() -> None:
            request, batch = running.popleft()
            request.wait()
            rows[batch] = request.get_output_tensor(0).data
            idle.append(request)
            advance(len(batch))

        try:
            for batch in batches:
                go_on()
                tokens, mask = _padded([ids[i] for i in batch])
                if not idle:
                    finish_one()
                request = idle.pop()
                request.start_async({"input_ids": tokens, "attention_mask": mask})
                running.append((request, batch))
            while running:
                finish_one()
        finally:  # where one fails, or nobody waits any more: what was begun ends
            for request, _ in running:
                with suppress(RuntimeError):
                    request.wait()
        return unit_rows(rows)


def _encodable(text: str) -> str:
    """Without halves of characters, such as the bytes of a command line that were no UTF-8: no tokenizer takes them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _shortened(ids: list[int], length: int) -> list[int]:
    """The first tokens and the closing special one."""
    return ids if len(ids) <= length else [*ids[: length - 1], ids[-1]]


def _padded(ids: Sequence[Sequence[int]]) -> tuple[Ids, Ids]:
    """Token ids with zeros behind, and 1 where a token is."""
    lengths = np.array([len(row) for row in ids])
    tokens = np.zeros((len(ids), lengths.max()), np.int64)
    for row, own in zip(tokens, ids, strict=True):
        row[: len(own)] = own
    return tokens, (np.arange(tokens.shape[1])[None, :] < lengths[:, None]).astype(np.int64)
