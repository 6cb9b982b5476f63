"""A folder of articles made searchable: the one door to storing and retrieving."""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pullquote.corpus import Article, BadInputError, NotFoundError, Source
from pullquote.index.change import change, writer
from pullquote.index.chunking import Chunking
from pullquote.index.embedding.maker import Embedder, TrackProgress, make_embedder, no_progress, runnable
from pullquote.index.filters import Filters, composed
from pullquote.index.heading import room
from pullquote.index.passage import Hit, Matrix, Passage
from pullquote.index.plan import Changes
from pullquote.index.storage.lexical import Lexical
from pullquote.index.storage.sqlite import FILE, Keys, Manifest, Rows, Store
from pullquote.index.storage.vectors import Vectors, dots
from pullquote.index.terms import terms

# On squad-1.1-train over 2,067 paragraphs, right one first: cosine alone 65, BM25 alone 80, this 84 (0.4: 84, 0.6: 83).
DENSE_WEIGHT = 0.5
DEPTH = 100  # candidates of each search before fusion


@dataclass(frozen=True, slots=True)
class State:
    """All that searching needs of one change of the store; replaced as a whole when the store has changed."""

    rows: Rows
    sources: dict[int, list[Source]]
    lexical: Lexical
    vectors: Vectors
    articles: dict[int, Article] = field(default_factory=dict)  # those that were asked for


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
        self.manifest = store.manifest
        self._state: State | None = None
        self._guard = threading.RLock()

    @property
    def embedder(self) -> Embedder:
        """What the index was built with, loaded when first needed: listing and removing articles needs none."""
        with self._guard:
            if self._embedder is None:
                kept = self.manifest
                self._embedder = make_embedder(kept.embedder, runnable(kept.embedder, kept.precision))
                _refuse_other(self._embedder, kept, self.folder)
            return self._embedder

    # -- making and opening

    @classmethod
    def create(
        cls,
        folder: str | Path,
        *,
        embedder: str | Embedder = "minilm",
        precision: str = "auto",
        chunking: Chunking = Chunking(),
    ) -> "Index":
        """A new, empty index. Raises PullquoteError where there is one already."""
        folder = Path(folder)
        _refuse_second(folder)
        if isinstance(embedder, str):
            embedder = make_embedder(embedder, precision)
        most = min(chunking.most, embedder.window - room(embedder.window))
        manifest = Manifest(embedder.name, embedder.precision, embedder.dim, min(chunking.least, most), most)
        with writer(folder):
            _refuse_second(folder)
            return cls(Store.create(folder, manifest), embedder)

    @classmethod
    def open(cls, folder: str | Path, *, embedder: Embedder | None = None) -> "Index":
        """The index in `folder`, with the embedder that it was built with unless one is handed in."""
        store = Store(Path(folder))
        if embedder:
            _refuse_other(embedder, store.manifest, store.folder)
        return cls(store, embedder)

    def close(self) -> None:
        self._store.close()

    # -- changing

    def add(
        self, articles: Iterable[Article], *, drop: Iterable[str] = (), track: TrackProgress = no_progress
    ) -> Changes:
        """Take in articles: new ones are added, changed ones updated, known ones left alone; all or nothing.

        `drop` names sources to remove in the same change. Vectors made before an interruption are not made again.
        """
        with writer(self.folder):
            changes = change(self._store, lambda: self.embedder, articles, drop, track)
        self._fresh()  # so that the cache of vectors is there before the first question
        return changes

    def remove(self, ids: Iterable[str]) -> Changes:
        """Take out the sources with these ids. Raises PullquoteError for one that is not there."""
        known = {composed(source.id): source.id for source in self.sources(every=True)}
        known |= {id: id for id in known.values()}
        found = {id: known.get(id) or known.get(composed(id)) for id in ids}
        if missing := [id for id in found if not found[id]]:
            raise NotFoundError(
                f"no article {missing[0]!r} in {self.folder}; run: pullquote list --index {self.folder}"
            )
        return self.add((), drop=filter(None, found.values()))

    # -- reading

    def _fresh(self) -> State:
        """The state of the store as it is now, or was when the reading began that this is inside of."""
        with self._store.reading():
            now = self._store.change()
            with self._guard:
                if self._state is None or self._state.rows.change != now:
                    self._store.verify()
                    rows = self._store.rows()
                    vectors = Vectors.of(self._store, rows)
                    self._state = State(rows, self._store.sources(), Lexical(self._store, rows), vectors)
                return self._state

    def __len__(self) -> int:
        """The number of passages."""
        return len(self._fresh().rows.keys)

    def sources(self, *, every: bool = False) -> list[Source]:
        """The first source of each article, or every one, by id."""
        found = self._fresh().sources.values()
        return sorted((s for sources in found for s in sources[: None if every else 1]), key=lambda s: s.id)

    def article(self, id: str) -> Article:
        """The article with this id or, where that is unique, this file or bare file name. Raises PullquoteError."""
        with self._store.reading():
            state = self._fresh()
            asked = composed(id)
            for matches in (
                lambda s: s.id == id,
                lambda s: composed(s.id) == asked,
                lambda s: composed(s.file) == asked,
                lambda s: composed(Path(s.file).name) == asked,
            ):
                keys = [key for key, sources in state.sources.items() if any(map(matches, sources))]
                if len(keys) == 1:
                    return self._article(state, keys[0])
                if keys:
                    raise BadInputError(f"{id!r} names {len(keys)} articles; give the whole id (pullquote list has it)")
        raise NotFoundError(f"no article {id!r} in {self.folder}; run: pullquote list --index {self.folder}")

    def articles(self) -> Iterator[Article]:
        """Every article, by id."""
        with self._store.reading():
            state = self._fresh()
            found = [self._article(state, key) for key in sorted(state.sources, key=lambda k: state.sources[k][0].id)]
        return iter(found)

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        where: Filters | Mapping[str, object] = Filters(),
        lexical: bool = True,
    ) -> list[Hit]:
        """The `k` passages that speak most to the question, best first; fewer where fewer pass the filters.

        Filters act before anything is cut; `where` also takes a mapping that makes them. Without `lexical` the score is
        the cosine alone. Ties go by passage id. A question without words, or an index without passages, finds nothing.
        Raises BadInputError for filters that cannot be understood and for less than one passage.
        """
        filters = Filters.of_mapping(where)
        words = terms(_asked(question))
        if k < 1:
            raise BadInputError(f"k is {k}; allowed: 1 and more")
        with self._store.reading():
            state = self._fresh()
            if not words or not len(state.rows.keys):
                return []
            row = self.embedder.encode_questions([question])[0]
            allowed = filters.mask(state.rows, state.sources)
            shares = state.lexical.shares(words)
            keys = self._candidates(state, row, shares, allowed, max(k, DEPTH))
            return self._hits(state, row, shares, keys, k, DENSE_WEIGHT if lexical else 1.0)

    def score(self, question: str, passages: Sequence[int]) -> list[Hit]:
        """The passages with these ids as hits for the question, best first. Raises PullquoteError for one that is
        not there."""
        with self._store.reading():
            state = self._fresh()
            keys = np.array(sorted(set(passages)), np.int64)
            if missing := np.setdiff1d(keys, state.rows.keys).tolist():
                raise NotFoundError(f"no passage {missing[0]} in {self.folder}; search again")
            row = self.embedder.encode_questions([question])[0]
            return self._hits(state, row, state.lexical.shares(terms(_asked(question))), keys, len(keys))

    def idf(self, term: str) -> float:
        """How rare a (stemmed) term is among the passages; highest for one that occurs nowhere."""
        with self._store.reading():
            return self._fresh().lexical.idf(term)

    def holds(self, term: str) -> bool:
        """Whether any passage (or its title) has the (stemmed) term."""
        with self._store.reading():
            return self._fresh().lexical.holds(term)

    def vocabulary(self) -> dict[str, int]:
        """Every stemmed term with the number of passages that hold it."""
        with self._store.reading():
            return self._fresh().lexical.vocabulary

    def surface(self, term: str) -> str:
        """A word with this stem as the first passage that holds it writes it; the term itself where none does."""
        with self._store.reading():
            state = self._fresh()
            if not state.lexical.holds(term):
                return term
            key = state.lexical.example(term)
            i = int(np.searchsorted(state.rows.keys, key))
            article = self._article(state, int(state.rows.articles[i]))
            text = f"{article.source.title} {self._store.passage(key, article).text} {article.source.publisher}"
            return next((word for word in re.findall(r"\w+", text) if term in terms(word)), term)

    def passages(self, article: Article) -> list[Passage]:
        """The article's passages in order; none where the index has another text of it by now."""
        with self._store.reading():
            state = self._fresh()
            keys = (key for key, sources in state.sources.items() if sources[0].id == article.id)
            for key in keys:
                if self._article(state, key).sha256 == article.sha256:
                    return self._store.passages(key, article)
            return []

    def _candidates(
        self, state: State, row: Matrix, shares: NDArray[np.float64], allowed: NDArray[np.bool_] | None, depth: int
    ) -> Keys:
        """Keys of the passages that one of the two searches has among its best, ascending."""
        keys = state.rows.keys
        dense, _ = state.vectors.search(row, depth, None if allowed is None else keys[allowed])
        found = np.flatnonzero(shares > 0 if allowed is None else (shares > 0) & allowed)
        best = found[np.lexsort((found, -shares[found]))[:depth]]
        return np.union1d(dense, keys[best])

    def _hits(
        self,
        state: State,
        row: Matrix,
        shares: NDArray[np.float64],
        keys: Keys,
        k: int,
        dense_weight: float = DENSE_WEIGHT,
    ) -> list[Hit]:
        at = np.searchsorted(state.rows.keys, keys)
        dense = state.vectors.cosines(row, keys)
        scores = dense_weight * dense + (1 - dense_weight) * shares[at]
        best = np.lexsort((keys, -scores))[:k]
        evidence = self._store.evidence(keys[best].tolist(), lambda key: self._article(state, key))
        return [
            Hit(passage, float(scores[n]), float(dense[n]), float(shares[at[n]]), tuple(dots(vectors, row).tolist()))
            for n, (passage, vectors) in zip(best, evidence, strict=True)
        ]

    def _article(self, state: State, key: int) -> Article:
        if key not in state.articles:
            state.articles[key] = self._store.article(key)
        return state.articles[key]


def _refuse_second(folder: Path) -> None:
    if (folder / FILE).exists():
        raise BadInputError(f"there is an index in {folder} already; run: pullquote add PATH --index {folder}")


def _refuse_other(embedder: Embedder, kept: Manifest, folder: Path) -> None:
    if (embedder.name, embedder.dim) != (kept.embedder, kept.dim):
        raise BadInputError(
            f"the index in {folder} was built with {kept.embedder!r} ({kept.dim} dimensions), not"
            f" {embedder.name!r} ({embedder.dim});"
            f" run: pullquote build PATH --index ANOTHER --embedder {embedder.name}"
        )


def _asked(question: str) -> str:
    if not isinstance(question, str):
        raise BadInputError(f"the question is {question!r}; needed: text")
    return question
