"""Articles in, one change of the store out: planned, cut, embedded, then written all at once."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace

import numpy as np

from pullquote.corpus import Article, BusyError, PullquoteError, Span, check_whole
from pullquote.index.chunking import Chunking, chunk
from pullquote.index.embedding.protocol import Advance, Embedder, Matrix, TrackProgress
from pullquote.index.heading import embedded_texts, lexical_terms
from pullquote.index.passage import Passage
from pullquote.index.plan import Changes, Plan, StoredArticle, plan
from pullquote.index.storage.place import Place, folder_of
from pullquote.index.storage.staging import Records, Staging
from pullquote.index.storage.store import NewPassage, Store

STAGE = 512  # vectors kept at a time while a build is under way
PORTION = 4096  # texts that are in memory at a time, at least

Vectors = Callable[[int, int], Matrix]  # those of the passages from one place to before another


@contextmanager
def writer(place: Place) -> Iterator[None]:
    """Only one process of this machine at a time is inside, for a place. Raises BusyError where another one is,
    PullquoteError where its folder cannot be written."""
    from filelock import FileLock, Timeout

    folder = folder_of(place)
    lock = FileLock(folder / "writer.lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise BusyError(f"another process is writing the index in {place}; wait for it, then run again") from None
    except OSError as error:
        raise PullquoteError(f"{folder} cannot be written ({error.strerror or error})") from None
    try:
        yield
    finally:
        lock.release()


def change(
    store: Store,
    embedder: Callable[[], Embedder],
    articles: Iterable[Article],
    drop: Iterable[str],
    track: TrackProgress,
) -> Changes:
    """Make the store hold these articles and not the sources in `drop`; where nothing is to be done, do nothing.

    The embedder is asked for only where there is something to embed: giving up articles needs no model.
    """
    steps = plan(_stored(store), map(_storable, articles), drop=drop)
    if steps:
        _write(store, steps, embedder, track)
    return steps.changes


def _storable(article: Article) -> Article:
    check_whole(f"text of {article.id!r}", article.text)
    for source in (article.source, *article.also):
        for known in fields(source):
            if isinstance(value := getattr(source, known.name), str):
                check_whole(f"{known.name} of {source.id!r}", value)
    return article


def _stored(store: Store) -> dict[int, StoredArticle]:
    with store.reading():
        sources = store.sources()
        return {key: StoredArticle(*made, tuple(sources[key])) for key, made in store.text_versions().items()}


def _write(store: Store, steps: Plan, embedder: Callable[[], Embedder], track: TrackProgress) -> None:
    renewed = [replace(store.article(key), source=sources[0], also=sources[1:]) for key, sources in steps.renew.items()]
    articles = [*renewed, *steps.insert]
    kept = store.manifest
    staging = Staging(store.folder, f"{kept.embedder} {kept.precision}", kept.dim)
    cut: list[_Cut] = []
    if articles:
        cut = _in_passages(articles, Chunking(kept.least, kept.most), embedder(), track)
        vectors = _vectors(cut, embedder(), staging, track)
    with store.changing() as writing:
        for key in (*steps.delete, *steps.renew):
            writing.delete(key)
        writing.set_sources(steps.sources)
        at = 0
        for one in cut:
            writing.insert(one.article, _ready(one.passages(), vectors(at, at + one.count)))
            at += one.count
    staging.clear()


def _ready(passages: Sequence[Passage], vectors: Matrix) -> Iterator[NewPassage]:
    """Passages with their vectors, to be stored."""
    for passage, vector in zip(passages, vectors, strict=True):
        yield NewPassage(passage, lexical_terms(passage), vector)


@dataclass(frozen=True, slots=True)
class _Cut:
    """An article and where its passages are, in numbers that take little room: a large build has them all at once."""

    article: Article
    count: int
    edges: "array[int]"  # of each passage how many sentences, then start and end of each

    @classmethod
    def of(cls, article: Article, passages: Sequence[Passage]) -> "_Cut":
        """The article with its passages."""
        edges = array("I")
        for passage in passages:
            edges.append(len(passage.sentences))
            edges.extend(edge for span in passage.sentences for edge in span)
        return cls(article, len(passages), edges)

    def texts(self, embedder: Embedder) -> list[str]:
        """What is embedded for each passage."""
        return embedded_texts(self.article, self.passages(), embedder)

    def passages(self) -> list[Passage]:
        """The passages, in order."""
        found, at = [], 0
        for _ in range(self.count):
            end = at + 1 + 2 * self.edges[at]
            spans = tuple(Span(self.edges[n], self.edges[n + 1]) for n in range(at + 1, end, 2))
            found.append(Passage(self.article, spans[0].start, spans[-1].end, spans))
            at = end
        return found


def _in_passages(
    articles: Sequence[Article], chunking: Chunking, embedder: Embedder, track: TrackProgress
) -> list[_Cut]:
    advance = track("reading", len(articles))
    found = []
    for article in articles:
        found.append(_Cut.of(article, chunk(article, embedder.count, chunking)))
        advance(1)
    return found


def _vectors(cut: Sequence[_Cut], embedder: Embedder, staging: Staging, track: TrackProgress) -> Vectors:
    """The vectors of all passages by their place among them: those of many are in a file, made in batches that outlast
    an interruption."""
    total = sum(one.count for one in cut)
    advance = track("embedding", total)
    if total <= STAGE:
        rows = _made([text for one in cut for text in one.texts(embedder)], embedder, advance)
        return lambda start, end: rows[start:end]
    records = np.concatenate([_staged(texts, embedder, staging, advance) for texts in _portions(cut, embedder)])
    return lambda start, end: staging.read(records[start:end])


def _portions(cut: Iterable[_Cut], embedder: Embedder) -> Iterator[list[str]]:
    """What is embedded for the passages, in lists of at least PORTION texts but for the last."""
    texts: list[str] = []
    for one in cut:
        texts += one.texts(embedder)
        if len(texts) >= PORTION:
            yield texts
            texts = []
    yield texts


def _made(texts: Sequence[str], embedder: Embedder, advance: Advance) -> Matrix:
    """A row for each text; one that comes twice is embedded once."""
    once = list(dict.fromkeys(texts))
    rows = embedder.encode_passages(once, advance)
    advance(len(texts) - len(once))
    place = {text: at for at, text in enumerate(once)}
    return rows[[place[text] for text in texts]]


def _staged(texts: Sequence[str], embedder: Embedder, staging: Staging, advance: Advance) -> Records:
    """The records that hold the texts' vectors; those that are not there yet are made, alike lengths together."""
    wanted = list(dict.fromkeys(texts))
    place = dict(zip(wanted, staging.records(wanted).tolist(), strict=True))
    todo = sorted((text for text in wanted if place[text] < 0), key=len)
    advance(len(texts) - len(todo))
    for at in range(0, len(todo), STAGE):
        part = todo[at : at + STAGE]
        first = staging.keep(part, embedder.encode_passages(part, advance))
        place.update(zip(part, range(first, first + len(part)), strict=True))
    return np.array([place[text] for text in texts], np.int64)
