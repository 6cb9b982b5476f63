"""A visitor's own files: read apart, indexed privately in a temporary folder, gone with the visit."""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pullquote.corpus import Problem, PullquoteError, Source, escaped_name, why_unread
from pullquote.index import Embedder, Index, TrackProgress, no_progress
from pullquote.rag import Bot
from pullquote.ui.page.upload_reader import read_apart

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


class Shelf:
    """An index of one visitor's files and the bot that answers from it."""

    def __init__(self, embedder: Embedder, make: Callable[[Index], Bot]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pullquote-own-"))
        self.index = Index.create(self.folder / "index", embedder=embedder)
        self.bot = make(self.index)
        self._files = self._bytes = 0

    def add(
        self, files: Sequence[Path], *, track: TrackProgress = no_progress, clock: Callable[[], float] = time.monotonic
    ) -> Added:
        """Take in files and delete them. Raises PullquoteError past a limit; nothing of them is indexed then."""
        end = clock() + SECONDS
        try:
            self._measure(files)
            with tempfile.TemporaryDirectory(dir=self.folder) as inbox:
                folder = Path(inbox) / "yours"
                folder.mkdir()
                unread = _take_in(files, folder)
                loaded = read_apart(folder, seconds=end - clock())
            changes = self.index.add(loaded.articles, track=_until(end, clock, track))
        finally:
            for file in files:
                file.unlink(missing_ok=True)
        self._files += len(files)
        return Added(len(changes.added) + len(changes.updated), (*loaded.failed, *loaded.skipped, *unread))

    @property
    def sources(self) -> list[Source]:
        return self.index.sources()

    def close(self) -> None:
        self.index.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _measure(self, files: Sequence[Path]) -> None:
        sizes = [file.stat().st_size for file in files]
        for file, size in zip(files, sizes, strict=True):
            if size > MOST_BYTES:
                raise PullquoteError(f"{file.name} has {size / 1e6:.0f} MB; allowed: {MOST_BYTES // 1_000_000}")
        if self._files + len(files) > MOST_FILES:
            raise PullquoteError(f"{self._files + len(files)} files; allowed in one visit: {MOST_FILES}")
        self._bytes += sum(sizes)
        if self._bytes > MOST_BYTES_TOGETHER:
            self._bytes -= sum(sizes)
            raise PullquoteError(f"more than {MOST_BYTES_TOGETHER // 1_000_000} MB in one visit")


def _take_in(files: Sequence[Path], folder: Path) -> list[Problem]:
    """Copy the files that can be read into the folder; the others are named and come no further."""
    unread = []
    for number, file in enumerate(files, 1):
        place = _free(folder / file.name, number)
        reason = why_unread(place.name)
        if reason:
            unread.append(Problem(escaped_name(place.name), reason))
        else:
            shutil.copyfile(file, place)
    return unread


def _free(path: Path, number: int) -> Path:
    """A second file of one name is another file."""
    return path.with_stem(f"{path.stem} {number}") if path.exists() else path


def _until(end: float, clock: Callable[[], float], track: TrackProgress) -> TrackProgress:
    """`track` that stops the work once the time is up."""

    def limited(what: str, total: int) -> Callable[[int], None]:
        advance = track(what, total)

        def step(by: int) -> None:
            if clock() > end:
                raise PullquoteError(f"indexing took longer than {SECONDS:.0f} seconds; add fewer files at once")
            advance(by)

        return step

    return limited
