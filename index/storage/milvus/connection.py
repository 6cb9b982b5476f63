"""A client of Milvus over the two collections of one index: what fails in it is one line that a person can act on."""

import json
import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from pullquote.corpus import BadInputError, BusyError, DamagedError, NotFoundError, PullquoteError
from pullquote.index.storage.place import MilvusPlace

OLDEST = (2, 5)  # of a server: the first in which a collection may have as many kinds of index as are asked for here
MOST = 16_384  # rows of one search: Milvus gives no more
PAGE = 1_000  # rows at a time, of whatever may be many
PATIENCE = 30.0  # seconds until a server counts as out of reach
LITE_NAME = re.compile(r"[A-Za-z0-9._-]{1,36}")

Row = dict[str, Any]
Client = Any  # pymilvus ships types for a part of it only
_lite = threading.Lock()
_users: dict[str, int] = {}  # open connections by milvus-lite's file, in this process


def connect(place: MilvusPlace, *, make: bool = False) -> Client:
    """A client of the place. Raises PullquoteError where pymilvus is missing, the server cannot be reached or is too
    old; NotFoundError where milvus-lite's file is not there, unless it is to be made; BusyError where another process
    has it open."""
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # or it tells of every idle connection that milvus-lite lets go
    try:
        from pymilvus import MilvusClient
    except ImportError:
        raise PullquoteError(f"{place} needs pymilvus; run: pip install 'pullquote[milvus]'") from None
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # its errors are raised as well, and said in one line
    if place.file is not None:
        return _opened_file(place, MilvusClient, make)
    token = os.environ.get("PULLQUOTE_STORE_TOKEN", "")
    with one_line_errors(place):
        client = MilvusClient(place.uri, token=token, timeout=PATIENCE)
        refuse_old(client, place)
    return client


def disconnect(client: Client, place: MilvusPlace) -> None:
    """Let go of the client; of milvus-lite's file when nothing else in this process uses it."""
    with suppress(Exception):  # it is over, whatever the other side says
        client.close()
    if place.file is None:
        return
    with _lite:
        _users[place.uri] -= 1
        if not _users[place.uri]:
            from milvus_lite.server_manager import server_manager_instance

            server_manager_instance.release_server(place.uri)


def _opened_file(place: MilvusPlace, client: Callable[..., Client], make: bool) -> Client:
    assert place.file is not None  # noqa: S101  # the caller has looked
    if not LITE_NAME.fullmatch(place.file.name):
        raise BadInputError(
            f"the store is {place}; milvus-lite takes files with names of at most 36 letters, digits, points, - and _"
        )
    if not place.file.is_file() and not make:
        raise NotFoundError(f"no index in {place}; run: pullquote build PATH --store {place}")
    with _lite:
        opened = _started(place, client)
        _users[place.uri] = _users.get(place.uri, 0) + 1
    return opened


