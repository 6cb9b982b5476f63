"""One file in, its articles out, and what keeps any of them from being read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from pullquote.corpus.article import Article, Source
from pullquote.corpus.debris import find_debris, merged
from pullquote.corpus.errors import BadInputError, PullquoteError
from pullquote.corpus.files import FoundFile
from pullquote.corpus.formats.by_suffix import FORMATS
from pullquote.corpus.formats.draft import MAX_CHARS, MAX_LINES, Draft, Fault
from pullquote.corpus.metadata import Metadata, title_of_stem

_LONGEST_REASON = 300  # characters
_MOST_FAULTS = 1_000  # of one file that are named; the rest are counted


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, or a line of one (`news.jsonl:12`), and in one line why it is not read as it stands."""

    file: str
    reason: str

    def __post_init__(self) -> None:
        if len(self.reason) > _LONGEST_REASON:
            object.__setattr__(self, "reason", f"{self.reason[:_LONGEST_REASON]}…")


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: the id that it gets, its name in problems, and what a table says of it."""

    file: FoundFile
    id: str
    name: str
    row: Metadata = field(default_factory=Metadata)


def read_file(task: Task) -> Iterator[Article | Problem]:
    """The articles in the file, in its order, and its problems."""
    try:
        found = FORMATS[task.file.kind](task.file.path)
    except PullquoteError as error:
        yield Problem(task.name, str(error))
        return
    yield from problems(task.name, found.faults)
    for draft in found.drafts:
        try:
            yield _article(draft, task)
        except PullquoteError as error:
            yield Problem(task.name + (draft.record and f"#{draft.record}"), str(error))


def problems(name: str, faults: Iterable[Fault]) -> list[Problem]:
    """The faults of a file under its name; of a great many the first, and how many more there are."""
    found = [Problem(f"{name}:{fault.line}" if fault.line else name, fault.reason) for fault in faults]
    if len(found) <= _MOST_FAULTS:
        return found
    more = f"{len(found) - _MOST_FAULTS:,} more lines are not read as they stand"
    return [*found[:_MOST_FAULTS], Problem(name, more)]


def _article(draft: Draft, task: Task) -> Article:
    if len(draft.text) > MAX_CHARS:
        raise BadInputError(f"enormous: more than {MAX_CHARS:,} characters")
    if draft.text.count("\n") > MAX_LINES:
        raise BadInputError(f"enormous: more than {MAX_LINES:,} lines")
    if not draft.text.strip():
        raise BadInputError("empty")
    file = task.file
    debris = merged(draft.text, [*draft.debris, *find_debris(draft.text)])
    suffix = draft.record and f"#{draft.record}"
    stem = PurePosixPath(file.name).stem
    known = task.row.over(draft.metadata).over(
        Metadata(title=f"{stem} {draft.record}" if draft.record else title_of_stem(stem))
    )
    source = Source(
        id=task.id + suffix,
        file=file.name + suffix,
        title=known.title,
        publisher=known.publisher,
        author=known.author,
        published=known.published,
        url=known.url,
        note=known.note,
        origin=str(file.path) + suffix,
        fields=known.fields,
    )
    article = Article(source, draft.text, debris, loader=draft.loader)
    if not any(map(str.strip, article.kept)):
        raise BadInputError("nothing in it but front matter and web debris")
    return replace(article, source=replace(source, sha256=article.sha256))
