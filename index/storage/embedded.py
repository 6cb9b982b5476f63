"""The store in a folder: SQLite is the truth, segments beside it a cache of what searching needs."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache, partial
from pathlib import PurePath
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import Article, Source
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.filtering.conditions import composed
from pullquote.index.filtering.filters import Filters
from pullquote.index.passage import Passage
from pullquote.index.storage.dense import Vectors
from pullquote.index.storage.lexical import Lexical
from pullquote.index.storage.parts import DamagedPartsError
from pullquote.index.storage.segments import Segment, segments_of
from pullquote.index.storage.sqlite import SqliteStore
from pullquote.index.storage.store import Evidence, Keys
from pullquote.index.storage.writing import EmbeddedWriting, number_change

Mask = NDArray[np.bool_]
Found = TypeVar("Found")


class EmbeddedStore(SqliteStore):
    """A store in one folder, for one machine."""

    def snapshot(self) -> "EmbeddedSnapshot":
        """The state being read. Raises DamagedError unless its articles are those that the last change left."""
        return EmbeddedSnapshot(self)

    @contextmanager
    def changing(self) -> Iterator[EmbeddedWriting]:
        """Inside, one change is written in one transaction."""
        with self.writing() as db:
            writing = EmbeddedWriting(db)
            yield writing
            number_change(db, self.change(), writing.touched - writing.deleted, writing.deleted)


class EmbeddedSnapshot:
    """One change of the store: see Snapshot. What searching needs is mapped into memory from the segments' files."""

    def __init__(self, store: SqliteStore) -> None:
        store.verify()
        self.change = store.change()
        self._store = store
        self._articles: dict[int, Article] = {}  # those that were asked for
        self._known = _Sources(store)
        self._searched = Searched(store, self._known, segments_of(store))

    def __len__(self) -> int:
        return self._searched.passages

    @property
    def sources(self) -> dict[int, list[Source]]:
        """The sources of every article by the article's key, read when they are first asked for."""
        return self._known.all

    @cached_property
    def own_names(self) -> list[str]:
        """The names of all own fields that articles have, in alphabetical order."""
        return sorted({name for sources in self.sources.values() for source in sources for name in source.fields})

    @property
    def vocabulary(self) -> dict[str, int]:
        """Every term with the number of passages that hold it."""
        return self._whole(lambda searched: searched.lexical.vocabulary)

    def article(self, key: int) -> Article:
        """The article with this key, read when it is first asked for."""
        if key not in self._articles:
            self._articles[key] = self._store.article(key)
        return self._articles[key]

    def article_keys(self, name: str) -> list[int]:
        """Keys of the articles with this id or, where there is none, this file, or else this bare file name."""
        asked = composed(name)
        for matches in (
            lambda source: source.id == name,
            lambda source: composed(source.id) == asked,
            lambda source: composed(source.file) == asked,
            lambda source: composed(PurePath(source.file).name) == asked,
        ):
            if keys := [key for key, sources in self.sources.items() if any(map(matches, sources))]:
                return keys
        return []

    def read(self, keys: Sequence[int]) -> list[Passage]:
        """The passages with these keys, in their order; they are there."""
        owners = self._whole(lambda searched: searched.owners(keys))
        return [self._store.passage(key, self.article(owner)) for key, owner in zip(keys, owners, strict=True)]

    def passages(self, article: int) -> list[Passage]:
        """The passages of the article with this key, in order."""
        return self._store.passages(article, self.article(article))

    def nearest(self, question: Matrix, terms: Sequence[str], depth: int, filters: Filters) -> Evidence:
        """What either search finds among the passages that pass the filters, with the figures of both."""
        return self._whole(lambda searched: searched.nearest(question, terms, depth, filters))

    def evidence(self, question: Matrix, terms: Sequence[str], keys: Keys) -> Evidence:
        """The figures of those of these passages that are there."""
        return self._whole(lambda searched: searched.evidence(question, terms, searched.places(keys)))

    def idf(self, term: str) -> float:
        """How rare a term is; highest for one that occurs nowhere."""
        return self._whole(lambda searched: searched.lexical.idf(term))

    def holds(self, term: str) -> bool:
        """Whether any passage has the term."""
        return self._whole(lambda searched: searched.lexical.holds(term))

    def example(self, term: str) -> int:
        """The key of the first passage that holds the term, which one does."""
        return self._whole(lambda searched: int(searched.keys[searched.lexical.example(term)]))

    def _whole(self, work: "Callable[[Searched], Found]") -> Found:
        """What the work gives. A segment that turns out to be damaged is made again from the database first."""
        try:
            return work(self._searched)
        except DamagedPartsError:
            self._searched = Searched(self._store, self._known, segments_of(self._store, anew=True))
            return work(self._searched)


