"""What the two collections hold: their fields, and how articles and the state of an index become rows of text.

Every row has the number of the change that brought it, `born`. A state is the number in the one row `head`: what was
born later is not there yet, and what `dead` rows name is gone. Turning the number is one write, so a change is there
whole or not at all, and a reader stays with its number.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from pullquote.corpus import Article, DamagedError, Source, Span
from pullquote.index.filtering.conditions import composed
from pullquote.index.storage.milvus.connection import Collections, Row
from pullquote.index.storage.schema import FORMAT, Manifest

LAYOUT = 1  # of the collections; raised when the fields below change
PIECE = 60_000  # bytes of UTF-8 in one field: Milvus takes 65,535
AGAIN = "make it anew under another name: pullquote build PATH --store ANOTHER"


@dataclass(frozen=True, slots=True)
class Head:
    """One state: the number of its change and of the one before, how many passages there are and how many terms all of
    them have together, and the numbers that were given out so far."""

    manifest: Manifest
    change: int = 0
    before: int = 0
    passages: int = 0
    terms: int = 0
    last_article: int = 0
    last_passage: int = 0
    last_value: int = 0

    @property
    def mean(self) -> float:
        """Terms of a passage on average, as BM25 counts."""
        return max(1.0, self.terms / self.passages if self.passages else 1.0)


def make_collections(collections: Collections, dim: int, *, server: bool) -> None:
    """Both, new and empty. On a server Milvus chooses the index over vectors (AUTOINDEX) and has one over the fields
    that expressions name; milvus-lite compares with every vector."""
    from pymilvus import DataType, MilvusClient

    numbers = ("article", "born", "publisher", "author", "own", "day", "apart", "start", "end", "length", "check")
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    for name in numbers:
        schema.add_field(name, DataType.INT64)
    schema.add_field("scale", DataType.DOUBLE)
    schema.add_field("sentences", DataType.VARCHAR, max_length=65_535)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dim)
    schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
    index = MilvusClient.prepare_index_params()
    index.add_index("dense", index_type="AUTOINDEX" if server else "FLAT", metric_type="IP")
    index.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    for name in numbers[:7] if server else ():
        index.add_index(name, index_type="INVERTED")
    collections.make(collections.passages, schema, index)

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=200)
    schema.add_field("kind", DataType.VARCHAR, max_length=20)
    for name in ("key", "part", "born", "count"):
        schema.add_field(name, DataType.INT64)
    schema.add_field("body", DataType.VARCHAR, max_length=65_535)
    schema.add_field("pad", DataType.FLOAT_VECTOR, dim=2)  # Milvus takes no collection without a vector
    index = MilvusClient.prepare_index_params()
    index.add_index("pad", index_type="FLAT", metric_type="IP")
    for name in ("kind", "key", "born", "count") if server else ():
        index.add_index(name, index_type="INVERTED")
    collections.make(collections.rows, schema, index)


def row(kind: str, key: int, born: int, *, count: int = 0, body: str = "", part: int = 0) -> Row:
    """One row of the second collection."""
    id = f"{kind}/{key}/{part}/{born}"
    return {
        "id": id, "kind": kind, "key": key, "part": part, "born": born, "count": count, "body": body, "pad": [0.0, 0.0],
    }  # fmt: skip


def head_row(head: Head) -> Row:
    """The state as its row."""
    return row("head", 0, 0, body=json.dumps({"layout": LAYOUT, **asdict(head)})) | {"id": "head"}


def read_head(rows: Sequence[Row], place: object) -> Head:
    """The state that the row has. Raises DamagedError where there is none, or one of another layout or format."""
    try:
        values = json.loads(rows[0]["body"])
        layout, kept = values.pop("layout"), values.pop("manifest")
        if (layout, kept["format"]) == (LAYOUT, FORMAT):
            return Head(Manifest(**kept), **values)
    except (ValueError, TypeError, KeyError, LookupError, AttributeError):
        raise DamagedError(f"the index in {place} is damaged (its state); {AGAIN}") from None
    raise DamagedError(
        f"the index in {place} has layout {layout!r:.20} and format {kept['format']!r:.20}, this version reads {LAYOUT}"
        f" and {FORMAT}; {AGAIN}"
    )


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


def article_rows(article: Article, key: int, born: int, *, apart: bool) -> Iterator[Row]:
    """The article as rows: what is `about` it, and its `text`; `count` is 1 where it is tested apart, as no
    expression can tell whether it passes a filter."""
    sources = (article.source, *article.also)
    about = {
        "fingerprint": article.fingerprint,
        "sha256": article.sha256,
        "loader": article.loader,
        "debris": [list(span) for span in article.debris],
        "sources": [_written(source) for source in sources],
    }
    for kind, body in (("about", json.dumps(about, ensure_ascii=False)), ("text", article.text)):
        for part, piece in enumerate(pieces(body)):
            yield row(kind, key, born, count=int(apart), body=piece, part=part)


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an article without its text."""

    fingerprint: str
    sha256: str
    loader: str
    debris: tuple[Span, ...]
    sources: tuple[Source, ...]

    def article(self, text: str) -> Article:
        """With its text."""
        return Article(self.sources[0], text, self.debris, self.sources[1:], self.loader)


def read_about(body: str) -> About:
    """What `article_rows` wrote. Raises ValueError, TypeError or KeyError for anything else."""
    values = json.loads(body)
    sources = tuple(Source(**one) for one in values["sources"])
    if not sources:
        raise ValueError("an article without a source")
    debris = tuple(Span(start, end) for start, end in values["debris"])
    return About(values["fingerprint"], values["sha256"], values["loader"], debris, sources)


def joined(rows: Iterable[Row]) -> dict[tuple[str, int], str]:
    """By kind and key, the bodies that were cut in pieces."""
    found: dict[tuple[str, int], list[Row]] = {}
    for one in rows:
        found.setdefault((one["kind"], int(one["key"])), []).append(one)
    return {
        name: "".join(one["body"] for one in sorted(parts, key=lambda r: int(r["part"])))
        for name, parts in sorted(found.items())
    }


def _written(source: Source) -> dict[str, Any]:
    values = asdict(source)
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()
    }  # fields' tuples become lists, which `Source` takes


def name_rows(sources: Iterable[Source], key: int, born: int) -> Iterator[Row]:
    """By what an article can be called, see `name_number`: the ids, files and bare file names of its sources."""
    for part, source in enumerate(sources):
        for kind, name in names(source).items():
            yield row(kind, key, born, count=name_number(name), part=part)


def names(source: Source) -> dict[str, str]:
    """What a source can be called, by kind, letters composed."""
    return {"id": composed(source.id), "file": composed(source.file), "base": composed(PurePath(source.file).name)}


def name_number(name: str) -> int:
    """What a name is looked up by, as it may be longer than a field: 63 bits of its checksum."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:8], "big") >> 1
