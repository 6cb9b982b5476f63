"""What reading one file gives: drafts of articles, and what was wrong with the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pullquote.corpus.article import Span
from pullquote.corpus.errors import BadInputError, DamagedError, PullquoteError
from pullquote.corpus.metadata import Metadata

MAX_BYTES = 50_000_000  # of a file that is one text: a thousand-page book has 3 MB
MAX_PACKED_BYTES = 500_000_000  # of a file that holds more than its text: pictures, or many records
MAX_CHARS = 20_000_000  # of one article, however it is stored
MAX_LINES = 500_000  # of one article
MAX_RECORDS = 200_000  # of one file: articles of a .jsonl, rows of a metadata.csv


@dataclass(frozen=True, slots=True)
class Draft:
    """An article's canonical text before it has an id. `record` is its id inside the file, empty for a whole file."""

    text: str
    metadata: Metadata
    loader: str
    debris: tuple[Span, ...] = ()
    record: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """In one line what is wrong with a file and where: at a `line`, counted from 1, or in the file as a whole (0)."""

    reason: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class FileDrafts:
    """The articles in a file, in its order, and what keeps it from being read as it stands."""

    drafts: tuple[Draft, ...]
    faults: tuple[Fault, ...] = ()


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The whole file. Raises PullquoteError when it is unreadable, empty or larger than `limit`."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise PullquoteError(f"unreadable: {error.strerror}") from None
    if not data:
        raise BadInputError("empty")
    if len(data) > limit:
        raise BadInputError(f"enormous: more than {limit:,} bytes")
    return data


def refuse_enormous(tags: int, most: int) -> None:
    """Raises BadInputError for markup of too many tags and attributes: its tree has a hundred times its size."""
    if tags > most:
        raise BadInputError(f"enormous: {tags:,} tags and attributes; allowed: {most:,}")


@contextmanager
def foreign_parser(kind: str, *loggers: str) -> Iterator[None]:
    """Run a library over a file of unknown making: its chatter is dropped, its failure becomes the file's reason.

    Raises PullquoteError in place of whatever the library raises.
    """
    import logging
    import warnings

    levels = {name: logging.getLogger(name).level for name in loggers}
    for name in loggers:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except PullquoteError:
        raise
    except MemoryError:
        raise BadInputError("takes more memory to read than it may") from None
    except Exception as error:  # a parser fed a hostile file raises anything, RecursionError included
        detail = " ".join(str(error).split())[:120]
        raise DamagedError(f"not a readable {kind}: {type(error).__name__}{detail and ': ' + detail}") from error
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
