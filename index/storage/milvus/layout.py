"""What the two collections hold: their fields, and the one row that is the state of an index.

Every row has the number of the change that brought it, `born`. A state is the number in the one row `head`: what was
born later is not there yet, and what `dead` rows name is gone. Turning the number is one write, so a change is there
whole or not at all, and a reader stays with its number.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pullquote.corpus import DamagedError
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
