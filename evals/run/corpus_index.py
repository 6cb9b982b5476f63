"""The index that a suite is asked over, and what tells whether two of them hold the same."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pullquote.corpus import Article, BadInputError
from pullquote.index import Index, TrackProgress, no_progress


@contextmanager
def opened_index(
    articles: Sequence[Article], folder: Path | None, *, embedder: str = "minilm", track: TrackProgress = no_progress
) -> Iterator[Index]:
    """An index over just these articles: the one in `folder` (made there if need be), else a temporary one.

    Raises BadInputError when the folder's index holds other articles: it may be in use elsewhere, and stays as it is.
    """
    with TemporaryDirectory(prefix="pullquote-eval-") as temporary:
        place = folder or Path(temporary)
        if (place / "articles.sqlite").is_file():
            index = Index.open(place)
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


def fingerprint(index: Index) -> str:
    """Of all that the index answers from: its articles with their sources and debris, and how it was made."""
    digest = hashlib.sha256(json.dumps(astuple(index.manifest)).encode())
    for line in _contents(index.articles()):
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _contents(articles: Iterable[Article]) -> list[str]:
    """A line an article; not where its file lies, which may move."""
    return sorted(
        repr((one.sha256, one.loader, one.debris, [replace(source, origin="") for source in (one.source, *one.also)]))
        for one in articles
    )
