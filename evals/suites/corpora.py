"""What the questions are asked of: articles out of a folder or a data file."""

import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from pullquote.corpus import Article, BadInputError, NotFoundError, Source, find_debris, load_articles

BETWEEN = "\n\n"  # paragraphs


def read_folder(folder: Path, *, but: Sequence[Path] = ()) -> tuple[tuple[Article, ...], tuple[str, ...]]:
    """The articles of a folder, and a line for each file that could not be read; `but` are files of questions, which
    may lie among them. Raises NotFoundError without any."""
    loaded = load_articles(folder)
    own = {os.path.relpath(path.resolve(), folder.resolve()) for path in but}
    articles = tuple(one for one in loaded.articles if one.source.file.partition("#")[0] not in own)
    unread = tuple(
        f"{problem.file}: {problem.reason}" for problem in loaded.failed if problem.file.partition(":")[0] not in own
    )
    if not articles:
        raise NotFoundError("; ".join([f"no article in {folder}", *unread[:1]]))
    return articles, unread


def article(id: str, text: str, *, title: str = "") -> Article:
    """A text out of a data file, as the loader would have made it out of a file of its own."""
    bare = Article(Source(id=id, file=id, title=title or id), text, find_debris(text), loader="eval 1")
    kept = bare if any(map(str.strip, bare.kept)) else replace(bare, debris=())
    return replace(kept, source=replace(kept.source, sha256=kept.sha256))


def joined(paragraphs: Sequence[str]) -> tuple[str, list[int]]:
    """Paragraphs as one text, and where in it each begins."""
    starts = accumulate((len(paragraph) + len(BETWEEN) for paragraph in paragraphs), initial=0)
    return BETWEEN.join(paragraphs), list(starts)[: len(paragraphs)]


def once_each(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Articles by id, those with the same words as one: the first keeps the others as further sources."""
    same: dict[str, list[Article]] = {}
    for one in sorted(articles, key=lambda a: a.id):
        same.setdefault(one.fingerprint, []).append(one)
    return tuple(replace(first, also=tuple(other.source for other in others)) for first, *others in same.values())


class ArticleNames:
    """Articles by the names that data files call them: id, file or, where that is unique, bare file name."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._named: tuple[dict[str, dict[str, Article]], ...] = ({}, {}, {})
        for one in articles:
            for source in (one.source, *one.also):
                for named, name in zip(self._named, (source.id, source.file, Path(source.file).name), strict=True):
                    named.setdefault(_composed(name), {})[one.id] = one

    def find(self, name: str) -> Article:
        """The article of that name. Raises NotFoundError where there is none, BadInputError for several."""
        for named in self._named:
            found = named.get(_composed(name), {})
            if len(found) == 1:
                return next(iter(found.values()))
            if found:
                raise BadInputError(f"{name!r} names {len(found)} articles; give the path inside the folder")
        raise NotFoundError(f"no article {name!r}; there are {len(self._named[0])}, such as {self._example()!r}")

    def _example(self) -> str:
        return next(iter(sorted(self._named[2])), "")


def _composed(name: str) -> str:
    """Letters composed: some file systems hand out names with the accents split off."""
    return unicodedata.normalize("NFC", name)
