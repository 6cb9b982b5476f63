"""A visitor's own files: read in a process apart, indexed in a temporary folder, gone with the session."""

import itertools
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pullquote.corpus import BadInputError, Problem, Source, escaped_name, why_unread
from pullquote.index import Embedder, Index, TrackProgress, no_progress
from pullquote.ui.collection import Collection, MakeBot
from pullquote.ui.page.upload_reader import read_isolated

OWN = "own:"  # before the id of an article of the visitor's own, where loaded ones are named too
MOST_FILES = 50  # of one visitor
MOST_BYTES = 20_000_000  # of one file
MOST_BYTES_TOGETHER = 60_000_000
SECONDS = 120.0  # to read and index what was dropped at once


@dataclass(frozen=True, slots=True)
class Added:
    """How many articles are new, and which files could not be read."""

    articles: int
    failed: tuple[Problem, ...]


class Uploads:
    """The collection of one visitor's files."""

    def __init__(self, embedder: Embedder, make_bot: MakeBot) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pullquote-own-"))
        index = Index.create(self.folder / "index", embedder=embedder)
        self.collection = Collection(index, make_bot(index))
        self._files = self._bytes = 0

    def add(
        self, files: Sequence[Path], *, track: TrackProgress = no_progress, clock: Callable[[], float] = time.monotonic
    ) -> Added:
        """Take in copies of files. Raises BadInputError past a limit; nothing of them is indexed or counted then."""
        end = clock() + SECONDS
        size = self._measure(files)
        with tempfile.TemporaryDirectory(dir=self.folder) as inbox:
            folder = Path(inbox) / "yours"
            folder.mkdir()
            unread = _take_in(files, folder)
            loaded = read_isolated(folder, seconds=end - clock())
        changes = self.collection.index.add(loaded.articles, track=_until(end, clock, track))
        self._files += len(files)
        self._bytes += size
        return Added(len(changes.added) + len(changes.updated), (*loaded.failed, *loaded.skipped, *unread))

    @property
    def sources(self) -> list[Source]:
        """What is known of the articles in the files."""
        return self.collection.index.sources()

    def close(self) -> None:
        """Delete the index and all that is left of the files."""
        self.collection.index.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _measure(self, files: Sequence[Path]) -> int:
        """How many bytes the files have. Raises BadInputError where they are too many or too big."""
        sizes = [file.stat().st_size for file in files]
        for file, size in zip(files, sizes, strict=True):
            if size > MOST_BYTES:
                raise BadInputError(f"{file.name} has {size / 1e6:.0f} MB; allowed: {MOST_BYTES // 1_000_000}")
        if self._files + len(files) > MOST_FILES:
            raise BadInputError(f"{self._files + len(files)} files; allowed in one session: {MOST_FILES}")
        if self._bytes + sum(sizes) > MOST_BYTES_TOGETHER:
            raise BadInputError(f"more than {MOST_BYTES_TOGETHER // 1_000_000} MB in one session")
        return sum(sizes)


def _take_in(files: Sequence[Path], folder: Path) -> list[Problem]:
    """Copy the files that can be read into the folder; the others are named and come no further."""
    unread = []
    for file in files:
        place = _free(folder / file.name)
        reason = why_unread(place.name)
        if reason:
            unread.append(Problem(escaped_name(place.name), reason))
        else:
            shutil.copyfile(file, place)
    return unread


def _free(path: Path) -> Path:
    """A second file of one name is another file: the first of "a", "a 2", "a 3" and so on that is not there yet."""
    names = (path.with_stem(f"{path.stem} {number}") for number in itertools.count(2))
    return next(name for name in itertools.chain([path], names) if not name.exists())


def _until(end: float, clock: Callable[[], float], track: TrackProgress) -> TrackProgress:
    """`track` that stops the work once the time is up."""

    def limited(what: str, total: int) -> Callable[[int], None]:
        advance = track(what, total)

        def step(by: int) -> None:
            if clock() > end:
                raise BadInputError(f"indexing took longer than {SECONDS:.0f} seconds; add fewer files at once")
            advance(by)

        return step

    return limited
