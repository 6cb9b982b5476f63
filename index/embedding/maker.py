"""A name becomes an embedder, in a precision that this processor computes in."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pullquote.corpus import BadInputError, check_whole
from pullquote.index.embedding.compile import openvino
from pullquote.index.embedding.hash_embedder import HashEmbedder
from pullquote.index.embedding.protocol import Embedder

PRECISIONS = ("auto", "bf16", "f32")


def make_embedder(name: str = "minilm", precision: str = "auto", *, local: bool = False) -> Embedder:
    """The embedder called `name`: "minilm", "hash", or any sentence-transformers model by name or path.

    `precision` is "f32", "bf16" or "auto": bf16 where the processor computes in it, else f32. A `local` one is made of
    what this machine has; else a hub may be asked for a model that is not here yet. Raises BadInputError for
    another precision, NotFoundError for a model that is not there.
    """
    if precision not in PRECISIONS:
        raise BadInputError(f"no precision {precision!r}; known: {', '.join(PRECISIONS)}")
    check_whole("name of the embedder", name)
    if name == "hash":
        return HashEmbedder()
    from pullquote.index.embedding.export import exported
    from pullquote.index.embedding.openvino_embedder import OpenVinoEmbedder
    from pullquote.index.embedding.sentence_transformers import SentenceTransformersEmbedder

    best = best_precision()
    if precision == "bf16" != best:
        raise BadInputError("this processor does not compute in bf16; give the precision f32")
    name = full_name(name)
    export = exported(name, best if precision == "auto" else precision, local=local)
    return SentenceTransformersEmbedder(name, local=local) if export.unlike else OpenVinoEmbedder(export)


def is_at_hand(name: str) -> bool:
    """Whether this machine has the embedder called `name`, or can make it without a network."""
    if name in ("minilm", "hash") or Path(name).is_dir():
        return True
    from pullquote.index.embedding.export import is_exported
    from pullquote.index.embedding.sentence_transformers import is_cached

    return any(is_exported(name, precision) for precision in PRECISIONS[1:]) or is_cached(name)


def full_name(name: str) -> str:
    """The name under which an index keeps its embedder: a folder's whole path, any other name as it is."""
    return str(Path(name).resolve()) if name not in ("minilm", "hash") and Path(name).is_dir() else name


def usable_precision(embedder: str, precision: str) -> str:
    """The precision of an index, or f32 on a processor without it: the vectors are near enough to be compared."""
    if embedder == "hash" or precision == "f32":
        return precision
    return precision if best_precision() == precision else "f32"


@cache
def best_precision() -> str:
    """The quickest in which this processor computes: bf16 or f32."""
    able: Iterable[str] = openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "bf16" if "BF16" in able else "f32"
