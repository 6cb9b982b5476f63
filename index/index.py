"""A folder of articles made searchable: the one door to storing and retrieving."""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Self, TypeVar, Unpack

import numpy as np

from pullquote.corpus import (
    Article,
    BadInputError,
    Given,
    NotFoundError,
    Source,
    check_count,
    check_whole,
    go_on,
    in_a_thread,
    texts_as_articles,
)
from pullquote.index.change import change, writer
from pullquote.index.chunking import Chunking
from pullquote.index.embedding.maker import is_at_hand, make_embedder, usable_precision
from pullquote.index.embedding.protocol import Embedder, TrackProgress, no_progress
from pullquote.index.filtering.conditions import composed
from pullquote.index.filtering.filters import FILTER_NAMES, Filters
from pullquote.index.fusion import DENSE_WEIGHT, score, search
from pullquote.index.heading import heading_tokens
from pullquote.index.passage import Hit, Passage
from pullquote.index.plan import Changes
from pullquote.index.storage.opening import create_store, is_index, open_store
from pullquote.index.storage.place import Place, option_of, place_of
from pullquote.index.storage.schema import Manifest
from pullquote.index.storage.store import Snapshot, Store
from pullquote.index.terms import check_question, terms

Kind = TypeVar("Kind")


class Index:
    """Articles as passages, searchable by meaning and by words.

        index = Index.open("my-index")
        for hit in index.search("Who is the defense minister?", k=5, where={"after": "2020"}):
            print(hit.score, hit.passage.article.source.publisher, hit.passage.text)

    Threads may share one. Another process's changes are seen at the next call. All errors that a person can mend are
    PullquoteErrors: NotFoundError, DamagedError, BusyError, BadInputError, or the base where none of these fits.
    """

    def __init__(self, store: Store, embedder: Embedder | None = None) -> None:
        self._store = store
        self._embedder = embedder
        self.folder = store.folder
        self.place = store.place
        self.manifest = store.manifest
        self._state: Snapshot | None = None
        self._guard = threading.RLock()

    @property
    def option(self) -> str:
        """How the command line names the index: `--index FOLDER`, or `--store` and its place in Milvus."""
        return option_of(self.place)

    @property
    def embedder(self) -> Embedder:
        """What the index was built with, loaded when first needed: listing and removing articles needs none."""
        with self._guard:
            if self._embedder is None:
                kept = self.manifest
                _refuse_unknown_embedder(kept, self.place)
                precision = usable_precision(kept.embedder, kept.precision)
                self._embedder = make_embedder(kept.embedder, precision, local=True)
                _refuse_other(self._embedder, kept, self.place)
            return self._embedder

    @classmethod
    def create(
        cls,
        folder: str | Place,
        *,
        embedder: str | Embedder = "minilm",
        precision: str = "auto",
        chunking: Chunking = Chunking(),
    ) -> "Index":
        """A new, empty index in a folder, or in Milvus: `milvus://HOST:PORT/NAME`, or a path that ends in `.db` for
        milvus-lite. Raises BadInputError where there is one already."""
        place = place_of(folder)
        _refuse_second(place)
        if isinstance(embedder, str):
            embedder = make_embedder(embedder, precision)
        most = min(chunking.most, embedder.window - heading_tokens(embedder.window))
        manifest = Manifest(embedder.name, embedder.precision, embedder.dim, min(chunking.least, most), most)
        with writer(place):
            _refuse_second(place)
            return cls(create_store(place, manifest), embedder)

    @classmethod
    def open(cls, folder: str | Place, *, embedder: Embedder | None = None, to_search: bool = True) -> "Index":
        """The index in `folder` (or in Milvus, see `create`), with the embedder that it was built with unless one is
        handed in. Nothing is fetched.

        Raises NotFoundError where there is none, or where the embedder is not on this machine (an index that is opened
        for something else than `to_search`, such as listing, needs none); DamagedError for one that cannot be read,
        BadInputError for another embedder, PullquoteError for one of a format before, which `build` brings up to date,
        or for a Milvus that cannot be reached.
        """
        store = open_store(place_of(folder))
        if embedder:
            _refuse_other(embedder, store.manifest, store.place)
        elif to_search:
            _refuse_unknown_embedder(store.manifest, store.place)
        return cls(store, embedder)

    def close(self) -> None:
        """Close the file. What is asked afterwards, or is under way in another thread, is refused: BadInputError."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        state = ", closed" if self._store.closed else ""
        return f"Index({str(self.place)!r}, embedder={self.manifest.embedder!r}{state})"

    def add(
        self, articles: Article | Iterable[Article], *, drop: Iterable[str] = (), track: TrackProgress = no_progress
    ) -> Changes:
        """Take in articles: new ones are added, changed ones updated, known ones left alone; all or nothing.

        `drop` names sources to remove in the same change. Vectors made before an interruption are not made again.
        """
        articles = _several("an article", articles, Article)
        with writer(self.place):
            changes = change(self._store, lambda: self.embedder, articles, drop, track)
        self._current()  # so that the cache of vectors is there before the first question
        return changes

    def add_texts(self, texts: Iterable[str], **known: Unpack[Given]) -> Changes:
        """Take in texts as `add` does, each an article; of what is known of them there is one for each, in their order.

            index.add_texts(["The treaty was signed."], titles=["The treaty"], published=["12 March 2020"])

        Without `ids` a text is called by its checksum. Raises BadInputError for what is no text, and for a list that is
        not as long as the texts.
        """
        return self.add(texts_as_articles(texts, known))

    def remove(self, ids: str | Iterable[str]) -> Changes:
        """Take out the sources with these ids. Raises NotFoundError for one that is not there."""
        known = {composed(source.id): source.id for source in self.sources(every=True)}
        known |= {id: id for id in known.values()}
        found = {id: known.get(id) or known.get(composed(id)) for id in _several("an id", ids, str)}
        if missing := [id for id in found if not found[id]]:
            raise self._no_article(missing[0])
        return self.add((), drop=filter(None, found.values()))

    def __len__(self) -> int:
        """The number of passages."""
        return len(self._current())

    def sources(self, *, every: bool = False) -> list[Source]:
        """The first source of each article, or every one, by id."""
        found = self._current().sources.values()
        return sorted((s for sources in found for s in sources[: None if every else 1]), key=lambda s: s.id)

    def missing(self, where: Filters | Mapping[str, object]) -> str:
        """In a sentence which outlet, author, article or own field the filters name that no article has; empty where
        there is none."""
        return Filters.of_mapping(where).missing(self.sources(every=True))

    def article(self, id: str) -> Article:
        """The article with this id or, where that is unique, this file or bare file name.

        Raises NotFoundError, or BadInputError where several have that name.
        """
        with self._store.reading():
            state = self._current()
            keys = state.article_keys(_text("id", id))
            if len(keys) > 1:
                raise BadInputError(f"{id!r} names {len(keys)} articles; give the whole id (pullquote list has it)")
            if not keys:
                raise self._no_article(id)
            return state.article(keys[0])

    def articles(self) -> Iterator[Article]:
        """Every article, by id."""
        with self._store.reading():
            state = self._current()
            found = [state.article(key) for key in sorted(state.sources, key=lambda k: state.sources[k][0].id)]
        return iter(found)

    def passages(self, article: Article) -> list[Passage]:
        """The article's passages in order; none where the index has another text of it by now."""
        with self._store.reading():
            state = self._current()
            for key, sources in state.sources.items():
                if sources[0].id == article.id and state.article(key).sha256 == article.sha256:
                    return state.passages(key)
            return []

    def search(
        self, question: str, k: int = 10, *, where: Filters | Mapping[str, object] = Filters(), lexical: bool = True
    ) -> list[Hit]:
        """The `k` passages that speak most to the question, best first; fewer where fewer pass the filters.

        Filters act before anything is cut; `where` also takes a mapping that makes them. Without `lexical` the score is
        the cosine alone. Ties go by passage id. A question without words, or an index without passages, finds nothing.
        Raises BadInputError for an empty or endless question, filters that cannot be understood or name a field that no
        article has, and less than one passage.
        """
        return self.search_many([question], k, where=where, lexical=lexical)[0]

    def search_many(
        self,
        questions: Iterable[str],
        k: int = 10,
        *,
        where: Filters | Mapping[str, object] = Filters(),
        lexical: bool = True,
    ) -> list[list[Hit]]:
        """What `search` finds for each question, in their order and in one state of the index; they are embedded
        together, which may round a score otherwise. Raises what `search` raises, StoppedError inside `stopping_when`.
        """
        filters = Filters.of_mapping(where)
        asked = [questions] if isinstance(questions, str) else list(questions)
        for question in asked:
            check_question(question)
        check_count("k", k)
        words = [terms(question) for question in asked]
        with self._store.reading():
            state = self._current()
            _refuse_unknown(filters, state)
            searched = [at for at, found in enumerate(words) if found] if len(state) else []
            hits: list[list[Hit]] = [[] for _ in asked]
            vectors = self.embedder.encode_questions([asked[at] for at in searched]) if searched else ()
            for at, vector in zip(searched, vectors, strict=True):
                go_on()
                hits[at] = search(state, vector, words[at], k, filters, DENSE_WEIGHT if lexical else 1.0)
            return hits

    asearch = in_a_thread(search)

    def score(self, question: str, passages: Iterable[int]) -> list[Hit]:
        """The passages with these ids as hits for the question, best first. Raises NotFoundError for one that is not
        there."""
        check_question(question)
        asked = terms(question)
        with self._store.reading():
            state = self._current()
            keys = np.array(sorted(set(passages)), np.int64)
            hits = score(state, self.embedder.encode_questions([question])[0], asked, keys)
            if missing := np.setdiff1d(keys, [hit.passage.id for hit in hits]).tolist():
                raise NotFoundError(f"no passage {missing[0]} in {self.place}; search again")
            return hits

    def idf(self, term: str) -> float:
        """How rare a (stemmed) term is among the passages; highest for one that occurs nowhere."""
        check_whole("term", term)
        with self._store.reading():
            return self._current().idf(term)

    def holds(self, term: str) -> bool:
        """Whether any passage (or its title) has the (stemmed) term."""
        check_whole("term", term)
        with self._store.reading():
            return self._current().holds(term)

    def vocabulary(self) -> dict[str, int]:
        """Every stemmed term with the number of passages that hold it."""
        with self._store.reading():
            return self._current().vocabulary

    def surface(self, term: str) -> str:
        """A word with this stem as the first passage that holds it writes it; the term itself where none does."""
        check_whole("term", term)
        with self._store.reading():
            state = self._current()
            if not state.holds(term):
                return term
            (passage,) = state.read([state.example(term)])
            source = passage.article.source
            text = f"{source.title} {passage.text} {source.publisher}"
            return next((word for word in re.findall(r"\w+", text) if term in terms(word)), term)

    def _current(self) -> Snapshot:
        """The state of the store as it is now, or was when the reading began that this is inside of."""
        with self._store.reading():
            now = self._store.change()
            with self._guard:
                if self._state is None or self._state.change != now:
                    self._state = self._store.snapshot()
                return self._state

    def _no_article(self, id: str) -> NotFoundError:
        return NotFoundError(f"no article {id!r} in {self.place}; run: pullquote list {self.option}")


