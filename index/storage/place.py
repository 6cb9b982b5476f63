"""Where an index is kept, as people write it: a folder, a Milvus server, or a file of milvus-lite."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pullquote.corpus import BadInputError, as_path
from pullquote.index.embedding.cache import cache_folder
from pullquote.index.storage.schema import FILE

# The command line has paths, and a path loses the second of two slashes.
SERVER = re.compile(r"(milvus(?:\+tls)?):/{1,2}(?=[^/])", re.IGNORECASE)
PORT = 19530  # Milvus's own
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")  # what Milvus takes for a collection, with room for an ending


@dataclass(frozen=True, slots=True)
class MilvusPlace:
    """An index in Milvus: how it is `written` in what people read, what its client opens, how its collections are
    called, and the `folder` on this machine that keeps what belongs to the index and is no part of it: a lock, vectors
    of an interrupted build, a calibration. `file` is that of milvus-lite, None for a server."""

    written: str
    uri: str
    collection: str
    folder: Path
    file: Path | None = None

    def __str__(self) -> str:
        return self.written


Place = Path | MilvusPlace


def place_of(where: "str | Path | MilvusPlace") -> Place:
    """`milvus://host:19530/name` (or `milvus+tls://`) is a server, a path that ends in `.db` and is no folder a file of
    milvus-lite, any other path a folder. Raises BadInputError for what is none of these."""
    if isinstance(where, MilvusPlace):
        return where
    if isinstance(where, str | Path) and (found := SERVER.match(str(where))):
        return _server(f"{found[1].lower()}://{str(where)[found.end() :]}")
    path = as_path(where)
    if path.suffix == ".db" and not (path / FILE).exists():
        return MilvusPlace(str(path), str(path.absolute()), "pullquote", path.with_name(f"{path.name}.beside"), path)
    return path


def option_of(place: Place) -> str:
    """How the place is named to the command line."""
    return f"--store {place}" if isinstance(place, MilvusPlace) else f"--index {place}"


def folder_of(place: Place) -> Path:
    """Where files are kept that belong to the index and are no part of its store."""
    return place.folder if isinstance(place, MilvusPlace) else place


def _server(written: str) -> MilvusPlace:
    try:
        parts = urlsplit(written)
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host, port = None, 0
    name = parts.path.strip("/") or "pullquote" if host else ""
    if not host or parts.username or parts.query or parts.fragment or not NAME.fullmatch(name):
        raise BadInputError(
            f"the store is {written!r:.100}; needed: milvus://HOST:PORT/NAME with a name of letters, digits and _"
            " (user and password, or a token, come from the environment variable PULLQUOTE_STORE_TOKEN)"
        )
    tls = parts.scheme == "milvus+tls"
    beside = hashlib.sha256(f"{host}:{port}/{name}".encode()).hexdigest()[:16]
    folder = cache_folder() / "stores" / beside
    scheme = "https" if tls else "http"
    return MilvusPlace(written, f"{scheme}://{host}:{port}", name, folder)
