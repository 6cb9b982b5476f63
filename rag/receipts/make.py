"""A receipt: an answer together with what proves that its quotes stand in the articles; as a value and as a file."""

import hashlib
import json
import os
import platform
import re
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pullquote.corpus import PullquoteError
from pullquote.index import Index
from pullquote.rag.answer import Answer, Quote

FORMAT = 1
LARGEST = 50_000_000  # bytes of a receipt: a real one has some kilobytes
Json = dict[str, Any]  # as json.loads gives it


def receipt(answer: Answer, index: Index) -> Json:
    """The answer's wire form and its proof. A refusal's nearest passage is proved like a quote."""
    nearest = answer.refusal.nearest if answer.refusal else None
    quotes = [*answer.quotes, *([nearest] if nearest else [])]
    return {
        "format": FORMAT,
        "answer": answer.to_dict(),
        "proof": {
            "index": fingerprint(index),
            "versions": dict(versions()),
            "articles": [
                {"id": a.id, "file": a.source.file, "sha256": a.sha256, "loader": a.loader}
                for a in {quote.article.id: quote.article for quote in quotes}.values()
            ],
            "quotes": [{"article": quote.article.id, **byte_place(quote)} for quote in quotes],
        },
    }


def fingerprint(index: Index) -> str:
    """Equal for two indexes of the same texts, made the same way."""
    texts = sorted(source.sha256 or index.article(source.id).sha256 for source in index.sources())
    made = json.dumps(asdict(index.manifest), sort_keys=True)
    return hashlib.sha256("\n".join([*texts, made]).encode()).hexdigest()


@cache
def versions() -> dict[str, str]:
    """Of what an answer depends on; "?" for a package that runs without having been installed."""
    found = {"python": platform.python_version()}
    for package in ("pullquote", "faiss-cpu", "numpy", "openvino"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "?"
    return found


def byte_place(quote: Quote) -> Json:
    """The quote's place in the bytes of its article, and the hash of those bytes."""
    before, inside = (
        quote.article.text[a:b].encode("utf-8", "surrogatepass")
        for a, b in ((0, quote.start), (quote.start, quote.end))
    )
    return {
        "start_byte": len(before),
        "end_byte": len(before) + len(inside),
        "sha256": hashlib.sha256(inside).hexdigest(),
    }


_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def to_json(value: object, *, indent: int | None = 2) -> str:
    """JSON that keeps its letters; what would steer a terminal or is no character at all is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def save(receipt: Json, path: str | Path) -> None:
    """Written beside and renamed: the file is whole or it is not there. Raises PullquoteError."""
    path = Path(path)
    if not path.name:
        raise PullquoteError(f"cannot write the receipt {path}: name a file")
    building = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        building.write_text(to_json(receipt) + "\n", encoding="utf-8")
        building.replace(path)
    except OSError as error:
        with suppress(OSError):
            building.unlink(missing_ok=True)
        raise PullquoteError(f"cannot write the receipt {path}: {error.strerror or error}") from None


def load(path: str | Path) -> object:
    """What the file holds, whatever it is. Raises PullquoteError when that is no JSON, or names a field twice."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ValueError(f"more than {LARGEST:,} bytes")
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once_each)
    except OSError as error:
        raise PullquoteError(f"cannot read the receipt {path}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise PullquoteError(f"{path} is not a receipt: {error}; run: pullquote ask QUESTION --receipt FILE") from None


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Two readers of one field named twice may see different things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is named twice")
    return found
