"""Articles as rows: what is about one, its text, and what it can be called.

What is about an article may be said again by a later change: then the later rows count. Its passages stay as they are.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from pullquote.corpus import Article, Source, Span
from pullquote.index.filtering.conditions import composed
from pullquote.index.storage.milvus.connection import Row
from pullquote.index.storage.milvus.layout import PIECE, row

# How filters find an article: by its passages' rows; apart, as no expression can tell which of several sources has
# what; or apart because its metadata is another by now than its passages' rows have.
ALONE, APART, MOVED = 0, 1, 2
SAID_AGAIN = ("about", "id", "file", "base")  # the kinds of rows that a later change may say again


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an article without its text; `tested` is one of ALONE, APART and MOVED."""

    fingerprint: str
    sha256: str
    loader: str
    debris: tuple[Span, ...]
    sources: tuple[Source, ...]
    tested: int = ALONE

    @classmethod
    def of(cls, article: Article, tested: int) -> "About":
        """What is known of this one."""
        sources = (article.source, *article.also)
        return cls(article.fingerprint, article.sha256, article.loader, article.debris, sources, tested)

    def article(self, text: str) -> Article:
        """With its text."""
        return Article(self.sources[0], text, self.debris, self.sources[1:], self.loader)


def about_rows(about: About, key: int, born: int) -> Iterator[Row]:
    """What is about an article, and by what it can be called."""
    values = asdict(about) | {"sources": [_written(source) for source in about.sources]}
    yield from _text_rows("about", json.dumps(values, ensure_ascii=False), key, born, about.tested)
    for part, source in enumerate(about.sources):
        for kind, name in names(source).items():
            yield row(kind, key, born, count=name_number(name), part=part)


def text_rows(text: str, key: int, born: int) -> Iterator[Row]:
    """The article's text."""
    return _text_rows("text", text, key, born, 0)


def read_about(body: str) -> About:
    """What `about_rows` wrote. Raises ValueError, TypeError or LookupError for anything else."""
    values = json.loads(body)
    sources = tuple(Source(**one) for one in values.pop("sources"))
    if not sources:
        raise ValueError("an article without a source")
    debris = tuple(Span(start, end) for start, end in values.pop("debris"))
    return About(**values, debris=debris, sources=sources)


def joined(rows: Iterable[Row]) -> dict[tuple[str, int], str]:
    """By kind and key, the bodies that were cut in pieces: those that were said last."""
    found: dict[tuple[str, int], list[Row]] = {}
    for one in rows:
        found.setdefault((one["kind"], int(one["key"])), []).append(one)
    return {name: _last(parts) for name, parts in sorted(found.items())}


def names(source: Source) -> dict[str, str]:
    """What a source can be called, by kind, letters composed."""
    return {"id": composed(source.id), "file": composed(source.file), "base": composed(PurePath(source.file).name)}


def name_number(name: str) -> int:
    """What a name is looked up by, as it may be longer than a field: 63 bits of its checksum."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:8], "big") >> 1


def pieces(text: str) -> list[str]:
    """The text in parts that a field takes, at least one."""
    data = text.encode("utf-8")
    found: list[str] = []
    at = 0
    while at < len(data) or not found:
        end = min(at + PIECE, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        found.append(data[at:end].decode("utf-8"))
        at = end
    return found


def _text_rows(kind: str, body: str, key: int, born: int, count: int) -> Iterator[Row]:
    for part, piece in enumerate(pieces(body)):
        yield row(kind, key, born, count=count, body=piece, part=part)


def _last(parts: list[Row]) -> str:
    born = max(int(one["born"]) for one in parts)
    last = sorted((one for one in parts if int(one["born"]) == born), key=lambda one: int(one["part"]))
    return "".join(one["body"] for one in last)


def _written(source: Source) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(source).items()}
