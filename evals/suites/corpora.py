"""What the questions are asked of: articles out of a folder or a data file, and the index over them."""

import hashlib
import json
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pullquote.corpus import Article, PullquoteError, Source, find_debris, load_articles
from pullquote.index import Index, TrackProgress, no_progress


def read_folder(folder: Path, *, but: Sequence[Path] = ()) -> tuple[tuple[Article, ...], tuple[str, ...]]:
    """The articles of a folder, and a line for each file that could not be read; `but` are files of questions, which
    may lie among them. Raises PullquoteError without any."""
    loaded = load_articles(folder)
    own = {os.path.relpath(path.resolve(), folder.resolve()) for path in but}
    articles = tuple(one for one in loaded.articles if one.source.file.partition("#")[0] not in own)
    unread = tuple(
        f"{problem.file}: {problem.reason}" for problem in loaded.failed if problem.file.partition(":")[0] not in own
    )
    if not articles:
        raise PullquoteError("; ".join([f"no article in {folder}", *unread[:1]]))
    return articles, unread


def article(id: str, text: str, *, title: str = "") -> Article:
    """A text out of a data file, as the loader would have made it out of a file of its own."""
    bare = Article(Source(id=id, file=id, title=title or id), text, find_debris(text), loader="eval 1")
    kept = bare if any(map(str.strip, bare.kept)) else replace(bare, debris=())
    return replace(kept, source=replace(kept.source, sha256=kept.sha256))


def once_each(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Articles by id, those with the same words as one: the first keeps the others as further sources."""
    same: dict[str, list[Article]] = {}
    for one in sorted(articles, key=lambda a: a.id):
        same.setdefault(one.fingerprint, []).append(one)
    return tuple(replace(first, also=tuple(other.source for other in others)) for first, *others in same.values())


class Names:
    """Articles by the names that data files call them: id, file or, where that is unique, bare file name."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._named: tuple[dict[str, dict[str, Article]], ...] = ({}, {}, {})
        for one in articles:
            for source in (one.source, *one.also):
                for named, name in zip(self._named, (source.id, source.file, Path(source.file).name), strict=True):
                    named.setdefault(_composed(name), {})[one.id] = one

    def find(self, name: str) -> Article:
        for named in self._named:
            found = named.get(_composed(name), {})
            if len(found) == 1:
                return next(iter(found.values()))
            if found:
                raise PullquoteError(f"{name!r} names {len(found)} articles; give the path inside the folder")
        raise PullquoteError(f"no article {name!r}; there are {len(self._named[0])}, such as {self._example()!r}")

    def _example(self) -> str:
        return next(iter(sorted(self._named[2])), "")


def _composed(name: str) -> str:
    """Letters composed: some file systems hand out names with the accents split off."""
    return unicodedata.normalize("NFC", name)


@contextmanager
def opened_index(
    articles: Sequence[Article], folder: Path | None, *, embedder: str = "minilm", track: TrackProgress = no_progress
) -> Iterator[Index]:
    """An index over just these articles: the one in `folder` (made there if need be), else a temporary one.

    Raises PullquoteError when the folder's index holds other articles: it may be somebody's, and is left alone.
    """
    with TemporaryDirectory(prefix="pullquote-eval-") as temporary:
        place = folder or Path(temporary)
        if (place / "articles.sqlite").is_file():
            index = Index.open(place)
            if index.sources(every=True) and _contents(index.articles()) != _contents(articles):
                raise PullquoteError(f"the index in {place} holds other articles than the corpus; name another --index")
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
        json.dumps(
            [
                one.sha256,
                one.loader,
                [tuple(span) for span in one.debris],
                [[str(v) for v in astuple(replace(source, origin=""))] for source in (one.source, *one.also)],
            ]
        )
        for one in articles
    )
