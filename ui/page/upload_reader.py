"""Files that strangers sent are read in a process of their own, which may take only so long and so much memory."""

import json
import math
import site
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from os import environ
from pathlib import Path
from typing import Any

from pullquote.corpus import Article, BadInputError, Loaded, Problem, Source, Span

PROGRAM = Path(__file__).with_name("upload_process.py")
# What Python itself needs to start and to decode the names of files: its own libraries, the character set
NEEDED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL", "LC_CTYPE")
# Bytes, which the server holds at once: 60 MB of Greek are 180 as JSON, a file of one-word articles 20 times itself
MOST_JSON = 200_000_000


def read_isolated(folder: Path, *, seconds: float) -> Loaded:
    """The articles in a folder, as `load_articles` reads them. Raises BadInputError when that takes too long or fails.

    Articles come back as JSON: nothing that a stranger's file can reach is unpickled. The process is isolated and
    starts elsewhere: in the folder, or with `-m`, a file `json.py` that lies there would be imported, and so be run.
    """
    seconds = max(seconds, 0)
    own = site.getusersitepackages() if site.ENABLE_USER_SITE else ""  # isolated, Python does not look there
    isolated = [sys.executable, "-I", "-B", "-X", f"utf8={sys.flags.utf8_mode}", str(PROGRAM)]
    try:
        done = subprocess.run(
            [*isolated, str(folder.absolute()), str(math.ceil(seconds) + 1), own],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            cwd=PROGRAM.anchor,
            env=needed(environ),
        )
    except subprocess.TimeoutExpired:
        raise BadInputError(f"reading the files took longer than {seconds:.0f} seconds; add fewer at once") from None
    if done.returncode:
        raise BadInputError("the files could not be read: one of them takes too much memory, or is damaged")
    read = json.loads(done.stdout)
    return Loaded(
        tuple(map(_article, read["articles"])),
        tuple(Problem(**problem) for problem in read["failed"]),
        tuple(Problem(**problem) for problem in read["skipped"]),
    )


def needed(variables: Mapping[str, str]) -> dict[str, str]:
    """Of an environment what the reading process is given: no password, no key, nothing that changes what is run."""
    return {name: variables[name] for name in NEEDED if name in variables}


def to_pieces(loaded: Loaded) -> Iterator[str]:
    """The JSON, in ASCII and in pieces, that `read_isolated` makes articles of again."""
    return json.JSONEncoder(default=date.isoformat).iterencode(asdict(loaded))


def at_most(pieces: Iterable[str], size: int) -> Iterator[str]:
    """The pieces, which are ASCII, as long as they have at most so many bytes; more ends the process as a failure."""
    for piece in pieces:
        size -= len(piece)
        if size < 0:
            sys.exit("too much to hand over")
        yield piece


def _article(read: dict[str, Any]) -> Article:
    return Article(
        _source(read["source"]),
        read["text"],
        tuple(Span(*span) for span in read["debris"]),
        tuple(map(_source, read["also"])),
        read["loader"],
    )


def _source(read: dict[str, Any]) -> Source:
    published = read["published"]
    # The file was in a folder that is gone: no place to go back to
    return Source(**{**read, "published": date.fromisoformat(published) if published else None, "origin": ""})
