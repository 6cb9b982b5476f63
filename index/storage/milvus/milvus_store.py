"""The store in Milvus: one state at a time is read, and one writer at a time makes the next."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pullquote.corpus import Article, BadInputError, BusyError, NotFoundError, Source
from pullquote.index.storage.milvus.article_rows import SAID_AGAIN
from pullquote.index.storage.milvus.connection import Client, Collections, connect, disconnect, one_of
from pullquote.index.storage.milvus.layout import (
    Head,
    head_row,
    make_collections,
    read_head,
)
from pullquote.index.storage.milvus.milvus_snapshot import MilvusSnapshot
from pullquote.index.storage.milvus.milvus_writing import MilvusWriting
from pullquote.index.storage.milvus.values import KINDS, Values
from pullquote.index.storage.place import MilvusPlace
from pullquote.index.storage.schema import Manifest

DELETED = 1_000  # articles or rows that one expression names


class MilvusStore:
    """See Store. A question that runs while two changes are made is refused rather than answered from half a state."""

    def __init__(self, place: MilvusPlace, client: Client | None = None) -> None:
        self.place = place
        self.folder = place.folder
        self.closed = False
        self._client = connect(place) if client is None else client
        self._collections = Collections(self._client, place)
        self._local = threading.local()
        self._process = os.getpid()
        self._guard = threading.Lock()
        self._values = Values()
        try:
            if not self._collections.exist():
                raise NotFoundError(f"no index in {place}; run: pullquote build PATH --store {place}")
            self._collections.load()
            self.manifest = self._head().manifest
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, place: MilvusPlace, manifest: Manifest, client: Client | None = None) -> "MilvusStore":
        """A new, empty store. Its state is written last: what was cut short before that counts as absent."""
        client = connect(place, make=True) if client is None else client
        try:
            collections = Collections(client, place)
            make_collections(collections, manifest.dim, server=place.file is None)
            collections.put(collections.rows, head_row(Head(manifest)))
            return cls(place, client)
        except BaseException:
            disconnect(client, place)
            raise

    @classmethod
    def exists(cls, place: MilvusPlace) -> bool:
        """Whether there is an index, of whatever layout."""
        if place.file is not None and not place.file.exists():
            return False
        client = connect(place)
        try:
            collections = Collections(client, place)
            if not collections.exist():
                return False
            collections.load()
            return bool(collections.few(collections.rows, 'id == "head"', ["id"]))
        finally:
            disconnect(client, place)

    def close(self) -> None:
        """Let go of the client."""
        with self._guard:
            if not self.closed:
                self.closed = True
                disconnect(self._client, self.place)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Inside, everything is read of one state. Raises BusyError at the end where rows of it are deleted by then:
        the change that follows the next one does that."""
        if os.getpid() != self._process:
            raise RuntimeError(f"the index in {self.place} was opened before a fork; open it in the new process")
        if getattr(self._local, "head", None) is not None:
            yield
            return
        self._local.head = head = self._head()
        try:
            yield
        finally:
            self._local.head = None
        self._refuse_torn(head)

    @contextmanager
    def changing(self) -> Iterator[MilvusWriting]:
        """Inside, one change is written. What an error leaves is deleted when the next change begins."""
        with self.reading():
            head = self._settled()
            writing = MilvusWriting(self._collections, self._snapshot(head), self._set_aside)
            yield writing
            writing.finish()

    def change(self) -> int:
        """The number of the state being read."""
        with self.reading():
            return self._pinned().change

    def snapshot(self) -> MilvusSnapshot:
        """The state being read."""
        with self.reading():
            return self._snapshot(self._pinned())

    def sources(self) -> dict[int, list[Source]]:
        """The sources of every article by the article's key, the first one first."""
        return {key: list(about.sources) for key, about in self.snapshot().abouts.items()}

    def article(self, key: int) -> Article:
        """The article with this key."""
        return self.snapshot().article(key)

    def text_versions(self) -> dict[int, tuple[str, tuple[str, str, str]]]:
        """By the article's key its fingerprint and what its passages were cut from: sha256, loader and debris."""
        return {
            key: (one.fingerprint, (one.sha256, one.loader, repr([tuple(span) for span in one.debris])))
            for key, one in self.snapshot().abouts.items()
        }

    def _head(self) -> Head:
        if self.closed:
            raise BadInputError(f"the index in {self.place} is closed; open it again")
        found = self._collections.few(self._collections.rows, 'id in ["head"]', ["body"])
        return read_head(found, self.place)

    def _pinned(self) -> Head:
        head: Head = self._local.head
        return head

    def _snapshot(self, head: Head) -> MilvusSnapshot:
        return MilvusSnapshot(self._collections, head, lambda: self._values_at(head.change), self.place)

    def _values_at(self, change: int) -> Values:
        """The values at a change: those that were read before, and what later rows say."""
        with self._guard:
            before = self._values if self._values.change <= change else Values()
            if before.change < change:
                kinds = one_of("kind", KINDS)
                where = f"{kinds} and born > {before.change} and born <= {change}"
                rows = self._collections.all(self._collections.rows, where, ["kind", "key", "born", "count", "body"])
                before = before.with_rows(rows, change)
                self._values = before
            return before

    def _refuse_torn(self, head: Head) -> None:
        if not self.closed and (now := self._head()).change != head.change and now.before != head.change:
            raise BusyError(f"the index in {self.place} was changed while it was read; try again")

    def _set_aside(self, head: Head) -> None:
        """Keep that all numbers up to these may have been given out."""
        self._collections.put(self._collections.rows, head_row(head) | {"id": "next"})

    def _settled(self) -> Head:
        """The state, with what a change that was cut short has left deleted, and what the last one took out; the
        numbers that were given out for the former stay so."""
        head, rows, passages = self._pinned(), self._collections.rows, self._collections.passages
        state = self._snapshot(head)
        left = f"born > {head.change}"
        if self._collections.count(passages, left) or self._collections.count(rows, left):
            self._collections.delete(passages, left)
            self._collections.delete(rows, left)
            aside = read_head(self._collections.few(rows, 'id in ["next"]', ["body"]), self.place)
            head = replace(head, last_article=aside.last_article, last_passage=aside.last_passage)
        for at in range(0, len(state.dead), DELETED):
            dead = state.dead[at : at + DELETED]
            gone = one_of("key", dead)
            self._collections.delete(passages, one_of("article", dead))
            self._collections.delete(rows, f"{one_of('kind', [*SAID_AGAIN, 'text'])} and {gone}")
            self._collections.delete(rows, f'kind == "dead" and {gone}')
        for one in list(self._collections.all(rows, 'kind == "again"', ["key", "born"])):
            before = f"{one_of('kind', SAID_AGAIN)} and key == {one['key']} and born < {one['born']}"
            self._collections.delete(rows, before)
            self._collections.delete(rows, f'kind == "again" and key == {one["key"]}')
        outdated = state.values.outdated
        for at in range(0, len(outdated), DELETED):
            self._collections.delete(rows, one_of("id", outdated[at : at + DELETED]))
        outdated.clear()
        return head
