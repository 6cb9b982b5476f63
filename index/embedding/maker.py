"""Texts become unit vectors: the protocol, the OpenVINO embedder that asks and builds, and the maker by name."""

import hashlib
import json
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import BadInputError, DamagedError
from pullquote.index.embedding.compile import compiled_model, openvino
from pullquote.index.passage import Matrix
from pullquote.index.terms import terms

TrackProgress = Callable[[str, int], Callable[[int], None]]  # (what, how many) -> advance(by): how progress is shown


def no_progress(what: str, total: int) -> Callable[[int], None]:
    return lambda by: None


class Embedder(Protocol):
    """Maps texts to rows of length 1. `window` is the longest text in tokens, special tokens not counted."""

    name: str
    precision: str
    dim: int
    window: int

    def encode_questions(self, texts: Sequence[str]) -> Matrix: ...
    def encode_passages(self, texts: Sequence[str], advance: Callable[[int], None] = ...) -> Matrix: ...
    def count(self, texts: list[str]) -> list[int]: ...


class OpenVinoEmbedder:
    """A sentence-transformers model exported to `folder` (see export.py), run in the precision named there."""

    BATCH = 16  # of 8, 16, 32, 64: fastest with lengths sorted

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self.folder = folder
        about = read_export(folder)
        self.name: str = about["name"]
        self.precision: str = about["precision"]
        self.dim: int = about["dim"]
        self.window: int = about["window"]
        self._prompts: dict[str, str] = about["prompts"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._special = self._tokenizer.num_special_tokens_to_add(False)
        self._longest = self.window + self._special + max(self.count(list(self._prompts.values())))
        self._compiled: dict[str, Any] = {}
        self._guard = threading.Lock()

    def count(self, texts: list[str]) -> list[int]:
        encodings = self._tokenizer.encode_batch(list(map(_whole, texts))) if texts else []
        return [len(encoding.ids) - self._special for encoding in encodings]

    def encode_questions(self, texts: Sequence[str]) -> Matrix:
        return self._encode([self._prompts["question"] + t for t in texts], "LATENCY", lambda by: None)

    def encode_passages(self, texts: Sequence[str], advance: Callable[[int], None] = lambda by: None) -> Matrix:
        return self._encode([self._prompts["passage"] + t for t in texts], "THROUGHPUT", advance)

    def _model(self, hint: str) -> Any:
        """Compiled once for each use: one stream answers soonest, several embed most."""
        with self._guard:
            if hint not in self._compiled:
                self._compiled[hint] = compiled_model(self.folder / "model.xml", self.precision, hint)
            return self._compiled[hint]

    def _streams(self, model: Any, texts: int) -> int:
        batches = -(-texts // self.BATCH)
        return min(batches, 1 if batches == 1 else int(model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")))

    def _encode(self, texts: Sequence[str], hint: str, advance: Callable[[int], None]) -> Matrix:
        rows = np.zeros((len(texts), self.dim), np.float32)
        if not texts:
            return rows
        encodings = self._tokenizer.encode_batch(list(map(_whole, texts)))
        ids = [_cut(e.ids, self._longest) for e in encodings]
        lengths = np.array([len(row) for row in ids])
        order = np.argsort(-lengths, kind="stable")  # alike lengths side by side, so that little is padded

        # Requests are started and waited for in turn, without AsyncInferQueue: one that has callbacks aborts or hangs
        # the process now and then when it is freed.
        model = self._model(hint)
        requests = [model.create_infer_request() for _ in range(self._streams(model, len(order)))]
        running: deque[tuple[Any, NDArray[np.int64]]] = deque()

        def keep() -> None:
            request, which = running.popleft()
            request.wait()
            rows[which] = request.get_output_tensor(0).data
            requests.append(request)
            advance(len(which))

        for begin in range(0, len(order), self.BATCH):
            which = order[begin : begin + self.BATCH]
            tokens = np.zeros((len(which), lengths[which[0]]), np.int64)
            for row, at in zip(tokens, which, strict=True):
                row[: lengths[at]] = ids[at]
            mask = np.arange(tokens.shape[1])[None, :] < lengths[which][:, None]
            if not requests:
                keep()
            request = requests.pop()
            request.start_async({"input_ids": tokens, "attention_mask": mask.astype(np.int64)})
            running.append((request, which))
        while running:
            keep()
        return unit(rows)


def _whole(text: str) -> str:
    """Without halves of characters, such as the bytes of a command line that were no UTF-8: no tokenizer takes them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cut(ids: list[int], length: int) -> list[int]:
    """The first tokens and the closing special one."""
    return ids if len(ids) <= length else [*ids[: length - 1], ids[-1]]


def read_export(folder: Path) -> dict[str, Any]:
    """What export.py has written of a model, after its files' checksums. Raises PullquoteError for a damaged one."""
    damaged = DamagedError(f"the model in {folder} is damaged: delete that folder and run: pullquote build")
    try:
        about: dict[str, Any] = json.loads((folder / "export.json").read_text(encoding="utf-8"))
        for file, expected in about["sha256"].items():
            with (folder / file).open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() != expected:
                    raise damaged
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise damaged from None
    return about


def unit(rows: Matrix) -> Matrix:
    """Rows scaled to length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)


class HashEmbedder:
    """Signed feature hashing of stems (Weinberger et al. 2009): no weights, no meaning; for tests and dry runs."""

    name = "hash"
    precision = "f32"
    window = 256

    def __init__(self, dim: int = 256) -> None:
        self.dim = dim

    def count(self, texts: list[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode_questions(self, texts: Sequence[str]) -> Matrix:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str], advance: Callable[[int], None] = lambda by: None) -> Matrix:
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in terms(text):
                digest = hashlib.blake2b(term.encode(), digest_size=8).digest()
                row[int.from_bytes(digest[:4], "little") % self.dim] += 1 if digest[4] % 2 else -1
        advance(len(texts))
        return unit(rows)


def make_embedder(name: str = "minilm", precision: str = "auto") -> Embedder:
    """The embedder called `name`: "minilm", "hash", or any sentence-transformers model by name or path.

    `precision` is "f32", "bf16" or "auto": bf16 where the processor computes in it, else f32. Raises
    PullquoteError for a name that is none of these and a model that is not there.
    """
    if precision not in PRECISIONS:
        raise BadInputError(f"no precision {precision!r}; known: {', '.join(PRECISIONS)}")
    if name == "hash":
        return HashEmbedder()
    from pullquote.index.embedding.export import exported

    best = best_precision()
    if precision == "bf16" != best:
        raise BadInputError("this processor does not compute in bf16; give the precision f32")
    name = full_name(name)
    folder = exported(name, best if precision == "auto" else precision)
    if not read_export(folder).get("unlike"):
        return OpenVinoEmbedder(folder)
    from pullquote.index.embedding.sentence_transformers import OriginalEmbedder

    return OriginalEmbedder(name, name)


def full_name(name: str) -> str:
    """The name under which an index keeps its embedder: a folder's whole path, any other name as it is."""
    return str(Path(name).resolve()) if name not in ("minilm", "hash") and Path(name).is_dir() else name


PRECISIONS = ("auto", "bf16", "f32")


def runnable(embedder: str, precision: str) -> str:
    """The precision of an index, or f32 on a processor without it: the vectors are near enough to be compared."""
    if embedder == "hash" or precision == "f32":
        return precision
    return precision if best_precision() == precision else "f32"


def best_precision() -> str:
    able: Iterable[str] = openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "bf16" if "BF16" in able else "f32"