def _started(place: MilvusPlace, client: Callable[..., Client]) -> Client:
    """A client of the process that milvus-lite starts, once that listens: pymilvus itself does not wait for it."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return client(place.uri)
        except Exception as error:  # noqa: BLE001  # what milvus-lite raises differs by version
            _refuse_other_file(place)
            if "Fail connecting" in str(error) and time.monotonic() < until:
                time.sleep(0.1)
                continue
            raise BusyError(
                f"{place} cannot be opened by milvus-lite ({_reason(error)}): another process has it open, as it takes"
                " one at a time, or the folder cannot be written; close it, then run again"
            ) from None


def _refuse_other_file(place: MilvusPlace) -> None:
    """Raises DamagedError for a file that is no database at all."""
    assert place.file is not None  # noqa: S101  # the caller has looked
    with suppress(OSError), place.file.open("rb") as file:
        if (head := file.read(16)) and head != b"SQLite format 3\0":
            raise DamagedError(f"{place} is no file of milvus-lite, or damaged; name another with --store")


def refuse_old(client: Client, place: MilvusPlace) -> None:
    """Raises PullquoteError for a server of a version before OLDEST."""
    said = str(client.get_server_version())
    found = re.match(r"v?(\d+)\.(\d+)", said)
    if found and tuple(map(int, found.groups())) < OLDEST:
        raise PullquoteError(
            f"the Milvus of {place} is version {said:.40}; needed: {'.'.join(map(str, OLDEST))} or later; upgrade it"
        )


@contextmanager
def one_line_errors(place: MilvusPlace) -> Iterator[None]:
    """Turns what pymilvus raises into a PullquoteError of one line."""
    import grpc
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, grpc.RpcError) as error:
        code = getattr(error, "code", None)
        lost = callable(code) or code == 2 or "Fail connecting" in str(error)  # grpc's own have a method of that name
        if lost:
            raise PullquoteError(
                f"the Milvus of {place} cannot be reached ({_reason(error)}); is it running? the index keeps its last"
                " state; try again"
            ) from None
        raise PullquoteError(
            f"the Milvus of {place} refused ({_reason(error)}); the index keeps its last state"
        ) from None


def _reason(error: Exception) -> str:
    return " ".join(str(getattr(error, "message", "") or error).split())[:150]


class Collections:
    """The passages of an index, and its `rows`: articles, terms and what else there is. Reads see what was written
    before them, by whomever: both collections are made with Milvus's strong consistency."""

    def __init__(self, client: Client, place: MilvusPlace) -> None:
        self._client = client
        self._place = place
        self.passages = f"{place.collection}_passages"
        self.rows = f"{place.collection}_rows"

    def exist(self) -> bool:
        """Whether both are there."""
        with one_line_errors(self._place):
            return {self.passages, self.rows} <= set(self._client.list_collections())

    def make(self, name: str, schema: Any, index: Any) -> None:
        """A new, empty collection; what was there under its name is dropped."""
        with one_line_errors(self._place):
            if name in self._client.list_collections():
                self._client.drop_collection(name)
            self._client.create_collection(name, schema=schema, consistency_level="Strong")
            self._client.create_index(name, index, sync=self._place.file is None)
            self._client.load_collection(name)

    def load(self) -> None:
        """Have both ready to be searched; nothing where they are."""
        with one_line_errors(self._place):
            for name in (self.passages, self.rows):
                self._client.load_collection(name)

    def few(self, name: str, where: str, fields: Sequence[str]) -> list[Row]:
        """The rows that an expression names, which are at most MOST, in no order."""
        with one_line_errors(self._place):
            return [dict(row) for row in self._client.query(name, filter=where, output_fields=list(fields), limit=MOST)]

    def all(self, name: str, where: str, fields: Sequence[str]) -> Iterator[Row]:
        """Every row that an expression names, however many, in no order."""
        with one_line_errors(self._place):
            pages = self._client.query_iterator(name, filter=where, output_fields=list(fields), batch_size=PAGE)
            try:
                while page := pages.next():
                    yield from map(dict, page)
            finally:
                pages.close()

    def count(self, name: str, where: str) -> int:
        """How many rows an expression names."""
        with one_line_errors(self._place):
            return int(self._client.query(name, filter=where, output_fields=["count(*)"])[0]["count(*)"])

    def nearest(self, field: str, vector: Any, limit: int, where: str, fields: Sequence[str]) -> list[Row]:
        """The passages with the highest inner products in a field, best first."""
        with one_line_errors(self._place):
            found = self._client.search(
                self.passages,
                data=[vector],
                anns_field=field,
                limit=min(limit, MOST),
                filter=where,
                output_fields=list(fields),
            )
        return [{"id": hit["id"], **hit["entity"]} for hit in found[0]]

    def insert(self, name: str, rows: Sequence[Row]) -> None:
        """Add rows under ids that are not there."""
        with one_line_errors(self._place):
            for at in range(0, len(rows), PAGE):
                self._client.insert(name, list(rows[at : at + PAGE]))

    def put(self, name: str, row: Row) -> None:
        """One row in the place of another with its id, at once."""
        with one_line_errors(self._place):
            self._client.upsert(name, [row])

    def delete(self, name: str, where: str) -> None:
        """Take out the rows that an expression names."""
        with one_line_errors(self._place):
            self._client.delete(name, filter=where)


def one_of(field: str, values: Sequence[int] | Sequence[str], *, negated: bool = False) -> str:
    """An expression: the field is among the values (or, negated, is none of them)."""
    if not values:
        return EVERYTHING if negated else NOTHING
    return f"{field} {'not in' if negated else 'in'} {json.dumps(list(values), ensure_ascii=False)}"


# Of passages. milvus-lite knows no constants, and no `not`.
EVERYTHING = "id >= 0"
NOTHING = "id < 0"
