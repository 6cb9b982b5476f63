"""Paths in, articles out: what could not be read is named, and the rest goes on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pullquote.corpus.article import Article, Source
from pullquote.corpus.debris import find_debris, merged
from pullquote.corpus.errors import BadInputError, PullquoteError
from pullquote.corpus.files import Fate, Place, escaped_name, find_files, make_ids
from pullquote.corpus.formats.draft import MAX_CHARS, Draft, Problem
from pullquote.corpus.formats.registry import READERS
from pullquote.corpus.metadata import Metadata, title_of_stem
from pullquote.corpus.metadata_csv import read_table

Progress = Callable[[Iterable[Path], int], Iterable[Path]]  # hands on the files, of which there are so many


@dataclass(frozen=True, slots=True)
class Loaded:
    """The articles by id; the files and lines that should have been read and were not; those passed over."""

    articles: tuple[Article, ...]
    failed: tuple[Problem, ...]
    skipped: tuple[Problem, ...]


def load_articles(*paths: Path | str, progress: Progress | None = None) -> Loaded:
    """Read files and folders. One text is one article, which keeps every source that carried it.

    A folder without a readable article gives no articles, which is no error. A name in `failed` and `skipped` is the
    path inside the folder; where several folders were named, the folder's name stands before it.

    Raises PullquoteError for a path that is not there.
    """
    places = find_files(paths)
    several = len({place.root for place in places}) > 1
    names = {place: escaped_name(place.id() if several else place.file) for place in places}
    failed = [Problem(names[place], place.reason) for place in places if place.fate is Fate.FAILED]
    skipped = [Problem(names[place], place.reason) for place in places if place.fate is Fate.SKIPPED]
    readable = {place.path: place for place in places if place.fate is Fate.READ}
    ids = make_ids(readable.values())
    rows: dict[Path, Metadata] = {}
    for place in sorted(places, key=lambda place: -len(place.path.parts)):  # the nearest table has the first word
        if place.fate is Fate.TABLE:
            table = read_table(place.path, names[place], readable)
            rows |= {path: rows.get(path, Metadata()).over(row) for path, row in table.rows.items()}
            failed += table.failed
            skipped += (Problem(names[place], Fate.TABLE.value), *table.unknown)

    articles: list[Article] = []
    for path in progress(list(readable), len(readable)) if progress else readable:
        place = readable[path]
        try:
            contents = READERS[place.kind](path, names[place])
        except PullquoteError as error:
            failed.append(Problem(names[place], str(error)))
            continue
        failed += contents.problems
        for draft in contents.drafts:
            try:
                articles.append(_article(draft, place, ids[place], rows.get(path, Metadata())))
            except PullquoteError as error:
                failed.append(Problem(names[place] + (draft.record and f"#{draft.record}"), str(error)))
    return Loaded(_once_each(articles), tuple(failed), tuple(skipped))


def _article(draft: Draft, place: Place, id_: str, row: Metadata) -> Article:
    if len(draft.text) > MAX_CHARS:
        raise BadInputError(f"enormous: more than {MAX_CHARS:,} characters")
    if not draft.text.strip():
        raise BadInputError("empty")
    debris = merged(draft.text, [*draft.debris, *find_debris(draft.text)])
    suffix = draft.record and f"#{draft.record}"
    stem = PurePosixPath(place.file).stem
    known = row.over(draft.metadata).over(
        Metadata(title=f"{stem} {draft.record}" if draft.record else title_of_stem(stem))
    )
    source = Source(
        id=id_ + suffix,
        file=place.file + suffix,
        title=known.title,
        publisher=known.publisher,
        author=known.author,
        published=known.published,
        url=known.url,
        note=known.note,
        origin=str(place.path) + suffix,
    )
    article = Article(source, draft.text, debris, loader=draft.loader)
    if not any(map(str.strip, article.kept)):
        raise BadInputError("nothing in it but front matter and web debris")
    return replace(article, source=replace(source, sha256=article.sha256))


def _once_each(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Articles by id; of those with one fingerprint the first stays and takes the sources of the others."""
    same: dict[str, list[Article]] = {}
    for article in sorted(articles, key=lambda article: article.id):
        same.setdefault(article.fingerprint, []).append(article)
    return tuple(replace(first, also=tuple(other.source for other in others)) for first, *others in same.values())
