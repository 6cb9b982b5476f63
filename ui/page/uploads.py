"""A visitor's own files: read in a process apart, indexed in a temporary folder, gone with the session."""

import itertools
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pullquote.corpus import (
    Article,
    BadInputError,
    BusyError,
    Limits,
    Problem,
    Source,
    escaped_name,
    is_hidden,
    load_articles,
    stopping_when,
    why_unread,
)
from pullquote.index import Embedder, Index, TrackProgress, no_progress
from pullquote.ui.collection import Collection, MakeBot
from pullquote.ui.page.inferred import inferred

OWN = "own:"  # before the id of an article of the visitor's own, where loaded ones are named too
MOST_FILES = 50  # of one visitor
MOST_BYTES = 20_000_000  # of one file
MOST_BYTES_TOGETHER = 60_000_000
MOST_CHARS = 5_000_000  # of the articles of one file
MOST_CHARS_TOGETHER = 20_000_000  # of one visitor
MOST_PASSAGES = 20_000  # of one visitor, of one file or several
MOST_CHARS_OF_ALL = 200_000_000  # of all visitors together
MOST_PASSAGES_OF_ALL = 200_000
SECONDS = 120.0  # to read and index what was dropped at once
SECONDS_A_FILE = 30.0
MEMORY = 2_000_000_000  # bytes of the process that reads them
_LONGEST_STEM = 60  # characters of a file's name that gets a number


@dataclass(frozen=True, slots=True)
class Added:
    """How many articles are new, and which files could not be read."""

    articles: int
    failed: tuple[Problem, ...]


class Room:
    """How much all visitors' files together may still take; one for a server."""

    def __init__(self, chars: int = MOST_CHARS_OF_ALL, passages: int = MOST_PASSAGES_OF_ALL) -> None:
        self._chars, self._passages = chars, passages
        self._guard = threading.Lock()

    def take(self, chars: int, passages: int) -> None:
        """Raises BusyError where there is not so much left; negative numbers give back."""
        with self._guard:
            if chars > self._chars or passages > self._passages:
                raise BusyError("visitors' files take all the room there is; try again later, or add fewer")
            self._chars -= chars
            self._passages -= passages


