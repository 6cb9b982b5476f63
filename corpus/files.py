"""Paths that a person names become the files to read, each with an id that says where it came from."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePath

from pullquote.corpus.errors import BadInputError, NotFoundError, PullquoteError
from pullquote.corpus.formats.by_suffix import FORMATS
from pullquote.corpus.metadata import is_control

_TABLE = "metadata.csv"
_NOT_ARTICLES = ("readme", "license", "licence")


class Fate(Enum):
    """What becomes of a file that was found."""

    READ = "read"
    TABLE = "metadata of the other files"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file: the folder it was found through, its path inside that folder, and where it really lies."""

    root: Path
    name: str  # posix
    path: Path
    fate: Fate = Fate.READ
    reason: str = ""

    @property
    def kind(self) -> str:
        """The key of FORMATS. A link may name a kind where its target does not."""
        return PurePath(self.name).suffix.lower()

    def id(self, parents: int = 1) -> str:
        """`name` behind the last so many names of `root`'s path."""
        return PurePath(*self.root.parts[1:][-parents:], self.name).as_posix()


def find_files(paths: Iterable[Path | str]) -> tuple[FoundFile, ...]:
    """Every file once: of nested folders the outermost counts, and a folder before a file named by itself.

    Folders are walked in order; what is hidden in them is passed over. A link to a file is read when it leads to a
    file inside the folder; other links are skipped. Raises NotFoundError for a path that is not there.
    """
    named = sorted({_real(path) for path in paths}, key=lambda path: (not path.is_dir(), len(path.parts), path))
    if not named:
        raise BadInputError("no articles named; name a file or a folder")
    found: dict[Path, FoundFile] = {}
    for path in named:
        for file in _walk(path) if path.is_dir() else _single(path):
            found.setdefault(file.path, file)
    return tuple(found.values())


def make_ids(files: Iterable[FoundFile]) -> dict[FoundFile, str]:
    """One folder's name and the path inside it; as many folders more as it takes to tell two files apart."""
    parents = dict.fromkeys(files, 1)
    while True:
        ids = {file: file.id(count) for file, count in parents.items()}
        uses = Counter(ids.values())
        clashing = [file for file, id_ in ids.items() if uses[id_] > 1]
        if not clashing:
            return ids
        for file in clashing:
            parents[file] += 1


def is_hidden(name: str) -> bool:
    """Whether a file or folder of that name is passed over where its folder is read."""
    return name.startswith((".", "~$"))  # the second is Word's lock file beside an open document


def why_unread(name: str) -> str:
    """Why a file of that name is neither read as an article nor as metadata.csv; empty when it is."""
    if PurePath(name).suffix.lower() in FORMATS or name.casefold() == _TABLE:
        return ""
    return f"not a kind that is read: {' '.join(FORMATS)}"


def escaped_name(name: str) -> str:
    """A file's name with whatever would break the line written as an escape."""
    return "".join(c.encode("unicode_escape").decode() if is_control(c) else c for c in name)


def as_path(path: object) -> Path:
    """The path that a caller names. Raises BadInputError for a value of another type, and for what no path can be."""
    if not isinstance(path, str | os.PathLike):
        raise BadInputError(f"{path!r} is no path; needed: text or a Path")
    if "\0" in str(path) or not _can_be_encoded(path):
        raise BadInputError(f"{str(path)!r} is no path: it has a NUL, or half of a character")
    return Path(path)


def _can_be_encoded(path: "str | os.PathLike[str]") -> bool:
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    return True


def _real(path: Path | str) -> Path:
    path = as_path(path)
    try:
        return Path(os.path.realpath(path, strict=True))
    except FileNotFoundError:
        raise NotFoundError(f"no such file or folder: '{escaped_name(str(path))}'") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PullquoteError(f"cannot open '{escaped_name(str(path))}': {reason}") from None


def _walk(root: Path) -> Iterator[FoundFile]:
    links: list[Path] = []
    closed: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        links += [path for name in folders if (path := Path(folder, name)).is_symlink()]
        for name in sorted(files):
            if is_hidden(name):
                continue
            path = Path(folder, name)
            if path.is_symlink():
                links.append(path)
            else:
                yield _classified(root, path, path)
    for link in links:  # after the files themselves, whose own names come first
        yield _followed(root, link)
    for error in closed:
        path = Path(os.fsdecode(error.filename))
        inside = path.relative_to(root).as_posix() if path != root else root.name
        yield FoundFile(root, inside, path, Fate.FAILED, f"unreadable: {error.strerror}")


def _single(path: Path) -> Iterator[FoundFile]:
    """The file, and the table beside it, which may say when it was published."""
    yield _classified(path.parent, path, path, by_itself=True)
    table = path.with_name(_TABLE)
    if table.is_file():
        yield _classified(path.parent, table, table)


def _followed(root: Path, link: Path) -> FoundFile:
    inside = link.relative_to(root).as_posix()
    try:
        target = Path(os.path.realpath(link, strict=True))
    except OSError as error:
        return FoundFile(root, inside, link, Fate.FAILED, f"unreadable: {error.strerror}")
    if target.is_dir() or not target.is_relative_to(root):
        where = "to a folder" if target.is_dir() else "out of the folder"
        return FoundFile(root, inside, link, Fate.SKIPPED, f"a link {where}; name its target to have it read")
    return _classified(root, link, target)


def _classified(root: Path, path: Path, real: Path, *, by_itself: bool = False) -> FoundFile:
    inside = path.relative_to(root).as_posix()
    name = path.name.casefold()
    if any(map(is_control, inside)):
        reason = "its name holds control characters or is not UTF-8; rename it"
        return FoundFile(root, inside, real, Fate.FAILED, reason)
    if not real.is_file():
        return FoundFile(root, inside, real, Fate.SKIPPED, "not a regular file")
    if name == _TABLE:
        return FoundFile(root, inside, real, Fate.TABLE)
    if not by_itself and name.split(".")[0] in _NOT_ARTICLES:
        reason = "about the folder, not an article; name it by itself to have it read"
        return FoundFile(root, inside, real, Fate.SKIPPED, reason)
    unread = why_unread(path.name)
    return FoundFile(root, inside, real, Fate.SKIPPED, unread) if unread else FoundFile(root, inside, real)