def _refuse_unknown(filters: Filters, state: Snapshot) -> None:
    if filters.own_names and (unknown := sorted(filters.own_names.difference(state.own_names))):
        own = f"; the articles' own: {', '.join(state.own_names):.200}" if state.own_names else ""
        raise BadInputError(f"no filter {unknown[0]!r}; known: {', '.join(FILTER_NAMES)}, and, or, not{own}")


def _refuse_second(place: Place) -> None:
    if is_index(place):
        raise BadInputError(f"there is an index in {place} already; run: pullquote add PATH {option_of(place)}")


def _refuse_unknown_embedder(kept: Manifest, place: Place) -> None:
    if not is_at_hand(kept.embedder):
        raise NotFoundError(
            f"the index in {place} was built with the embedder {kept.embedder!r}, which is not on this machine;"
            " pass it: Index.open(FOLDER, embedder=…), open_bot(FOLDER, embedder=…); or for a model of a hub run:"
            f" hf download {kept.embedder}"
        )


def _refuse_other(embedder: Embedder, kept: Manifest, place: Place) -> None:
    if (embedder.name, embedder.dim) != (kept.embedder, kept.dim):
        raise BadInputError(
            f"the index in {place} was built with {kept.embedder!r} ({kept.dim} dimensions), not"
            f" {embedder.name!r} ({embedder.dim});"
            f" run: pullquote build PATH {option_of(place).split()[0]} ANOTHER --embedder {embedder.name}"
        )


def _text(name: str, value: str) -> str:
    if not isinstance(value, str):
        raise BadInputError(f"the {name} is {value!r}; needed: text")
    return value


def _several(what: str, given: Kind | Iterable[Kind], kind: type[Kind]) -> list[Kind]:
    """One, or several. Raises BadInputError for one of another type."""
    found = list(given) if isinstance(given, Iterable) and not isinstance(given, kind) else [given]
    if wrong := [one for one in found if not isinstance(one, kind)]:
        raise BadInputError(f"{what} is {wrong[0]!r:.60}; needed: {kind.__name__}, or several")
    return found