class Searched:
    """Both searches over the segments of one state. A place counts the passages of all segments, by key; those that are
    no more have one too, and are found by neither."""

    def __init__(self, store: SqliteStore, known: "_Sources", segments: Sequence[Segment]) -> None:
        self.keys = _joined([one.keys for one in segments], np.int64)
        self._owners = _joined([one.parts["articles"] for one in segments], np.int64)
        self._dead = _dead(store, segments)
        self.passages = len(self.keys) - (0 if self._dead is None else int(self._dead.sum()))
        checks = _joined([one.parts["checks"] for one in segments], np.uint32)
        self.vectors = Vectors(segments, partial(_full, store, self.keys, checks))
        self.lexical = Lexical(segments, self._dead)
        # Not of a method: a state that held itself would stay, with its vectors, until Python looks for such rings.
        self._allowed = lru_cache(maxsize=16)(partial(_passing, known, self._owners, self._dead))

    def owners(self, keys: Sequence[int]) -> list[int]:
        """The keys of the articles that these passages are of."""
        found: list[int] = self._owners[np.searchsorted(self.keys, np.array(keys, np.int64))].tolist()
        return found

    def places(self, keys: Keys) -> Keys:
        """The places, ascending, of those of these passages that are there."""
        found = np.intersect1d(keys, self.keys, return_indices=True)[2]
        return found if self._dead is None else found[~self._dead[found]]

    def nearest(self, question: Matrix, terms: Sequence[str], depth: int, filters: Filters) -> Evidence:
        """What either search finds among the passages that pass the filters."""
        allowed = self._allowed(filters)
        near, cosines = self.vectors.nearest(question, depth, allowed)
        more = np.setdiff1d(self.lexical.best(terms, depth, allowed), near)
        places = np.concatenate([near, more])
        known = np.concatenate([cosines, self.vectors.cosines(question, more)])
        order = np.argsort(places)
        return Evidence(self.keys[places[order]], known[order], self.lexical.shares(terms, places[order]))

    def evidence(self, question: Matrix, terms: Sequence[str], places: Keys) -> Evidence:
        """The figures of the passages at these places, ascending."""
        cosines, shares = self.vectors.cosines(question, places), self.lexical.shares(terms, places)
        return Evidence(self.keys[places], cosines, shares)


class _Sources:
    """The sources of every article, read when they are first needed: by a filter or a list."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    @cached_property
    def all(self) -> dict[int, list[Source]]:
        return self._store.sources()


def _joined(arrays: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
    return arrays[0] if len(arrays) == 1 else np.concatenate([np.empty(0, kind), *arrays])


def _dead(store: SqliteStore, segments: Sequence[Segment]) -> Mask | None:
    """Which of the segments' passages are no more; None where all are there."""
    found = [one.dead(store.gone(one.change)) for one in segments]
    if all(one is None for one in found):
        return None
    sizes = [len(one.keys) for one in segments]
    return np.concatenate([np.zeros(n, np.bool_) if one is None else one for one, n in zip(found, sizes, strict=True)])


def _full(store: SqliteStore, keys: Keys, checks: NDArray[np.uint32], places: Keys) -> Matrix:
    return store.vectors_of(keys[places].tolist(), checks[places].tolist())


def _passing(known: _Sources, owners: Keys, dead: Mask | None, filters: Filters) -> Mask | None:
    """For each passage, by the key of its article, whether it may be found; None when all may."""
    if not filters:
        return None if dead is None else ~dead
    passing = [key for key, found in known.all.items() if any(map(filters.passes, found))]
    found = np.isin(owners, np.array(passing, np.int64))
    return found if dead is None else found & ~dead
