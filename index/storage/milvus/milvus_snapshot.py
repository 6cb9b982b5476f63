"""One state of an index in Milvus, and the search over it."""

import json
import zlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from pullquote.corpus import Article, DamagedError, Source, Span
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.filtering.conditions import composed
from pullquote.index.filtering.filters import Filters
from pullquote.index.passage import Passage
from pullquote.index.storage.milvus import bm25
from pullquote.index.storage.milvus.article_rows import MOVED, About, joined, name_number, names, read_about
from pullquote.index.storage.milvus.connection import EVERYTHING, PAGE, Collections, Row, one_of
from pullquote.index.storage.milvus.expressions import expression
from pullquote.index.storage.milvus.layout import AGAIN, Head
from pullquote.index.storage.milvus.values import OWN, TERM, Values
from pullquote.index.storage.store import Evidence, Keys

FIELDS = ("article", "start", "end", "length", "scale", "sentences", "check", "dense", "words")
KEPT = 4_096  # passages and articles that were read last


class MilvusSnapshot:
    """One change, see Snapshot: what is small is read when it is first needed, passages and articles one by one."""

    def __init__(self, collections: Collections, head: Head, values: Callable[[], Values], place: object) -> None:
        self._collections = collections
        self._values = values
        self._place = place
        self._passages: OrderedDict[int, Row] = OrderedDict()
        self._articles: OrderedDict[int, Article] = OrderedDict()
        self.head = head
        self.change = head.change

    def __len__(self) -> int:
        return self.head.passages

    @cached_property
    def values(self) -> Values:
        """The terms, and what filters name."""
        return self._values()

    @cached_property
    def dead(self) -> list[int]:
        """Keys of the articles that are gone, but not yet deleted."""
        found = self._collections.all(self._collections.rows, f'kind == "dead" and born <= {self.change}', ["key"])
        return sorted({int(one["key"]) for one in found})

    @cached_property
    def abouts(self) -> dict[int, About]:
        """What is known of every article, by its key."""
        return self._read_abouts(self._rows('kind == "about"'))

    @cached_property
    def sources(self) -> Mapping[int, Sequence[Source]]:
        """The sources of every article by the article's key, the first one first."""
        return {key: list(about.sources) for key, about in self.abouts.items()}

    @cached_property
    def own_names(self) -> list[str]:
        """The names of all own fields that articles have, in alphabetical order."""
        found = {name for text, one in self.values.known[OWN].items() if one.count for name in json.loads(text)}
        apart = (source for about in self._apart.values() for source in about.sources)
        return sorted(found.union(*(source.fields for source in apart)))

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Every term with the number of passages that hold it."""
        return {term: one.count for term, one in self.values.known[TERM].items() if one.count}

    @cached_property
    def _apart(self) -> dict[int, About]:
        """The articles that no expression over their passages' rows can test."""
        keys = {int(one["key"]) for one in self._rows('kind == "about" and count > 0', ["key"])}
        return self._read_abouts(self._rows(_among("about", keys)) if keys else ())

    def article_keys(self, name: str) -> list[int]:
        """Keys of the articles with this id or, where there is none, this file, or else this bare file name."""
        asked = composed(name)
        for kind in ("id", "file", "base"):
            wanted = f'kind == "{kind}" and count == {name_number(asked)}'
            keys = {int(one["key"]) for one in self._rows(wanted, ["key"])}
            found = self._read_abouts(self._rows(_among("about", keys))) if keys else {}
            matching = [key for key, one in found.items() if any(names(s)[kind] == asked for s in one.sources)]
            exact = [key for key in matching if any(source.id == name for source in found[key].sources)]
            if matching:
                return exact or matching
        return []

    def article(self, key: int) -> Article:
        """The article with this key."""
        return self._articles_of([key])[key]

    def read(self, keys: Sequence[int]) -> list[Passage]:
        """The passages with these keys, in their order."""
        rows = self._passage_rows(keys)
        if missing := [key for key in keys if key not in rows]:
            raise self._damaged(f"passage {missing[0]}", "it is not there")
        articles = self._articles_of([int(rows[key]["article"]) for key in keys])
        return [self._passage(rows[key], articles[int(rows[key]["article"])]) for key in keys]

    def passages(self, article: int) -> list[Passage]:
        """The passages of the article with this key, in order."""
        where = f"article == {article} and {self.visible}"
        rows = list(self._collections.all(self._collections.passages, where, FIELDS)) if len(self) else []
        whole = self.article(article)
        return sorted((self._passage(one, whole) for one in rows), key=lambda passage: passage.start)

    def nearest(self, question: Matrix, terms: Sequence[str], depth: int, filters: Filters) -> Evidence:
        """What either search finds among the passages that pass the filters, with the figures of both."""
        where = self._where(filters)
        found = self._collections.nearest("dense", question.tolist(), depth, where, FIELDS)
        asked = {number: rarity for number, rarity in self._rarities(terms) if number is not None}
        if asked:
            found += self._collections.nearest("words", asked, depth, where, FIELDS)
        rows = {int(one["id"]): one for one in found}
        self._keep(self._passages, rows)
        return self._evidence(question, terms, rows)

    def evidence(self, question: Matrix, terms: Sequence[str], keys: Keys) -> Evidence:
        """The figures of those of these passages that are there."""
        return self._evidence(question, terms, self._passage_rows(keys.tolist()))

    def idf(self, term: str) -> float:
        """log(1 + (N - n + 0.5) / (n + 0.5)) for a term in n of N passages."""
        return bm25.idf(len(self), self.values.count(term))

    def holds(self, term: str) -> bool:
        """Whether any passage has the term."""
        return self.values.count(term) > 0

    def example(self, term: str) -> int:
        """The key of one passage that holds the term: that in which it weighs most, by key among equals."""
        number = self.values.known[TERM][term].number
        found = self._collections.nearest("words", {number: 1.0}, PAGE, self.visible, ["words"])
        return min(found, key=lambda one: (-one["words"][number], one["id"]))["id"]  # type: ignore[no-any-return]

    def vector(self, key: int) -> Matrix:
        """The vector of the passage with this key, (dim,)."""
        return np.array(self._passage_rows([key])[key]["dense"], np.float32)

    def terms(self, key: int) -> Counter[str]:
        """The terms of the passage with this key, each as often as it has it."""
        one = self._passage_rows([key])[key]
        words = {value.number: term for term, value in self.values.known[TERM].items()}
        return Counter({words[n]: bm25.count_of(weight, float(one["scale"])) for n, weight in one["words"].items()})

    def is_whole(self, key: int) -> bool:
        """Whether the passage's vector has the checksum that was stored with it."""
        return zlib.crc32(self.vector(key).tobytes()) == int(self._passage_rows([key])[key]["check"])

    def owners(self) -> dict[int, int]:
        """By the keys of all passages those of their articles."""
        found = self._collections.all(self._collections.passages, self.visible, ["id", "article"])
        return dict(sorted((int(one["id"]), int(one["article"])) for one in found))

    @cached_property
    def visible(self) -> str:
        """What is there in this state."""
        gone = f" and {one_of('article', self.dead, negated=True)}" if self.dead else ""
        return f"born <= {self.change}{gone}"

    def _where(self, filters: Filters) -> str:
        if not filters:
            return self.visible
        passing = [key for key, about in self._apart.items() if any(map(filters.passes, about.sources))]
        moved = [key for key, about in self._apart.items() if about.tested == MOVED]
        simple = expression(filters, self.values, self._with_ids)
        simple += f" and {one_of('article', moved, negated=True)}" if moved else ""
        apart = f" or {one_of('article', passing)}" if passing else ""
        return f"{self.visible} and ((apart == 0 and {simple}){apart})" if simple != EVERYTHING else self.visible

    def _with_ids(self, ids: tuple[str, ...]) -> list[int]:
        numbers = sorted({name_number(composed(id)) for id in ids})
        found = self._rows(f'kind == "id" and {one_of("count", numbers)}', ["key"])
        return sorted({int(one["key"]) for one in found})

    def _rows(self, where: str, fields: Sequence[str] = ("kind", "key", "part", "born", "body")) -> Iterable[Row]:
        """Rows of articles that are there in this state."""
        gone = set(self.dead)
        found = self._collections.all(self._collections.rows, f"{where} and born <= {self.change}", fields)
        return [one for one in found if int(one["key"]) not in gone]

    def _read_abouts(self, rows: Iterable[Row]) -> dict[int, About]:
        found = {}
        for (_, key), body in joined(rows).items():
            try:
                found[key] = read_about(body)
            except (ValueError, TypeError, LookupError) as error:
                raise self._damaged(f"article {key}", error) from None
        return found

    def _rarities(self, terms: Sequence[str]) -> list[tuple[int | None, float]]:
        known = self.values.known[TERM]
        return [
            (known[term].number if term in known and known[term].count else None, self.idf(term))
            for term in sorted(set(terms))
        ]

    def _evidence(self, question: Matrix, terms: Sequence[str], rows: Mapping[int, Row]) -> Evidence:
        keys = np.array(sorted(rows), np.int64)
        if not len(keys):
            return Evidence(keys, np.empty(0, np.float32), np.empty(0, np.float64))
        found = [rows[key] for key in keys.tolist()]
        vectors = np.array([one["dense"] for one in found], np.float32)
        for one, vector in zip(found, vectors, strict=True):
            if zlib.crc32(vector.tobytes()) != int(one["check"]):
                raise self._damaged(f"the vector of passage {one['id']}", "its checksum is another")
        dense = np.einsum("ij,j->i", vectors, question.reshape(-1))
        lexical = bm25.shares(
            self._rarities(terms),
            [one["words"] for one in found],
            [float(one["scale"]) for one in found],
            [int(one["length"]) for one in found],
            self.head.mean,
        )
        return Evidence(keys, np.asarray(dense, np.float32), lexical)

    def _passage_rows(self, keys: Sequence[int]) -> dict[int, Row]:
        """Those that are there in this state, asked for together where they were not read before."""
        found = {key: self._passages[key] for key in keys if key in self._passages}
        # milvus-lite finds no vectors where there never was one, and says so with an error.
        asked = [key for key in keys if key not in found] if len(self) else []
        for at in range(0, len(asked), PAGE):
            where = f"{one_of('id', asked[at : at + PAGE])} and {self.visible}"
            found |= {
                int(one["id"]): one for one in self._collections.few(self._collections.passages, where, ["id", *FIELDS])
            }
        self._keep(self._passages, found)
        return found

    def _articles_of(self, keys: Sequence[int]) -> dict[int, Article]:
        found = {key: self._articles[key] for key in keys if key in self._articles}
        if asked := sorted(set(keys) - set(found)):
            parts = joined(self._rows(_among(("about", "text"), asked)))
            for key in asked:
                found[key] = self._whole(key, parts)
        self._keep(self._articles, found)
        return found

    def _whole(self, key: int, parts: Mapping[tuple[str, int], str]) -> Article:
        try:
            about = read_about(parts["about", key])
            article = about.article(parts["text", key])
        except (ValueError, TypeError, LookupError) as error:
            raise self._damaged(f"article {key}", error) from None
        if article.sha256 != about.sha256:
            raise self._damaged(f"the text of {article.id}", "its checksum is another")
        return article

    def _passage(self, one: Row, article: Article) -> Passage:
        start, end = int(one["start"]), int(one["end"])
        try:
            spans = tuple(Span(a, b) for a, b in json.loads(one["sentences"]))
            if 0 <= start == spans[0].start < spans[-1].end == end <= len(article.text):
                return Passage(article, start, end, spans, int(one["id"]))
        except (ValueError, TypeError, LookupError) as error:
            raise self._damaged(f"passage {one['id']} of {article.id}", error) from None
        raise self._damaged(f"passage {one['id']} of {article.id}", f"characters {start} to {end}")

    def _damaged(self, what: str, why: object) -> DamagedError:
        return DamagedError(f"{what} in {self._place} is damaged ({' '.join(str(why).split()):.100}); {AGAIN}")

    def _keep(self, kept: OrderedDict[int, Any], found: Mapping[int, Any]) -> None:
        """Keep what was read last, within bounds. Threads may do it at once: a key that another one took is no loss."""
        for key, one in found.items():
            kept[key] = one
        while len(kept) > KEPT:
            kept.popitem(last=False)


def _among(kinds: str | tuple[str, ...], keys: Iterable[int]) -> str:
    several = [kinds] if isinstance(kinds, str) else list(kinds)
    return f"{one_of('kind', several)} and {one_of('key', sorted(keys))}"
