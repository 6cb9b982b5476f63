"""What was published: one canonical text, where it came from and what a reader must know of it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of an article's canonical text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """One place that carried an article: the file it was read from and that file's own metadata.

    `id` is unique and stable (folder name, path inside it, `#id` for a record of a `.jsonl`); `file` is the
    path inside the folder that was given. `published` is None when unknown. `sha256` is that of the canonical
    text as this source gave it.
    """

    id: str
    file: str
    title: str
    publisher: str = ""
    author: str = ""
    published: date | None = None
    url: str = ""
    note: str = ""
    origin: str = ""  # absolute path (and #id) it was read from; empty when it was never a file
    sha256: str = ""


@dataclass(frozen=True)
class Article:
    """A text with its first source and every further one that carried the same text.

    All offsets anywhere count characters of `text`. `debris` are sorted, disjoint spans that are never a
    passage and never quoted. `loader` names the extractor and version that made the text.
    """

    source: Source
    text: str
    debris: tuple[Span, ...] = ()
    also: tuple[Source, ...] = field(default=())
    loader: str = "text 1"

    def __post_init__(self) -> None:
        end = 0
        for span in self.debris:
            if not end <= span.start < span.end <= len(self.text):
                raise ValueError(f"debris {tuple(span)} is not sorted, disjoint and inside 0..{len(self.text)}")
            end = span.end

    @property
    def id(self) -> str:
        return self.source.id

    @cached_property
    def sha256(self) -> str:
        """Of the canonical text in UTF-8: what a receipt is checked against."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def kept(self) -> list[str]:
        """The stretches of text between the debris, in order."""
        edges = [0, *(edge for span in self.debris for edge in span), len(self.text)]
        return [self.text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]

    @cached_property
    def fingerprint(self) -> str:
        """Equal for texts that differ only in debris and white space: the same article twice."""
        return hashlib.sha256(" ".join(" ".join(self.kept).split()).encode("utf-8", "surrogatepass")).hexdigest()
