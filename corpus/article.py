"""What was published: one canonical text, where it came from and what a reader must know of it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from operator import index
from typing import NamedTuple, TypedDict

from pullquote.corpus.dates import parse_date, written_day
from pullquote.corpus.errors import BadInputError
from pullquote.corpus.metadata import Fields, own_fields, plain


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of an article's canonical text."""

    start: int
    end: int


class CarrierForm(TypedDict):
    """A further source that carried an article's text, as the wire form has it."""

    id: str
    file: str
    publisher: str
    url: str


class ArticleForm(TypedDict):
    """What is known of an article, as the wire form has it; `published` is a day (YYYY-MM-DD), `sha256` that of the
    canonical text."""

    id: str
    file: str
    title: str
    publisher: str
    author: str
    published: str | None
    url: str
    note: str
    sha256: str
    also: list[CarrierForm]


@dataclass(frozen=True, slots=True)
class Source:
    """One place that carried an article: the file it was read from and that file's own metadata.

    `id` is unique and stable (folder name, path inside it, `#id` for a record of a `.jsonl`); `file` is the
    path inside the folder that was given. `published` is None when unknown. `sha256` is that of the canonical
    text as this source gave it. `fields` are whatever else is known of it: by names in lower case a text, or several.
    A day may be given as text, a field of text as a number or a list: then it is made the one line that it stands for.
    Raises BadInputError for anything else.
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
    fields: Fields = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for name in (one.name for one in fields(self)):
            value = getattr(self, name)
            if name == "published":
                object.__setattr__(self, name, _day(value))
            elif name == "fields":
                object.__setattr__(self, name, _own(value))
            elif not isinstance(value, str):
                object.__setattr__(self, name, plain(value))

    def __str__(self) -> str:
        """Title, outlet, day and file in one line, as far as they are known."""
        day = written_day(self.published) if self.published else ""
        return " · ".join(filter(None, (self.title, self.publisher, day, self.file)))


def _day(value: object) -> date | None:
    if isinstance(value, str):
        return parse_date(value) if value.strip() else None
    if isinstance(value, datetime):  # a date to Python's types and not to its comparisons
        return value.date()
    if value is None or isinstance(value, date):
        return value
    raise BadInputError(f"published is {value!r}; needed: a date, or text such as 2020-06-26")


def _own(value: object) -> Fields:
    if not isinstance(value, Mapping):
        raise BadInputError(f"the fields of a source are {value!r:.60}; needed: a mapping of names to text")
    return own_fields(value)


def _spans(value: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    try:
        return tuple(Span(index(start), index(end)) for start, end in value)
    except (TypeError, ValueError):
        raise BadInputError(f"debris is {value!r:.60}; needed: pairs of start and end") from None


@dataclass(frozen=True)
class Article:
    """A text with its first source and every further one that carried the same text.

    All offsets anywhere count characters of `text`. `debris` are sorted, disjoint spans that are never a
    passage and never quoted; pairs of numbers become them. `loader` names the extractor and version that made the
    text.
    """

    source: Source
    text: str = field(repr=False)
    debris: tuple[Span, ...] = ()
    also: tuple[Source, ...] = field(default=())
    loader: str = "text 1"

    def __post_init__(self) -> None:
        if not isinstance(self.source, Source):
            raise BadInputError(f"the source of an article is {self.source!r:.60}; needed: a Source")
        if not isinstance(self.text, str):
            raise BadInputError(f"the text of {self.id!r} is {type(self.text).__name__}; needed: text")
        object.__setattr__(self, "debris", _spans(self.debris))
        end = 0
        for span in self.debris:
            if not end <= span.start < span.end <= len(self.text):
                raise ValueError(f"debris {tuple(span)} is not sorted, disjoint and inside 0..{len(self.text)}")
            end = span.end

    @property
    def id(self) -> str:
        """That of the first source."""
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

    def to_dict(self) -> ArticleForm:
        """What is known of it, without the text."""
        source = self.source
        return {
            "id": source.id,
            "file": source.file,
            "title": source.title,
            "publisher": source.publisher,
            "author": source.author,
            "published": source.published.isoformat() if source.published else None,
            "url": source.url,
            "note": source.note,
            "sha256": self.sha256,
            "also": [{"id": s.id, "file": s.file, "publisher": s.publisher, "url": s.url} for s in self.also],
        }

    @cached_property
    def fingerprint(self) -> str:
        """Equal for texts that differ only in debris and white space: the same article twice."""
        return hashlib.sha256(" ".join(" ".join(self.kept).split()).encode("utf-8", "surrogatepass")).hexdigest()
