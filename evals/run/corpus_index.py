"""The index that a suite is asked over, and what tells whether two of them hold the same."""

import hashlib
import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pullquote.corpus import Article, BadInputError
from pullquote.evals.example import Suite
from pullquote.index import Embedder, Index, TrackProgress, no_progress


@contextmanager
def opened_index(
    articles: Sequence[Article],
    folder: Path | None,
    *,
    embedder: str | Embedder = "minilm",
    track: TrackProgress = no_progress,
) -> Iterator[Index]:
    """An index over just these articles: the one in `folder` (made there if need be), else a temporary one. A name of
    an embedder is for a new one only.

    Raises BadInputError when the folder's index holds other articles: it may be in use elsewhere, and stays as it is.
    """
    with TemporaryDirectory(prefix="pullquote-eval-") as temporary:
        place = folder or Path(temporary)
        if (place / "articles.sqlite").is_file():
            index = Index.open(place, embedder=None if isinstance(embedder, str) else embedder)
            if index.sources(every=True) and _contents(index.articles()) != _contents(articles):
                raise BadInputError(f"the index in {place} holds other articles than the corpus; name another --index")
        else:
            index = Index.create(place, embedder=embedder)
        try:
            if not index.sources():
                index.add(articles, track=track)
            yield index
        finally:
            index.close()


def each_index(
    suite: Suite, folder: Path | None, *, embedder: str = "minilm", track: TrackProgress = no_progress
) -> Generator[tuple[Suite, Index], None, None]:
    """Each corpus of the suite with its index, which is closed before the next is opened; of several corpora, each is
    kept in a folder of its own in `folder`. Raises BadInputError as `opened_index`."""
    made: str | Embedder = embedder  # the first index's embedder, once loaded, serves all
    for corpus in suite.corpora():
        place = folder / _digest(_contents(corpus.articles))[:16] if folder and suite.parts else folder
        with opened_index(corpus.articles, place, embedder=made, track=track) as index:
            made = index.embedder
            yield corpus, index


def fingerprint(suite: Suite, index: Index) -> str:
    """Of all that is answered from: the articles with their sources and debris, and how an index of them was made."""
    return _digest([json.dumps(astuple(index.manifest)), *_contents(suite.articles)])


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _contents(articles: Iterable[Article]) -> list[str]:
    """A line an article; not where its file lies, which may move."""
    return sorted(
        repr((one.sha256, one.loader, one.debris, [replace(source, origin="") for source in (one.source, *one.also)]))
        for one in articles
    )
