"""One change of an index in Milvus: rows that nobody sees yet, until the state's number is turned to theirs."""

import json
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from pullquote.corpus import Article, Source
from pullquote.index.storage.milvus import bm25
from pullquote.index.storage.milvus.article_rows import ALONE, APART, MOVED, About, about_rows, text_rows
from pullquote.index.storage.milvus.connection import Collections, Row
from pullquote.index.storage.milvus.expressions import number_of_day
from pullquote.index.storage.milvus.layout import Head, head_row, row
from pullquote.index.storage.milvus.milvus_snapshot import MilvusSnapshot
from pullquote.index.storage.milvus.values import AUTHOR, OWN, PUBLISHER, TERM, Counting, facets, fits
from pullquote.index.storage.store import NewPassage

BLOCK = 500  # passages that are sent together
RESERVED = 1 << 20  # numbers that a change sets aside at a time, so that none is given out twice after a crash


class MilvusWriting:
    """What one change writes, see Writing. `last` holds the highest numbers that were ever set aside."""

    def __init__(self, collections: Collections, state: MilvusSnapshot, reserve: Callable[[Head], None]) -> None:
        self._collections = collections
        self._state = state
        self._reserve = reserve
        self._reserved = state.head
        self._counting = Counting(state.values, state.head.last_value)
        self._passages: list[Row] = []
        self._rows: list[Row] = []
        self.head = replace(state.head, change=max(time.time_ns(), state.change + 1), before=state.change)

    def delete(self, article: int) -> None:
        """Take out an article: it is named among the dead, and what it counted is no longer counted."""
        where = f"article == {article} and {self._state.visible}"
        found = (
            list(self._collections.all(self._collections.passages, where, ["length", "words"]))
            if len(self._state)
            else []
        )
        self._count_terms(found, -1)
        self._count_sources(self._state.abouts[article].sources, -1)
        self._count_passages([-int(one["length"]) for one in found], -len(found))
        self._add_rows([row("dead", article, self.head.change)])

    def set_sources(self, sources: Mapping[int, Sequence[Source]]) -> None:
        """Give articles other sources. Their passages stay under their keys: where what filters name of the article is
        another now, it is tested apart from them."""
        for key, (first, *also) in sources.items():
            before = self._state.abouts[key]
            now = replace(before, sources=(first, *also))
            if before.tested == ALONE and (not alone(now.sources) or _named(now) != _named(before)):
                now = replace(now, tested=MOVED)
            self._count_sources(before.sources, -1)
            self._count_sources(now.sources, 1)
            self._add_rows([*about_rows(now, key, self.head.change), row("again", key, self.head.change)])

    def insert(self, article: Article, passages: Iterable[NewPassage]) -> None:
        """Store an article with its sources and passages, under keys that were never given out before."""
        owner = self._insert_article(article)
        for new in passages:
            passage, vector = new.passage, new.dense.astype(np.float32)
            counts = {self._counting.number(TERM, term): count for term, count in Counter(new.terms).items()}
            for term in set(new.terms):
                self._counting.add(TERM, term, 1)
            self._count_passages([len(new.terms)], 1)
            scale = bm25.scale_of(len(new.terms), self.head.mean)
            self._add_passage(
                {
                    "start": passage.start,
                    "end": passage.end,
                    "length": len(new.terms),
                    "scale": scale,
                    "sentences": json.dumps([list(span) for span in passage.sentences]),
                    "check": zlib.crc32(vector.tobytes()),
                    "dense": vector,
                    "words": bm25.weights(counts, scale),
                }
                | self._new_row(article, owner)
            )

    def finish(self) -> Head:
        """Write what is left, and then, as the last thing, the state's number: with it all of the change is there."""
        self._rows += self._counting.rows(self.head.change)
        self.head = replace(self.head, last_value=self._counting.last)
        self._send()
        self._collections.put(self._collections.rows, head_row(self.head))
        return self.head

    def _insert_article(self, article: Article) -> int:
        self.head = replace(self.head, last_article=self.head.last_article + 1)
        key, sources = self.head.last_article, (article.source, *article.also)
        self._make_room()
        self._count_sources(sources, 1)
        about = About.of(article, ALONE if alone(sources) else APART)
        self._add_rows(about_rows(about, key, self.head.change))
        self._add_rows(text_rows(article.text, key, self.head.change))
        return key

    def _new_row(self, article: Article, owner: int) -> Row:
        """What a passage's row has of its article, and the numbers that it gets."""
        self.head = replace(self.head, last_passage=self.head.last_passage + 1)
        self._make_room()
        by_row = alone((article.source, *article.also))
        named = facets(article.source) if by_row else {}
        return {
            "id": self.head.last_passage,
            "article": owner,
            "born": self.head.change,
            "publisher": self._counting.number(PUBLISHER, named[PUBLISHER]) if by_row else 0,
            "author": self._counting.number(AUTHOR, named[AUTHOR]) if by_row else 0,
            "own": self._counting.number(OWN, named[OWN]) if by_row else 0,
            "day": number_of_day(article.source.published),
            "apart": int(not by_row),
        }

    def _count_sources(self, sources: Iterable[Source], count: int) -> None:
        for source in sources:
            for kind, text in facets(source).items() if fits(source) else ():
                self._counting.add(kind, text, count)

    def _count_passages(self, lengths: Iterable[int], count: int) -> None:
        self.head = replace(self.head, passages=self.head.passages + count, terms=self.head.terms + sum(lengths))

    def _make_room(self) -> None:
        """Set further numbers aside before they are used."""
        head, reserved = self.head, self._reserved
        if head.last_article > reserved.last_article or head.last_passage > reserved.last_passage:
            more = replace(head, last_article=head.last_article + RESERVED, last_passage=head.last_passage + RESERVED)
            self._reserve(more)
            self._reserved = more

    def _add_passage(self, one: Row) -> None:
        self._passages.append(one)
        if len(self._passages) >= BLOCK:
            self._send()

    def _add_rows(self, rows: Iterable[Row]) -> None:
        self._rows += rows

    def _send(self) -> None:
        self._collections.insert(self._collections.passages, self._passages)
        self._collections.insert(self._collections.rows, self._rows)
        self._passages, self._rows = [], []

    def _count_terms(self, passages: Iterable[Row], count: int) -> None:
        for one in passages:
            for number in one["words"]:
                self._counting.add(TERM, self._terms[int(number)], count)

    @cached_property
    def _terms(self) -> dict[int, str]:
        return {one.number: term for term, one in self._state.values.known[TERM].items()}


def alone(sources: Sequence[Source]) -> bool:
    """Whether a passage's row can say all that filters name: there is one source, whose metadata fits a field."""
    return len(sources) == 1 and fits(sources[0])


def _named(about: About) -> tuple[object, ...]:
    first = about.sources[0]
    return first.id, first.published, *facets(first).values()
