"""Paths in, articles out: what could not be read is named, and the rest goes on."""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from pullquote.corpus.article import Article
from pullquote.corpus.files import Fate, escaped_name, find_files, make_ids
from pullquote.corpus.isolation.isolated import Isolated
from pullquote.corpus.isolation.limits import Limits
from pullquote.corpus.metadata import Metadata
from pullquote.corpus.metadata_csv import read_table
from pullquote.corpus.one_file import Problem, Task, problems, read_file
from pullquote.corpus.stopping import go_on


@dataclass(frozen=True, slots=True)
class Loaded:
    """The articles by id; the files and lines that should have been read and were not; those passed over."""

    articles: tuple[Article, ...]
    failed: tuple[Problem, ...]
    skipped: tuple[Problem, ...]


def load_articles(*paths: Path | str, limits: Limits | None = None) -> Loaded:
    """Read files and folders. One text is one article, which keeps every source that carried it.

    Under limits what parsers of others read, and what is big, is read in a process of its own; without, all is read
    here, for as long as it takes.

    A folder without a readable article gives no articles, which is no error. A name in `failed` and `skipped` is the
    path inside the folder; where several folders were named, the folder's name stands before it.

    Raises NotFoundError for a path that is not there, BadInputError past the limits for all files together,
    StoppedError inside `stopping_when`.
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
            failed += problems(name, table.faults)
            skipped += [Problem(name, Fate.TABLE.value), *problems(name, table.unknown)]

    articles: list[Article] = []
    with Isolated(limits) if limits else nullcontext() as isolated:
        for path, file in readable.items():
            go_on()
            task = Task(file, ids[file], names[path], rows.get(path, Metadata()))
            for found in isolated.read(task) if isolated else read_file(task):
                if isinstance(found, Problem):
                    failed.append(found)
                else:
                    articles.append(found)
    return Loaded(_once_each(articles), tuple(failed), tuple(skipped))


def _once_each(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Articles by id; of those with one fingerprint the first stays and takes the sources of the others."""
    same: dict[str, list[Article]] = {}
    for article in sorted(articles, key=lambda article: article.id):
        same.setdefault(article.fingerprint, []).append(article)
    return tuple(replace(first, also=tuple(other.source for other in others)) for first, *others in same.values())