class Uploads:
    """The collection of one visitor's files."""

    def __init__(
        self, embedder: Embedder, make_bot: MakeBot, room: Room | None = None, *, folder: Path | None = None
    ) -> None:
        """`folder` is where the files' own folder is made; without it, among the system's temporary ones."""
        self._room = room or Room()
        self._adding, self._over = threading.Lock(), threading.Event()
        self.folder = Path(tempfile.mkdtemp(prefix="pullquote-own-", dir=folder))
        index = Index.create(self.folder / "index", embedder=embedder)
        self.collection = Collection(index, make_bot(index))
        self._files = self._bytes = self._chars = self._passages = 0

    def add(
        self, files: Sequence[Path], *, track: TrackProgress = no_progress, clock: Callable[[], float] = time.monotonic
    ) -> Added:
        """Take in copies of files. Raises BadInputError past a limit of the visitor's, BusyError past one of all;
        nothing of them is indexed or counted then."""
        with self._adding, stopping_when(lambda: "the session has ended" if self._over.is_set() else ""):
            return self._add(files, track, clock)

    def _add(self, files: Sequence[Path], track: TrackProgress, clock: Callable[[], float]) -> Added:
        if self._over.is_set():
            raise BadInputError("the session has ended; open the page again")
        end = clock() + SECONDS
        size = self._measure(files)
        with tempfile.TemporaryDirectory(dir=self.folder) as inbox:
            folder = Path(inbox) / "yours"
            folder.mkdir()
            unread = _take_in(files, folder)
            loaded = load_articles(folder, limits=self._limits(end - clock()))
        articles = [inferred(_of_nowhere(article)) for article in loaded.articles]
        chars = sum(len(article.text) for article in articles)
        room = _Taken(self._room)
        room.take(chars, 0)
        try:
            changes = self.collection.index.add(articles, track=self._bounded(end, clock, room, track))
        except BaseException:
            room.give_back()
            raise
        self._files += len(files)
        self._bytes += size
        self._chars += room.chars
        self._passages += room.passages
        return Added(len(changes.added) + len(changes.updated), (*loaded.failed, *loaded.skipped, *unread))

    def remove(self, id: str) -> None:
        """Take out an article; one that is not there is out already. The room of its text is not given back before the
        session ends: what was taken in counts."""
        with self._adding:
            if not self._over.is_set() and id in {source.id for source in self.sources}:
                self.collection.index.remove(id)

    @property
    def sources(self) -> list[Source]:
        """What is known of the articles in the files."""
        return self.collection.index.sources()

    def close(self) -> None:
        """Delete the index and all that is left of the files, and give back their room; what is being added is not."""
        self._over.set()
        with self._adding:
            self._room.take(-self._chars, -self._passages)
            self._chars = self._passages = 0
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

    def _limits(self, seconds: float) -> Limits:
        if seconds <= 0:
            raise BadInputError(f"taking in the files took longer than {SECONDS:.0f} seconds; add fewer at once")
        return Limits(
            seconds=SECONDS_A_FILE,
            memory=MEMORY,
            chars=MOST_CHARS,
            here=-1,  # strangers' files are all read in the process
            seconds_together=seconds,
            chars_together=MOST_CHARS_TOGETHER - self._chars,
        )

    def _bounded(self, end: float, clock: Callable[[], float], room: "_Taken", track: TrackProgress) -> TrackProgress:
        """`track` that stops the work once the time is up, or when it turns out to be too much before it is begun."""

        def limited(what: str, total: int) -> Callable[[int], None]:
            if what == "embedding":
                if self._passages + total > MOST_PASSAGES:
                    raise BadInputError(
                        f"more than {MOST_PASSAGES:,} passages in one session; add fewer or shorter files"
                    )
                room.take(0, total)
            advance = track(what, total)

            def step(by: int) -> None:
                if self._over.is_set():
                    raise BadInputError("the session has ended")
                if clock() > end:
                    raise BadInputError(f"indexing took longer than {SECONDS:.0f} seconds; add fewer files at once")
                advance(by)

            return step

        return limited


class _Taken:
    """What one addition has taken of the room, to be given back should it fail."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.chars = self.passages = 0

    def take(self, chars: int, passages: int) -> None:
        self._room.take(chars, passages)
        self.chars += chars
        self.passages += passages

    def give_back(self) -> None:
        self._room.take(-self.chars, -self.passages)


def _of_nowhere(article: Article) -> Article:
    """The article without the place that its file had: that is gone, and was a path of the server's."""
    also = tuple(replace(source, origin="") for source in article.also)
    return replace(article, source=replace(article.source, origin=""), also=also)


def _take_in(files: Sequence[Path], folder: Path) -> list[Problem]:
    """Copy the files that can be read into the folder; the others are named and come no further."""
    unread = []
    for file in files:
        place = _free(folder / file.name)
        reason = _odd_name(file.name) or why_unread(place.name)
        if reason:
            unread.append(Problem(escaped_name(place.name), reason))
        else:
            shutil.copyfile(file, place)
    return unread


def _free(path: Path) -> Path:
    """A second file of one name is another file: the first of "a", "a 2", "a 3" and so on that is not there yet."""
    names = (path.with_stem(f"{path.stem[:_LONGEST_STEM]} {number}") for number in itertools.count(2))
    return next(name for name in itertools.chain([path], names) if not name.exists())


def _odd_name(name: str) -> str:
    """Why a name would be passed over or mean another place elsewhere; empty for a plain one."""
    if "\\" in name or ":" in name:
        return "its name holds \\ or :, which part a path on some systems; rename it"
    if is_hidden(name):
        return "hidden: its name begins with . or ~$; rename it"
    return ""
