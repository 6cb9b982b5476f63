"""Articles in, one change of the store out: planned, cut, embedded, then written all at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace

from pullquote.corpus import Article, BusyError, PullquoteError, check_whole
from pullquote.index.chunking import Chunking, chunk
from pullquote.index.embedding.protocol import Embedder, Matrix, TrackProgress
from pullquote.index.heading import embedded_texts, lexical_terms
from pullquote.index.passage import Passage
from pullquote.index.plan import Changes, Plan, StoredArticle, plan
from pullquote.index.storage.place import Place, folder_of
from pullquote.index.storage.staging import Staging
from pullquote.index.storage.store import NewPassage, Store

STAGE = 512  # vectors kept at a time while a build is under way


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
    chunked: list[_InPassages] = []
    vectors: dict[str, Matrix] = {}
    if articles:
        chunked = _chunked(articles, Chunking(kept.least, kept.most), embedder(), track)
        vectors = _vectors((text for one in chunked for text in one.texts), embedder(), staging, track)
    with store.changing() as writing:
        for key in (*steps.delete, *steps.renew):
            writing.delete(key)
        writing.set_sources(steps.sources)
        for one in chunked:
            writing.insert(one.article, one.ready(vectors))
    staging.clear()


@dataclass(frozen=True, slots=True)
class _InPassages:
    """An article in passages, with what is embedded for each."""

    article: Article
    passages: list[Passage]
    texts: list[str]

    def ready(self, vectors: Mapping[str, Matrix]) -> Iterator[NewPassage]:
        """Its passages with their vectors, to be stored."""
        for passage, text in zip(self.passages, self.texts, strict=True):
            yield NewPassage(passage, lexical_terms(passage), vectors[text])


def _chunked(
    articles: Sequence[Article], chunking: Chunking, embedder: Embedder, track: TrackProgress
) -> list[_InPassages]:
    advance = track("reading", len(articles))
    found = []
    for article in articles:
        passages = chunk(article, embedder.count, chunking)
        found.append(_InPassages(article, passages, embedded_texts(article, passages, embedder)))
        advance(1)
    return found


def _vectors(texts: Iterable[str], embedder: Embedder, staging: Staging, track: TrackProgress) -> dict[str, Matrix]:
    """Each text's vector, made in batches that outlast an interruption."""
    wanted = list(dict.fromkeys(texts))
    kept = staging.kept()
    found = {text: kept[name] for text, name in zip(wanted, map(staging.name, wanted), strict=True) if name in kept}
    todo = sorted((text for text in wanted if text not in found), key=len)
    advance = track("embedding", len(wanted))
    advance(len(found))
    for at in range(0, len(todo), STAGE):
        part = todo[at : at + STAGE]
        rows = embedder.encode_passages(part, advance)
        found.update(zip(part, rows, strict=True))
        if len(todo) > STAGE:
            staging.keep(part, rows)
    return found
