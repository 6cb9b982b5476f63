"""Paths in, articles out: what could not be read is named, and the rest goes on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pullquote.corpus.article import Article, Source
from pullquote.corpus.debris import find_debris, merged
from pullquote.corpus.errors import BadInputError, PullquoteError
from pullquote.corpus.files import Fate, FoundFile, escaped_name, find_files, make_ids
from pullquote.corpus.formats.by_suffix import FORMATS
from pullquote.corpus.formats.draft import MAX_CHARS, Draft, Fault
from pullquote.corpus.metadata import Metadata, title_of_stem
from pullquote.corpus.metadata_csv import read_table


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, or a line of one (`news.jsonl:12`), and in one line why it is not read as it stands."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The articles by id; the files and lines that should have been read and were not; those passed over."""

    articles: tuple[Article, ...]
    failed: tuple[Problem, ...]
    skipped: tuple[Problem, ...]


def load_articles(*paths: Path | str) -> Loaded:
    """Read files and folders. One text is one article, which keeps every source that carried it.

    A folder without a readable article gives no articles, which is no error. A name in `failed` and `skipped` is the
    path inside the folder; where several folders were named, the folder's name stands before it.

    Raises NotFoundError for a path that is not there.
    """
    files = find_files(paths)
    several = len({file.root for file in files}) > 1
    names = {file.path: escaped_name(file.id() if several else file.name) for file in files}
    failed = [Problem(names[file.path], file.reason) for file in files if file.fate is Fate.FAILED]
    skipped = [Problem(names[file.path], file.reason) for file in files if file.fate is Fate.SKIPPED]
    readable = {file.path: file for file in files if file.fate is Fate.READ}
    ids = make_ids(readable.values())
    rows: dict[Path, Metadata] = {}
    for file in sorted(files, key=lambda file: -len(file.path.parts)):  # of several tables the nearest counts
        if file.fate is Fate.TABLE:
            name = names[file.path]
            table = read_table(file.path, readable)
            rows |= {path: rows.get(path, Metadata()).over(row) for path, row in table.rows.items()}
            failed += _problems(name, table.faults)
            skipped += [Problem(name, Fate.TABLE.value), *_problems(name, table.unknown)]

    articles: list[Article] = []
    for path, file in readable.items():
        try:
            found = FORMATS[file.kind](path)
        except PullquoteError as error:
            failed.append(Problem(names[path], str(error)))
            continue
        failed += _problems(names[path], found.faults)
        for draft in found.drafts:
            try:
                articles.append(_article(draft, file, ids[file], rows.get(path, Metadata())))
            except PullquoteError as error:
                failed.append(Problem(names[path] + (draft.record and f"#{draft.record}"), str(error)))
    return Loaded(_once_each(articles), tuple(failed), tuple(skipped))


def _problems(name: str, faults: Iterable[Fault]) -> list[Problem]:
    return [Problem(f"{name}:{fault.line}" if fault.line else name, fault.reason) for fault in faults]


def _article(draft: Draft, file: FoundFile, id_: str, row: Metadata) -> Article:
    if len(draft.text) > MAX_CHARS:
        raise BadInputError(f"enormous: more than {MAX_CHARS:,} characters")
    if not draft.text.strip():
        raise BadInputError("empty")
    debris = merged(draft.text, [*draft.debris, *find_debris(draft.text)])
    suffix = draft.record and f"#{draft.record}"
    stem = PurePosixPath(file.name).stem
    known = row.over(draft.metadata).over(
        Metadata(title=f"{stem} {draft.record}" if draft.record else title_of_stem(stem))
    )
    source = Source(
        id=id_ + suffix,
        file=file.name + suffix,
        title=known.title,
        publisher=known.publisher,
        author=known.author,
        published=known.published,
        url=known.url,
        note=known.note,
        origin=str(file.path) + suffix,
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
