"""What an index needs of whatever keeps it: one state to search, and changes that are there whole or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import Article, Source
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.filtering.filters import Filters
from pullquote.index.passage import Passage
from pullquote.index.storage.place import Place
from pullquote.index.storage.schema import Manifest

Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage ready to be stored: its terms and its vector (dim,)."""

    passage: Passage
    terms: list[str]
    dense: Matrix


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for passages, (passages,) each: keys ascending, the cosine with the question, and BM25 as a share
    (0 to 1) of the most that the question could score."""

    keys: Keys
    dense: Matrix
    lexical: NDArray[np.float64]


class Snapshot(Protocol):
    """One state of a store. It is asked only while the store reads that very state.

    Keys are given out once and never to another article or passage. Every method raises DamagedError for what is not as
    it was stored.
    """

    @property
    def change(self) -> int:
        """The number of the state."""

    @property
    def sources(self) -> Mapping[int, Sequence[Source]]:
        """The sources of every article by the article's key, the first one first."""

    @property
    def own_names(self) -> list[str]:
        """The names of all own fields that articles have, in alphabetical order."""

    @property
    def vocabulary(self) -> dict[str, int]:
        """Every term with the number of passages that hold it."""

    def __len__(self) -> int:
        """The number of passages."""

    def article_keys(self, name: str) -> list[int]:
        """Keys of the articles with this id or, where there is none, this file, or else this bare file name."""

    def article(self, key: int) -> Article:
        """The article with this key."""

    def read(self, keys: Sequence[int]) -> list[Passage]:
        """The passages with these keys, in their order; they are there."""

    def passages(self, article: int) -> list[Passage]:
        """The passages of the article with this key, in order."""

    def nearest(self, question: Matrix, terms: Sequence[str], depth: int, filters: Filters) -> Evidence:
        """Of the passages that pass the filters those that are among the `depth` best by cosine with the question's
        vector (dim,), or among the `depth` best by BM25 of its terms; ties by key. Filters act before either cut."""

    def evidence(self, question: Matrix, terms: Sequence[str], keys: Keys) -> Evidence:
        """The same figures for the passages with these keys; those that are not there are left out."""

    def idf(self, term: str) -> float:
        """log(1 + (N - n + 0.5) / (n + 0.5)) for a term in n of N passages; highest for one that occurs nowhere."""

    def holds(self, term: str) -> bool:
        """Whether any passage has the term."""

    def example(self, term: str) -> int:
        """The key of the first passage that holds the term, which one does."""


class Writing(Protocol):
    """What one change writes."""

    def delete(self, article: int) -> None:
        """Take out the article with this key, with all that belongs to it."""

    def set_sources(self, sources: Mapping[int, Sequence[Source]]) -> None:
        """Give the articles with these keys other sources; sources may change places among them."""

    def insert(self, article: Article, passages: Iterable[NewPassage]) -> None:
        """Store an article with its sources and passages, under keys that were never given out before."""


class Store(Protocol):
    """Keeps the articles of an index with what is searched for. Threads may share one; a forked process may not.

    `place` is how it is called; `folder` is where the index may keep files of its own beside it, on this machine.
    """

    folder: Path
    manifest: Manifest

    @property
    def place(self) -> Place:
        """Where it is."""

    @property
    def closed(self) -> bool:
        """Whether it was closed: then it reads nothing more."""

    def close(self) -> None:
        """Let go of files and connections; what is asked afterwards is refused with a BadInputError."""

    def reading(self) -> AbstractContextManager[object]:
        """Inside, everything is read of one state, also while others write. May be nested: then it is the same."""

    def changing(self) -> AbstractContextManager[Writing]:
        """Inside, one change is written: all of it is there once the block ends, or nothing where it ends with an
        error. The caller keeps other writers away."""

    def change(self) -> int:
        """A number that stands for the state being read and no other."""

    def snapshot(self) -> Snapshot:
        """The state being read, to search it. Raises DamagedError where it is not as the last change left it."""

    def sources(self) -> dict[int, list[Source]]:
        """The sources of every article by the article's key, the first one first."""

    def article(self, key: int) -> Article:
        """The article with this key. Raises DamagedError when its text is not the one that was stored."""

    def text_versions(self) -> dict[int, tuple[str, tuple[str, str, str]]]:
        """By the article's key its fingerprint and what its passages were cut from: sha256, loader and debris."""
