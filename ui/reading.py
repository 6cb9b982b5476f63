"""Files that strangers sent are read in a process of their own, which may take only so long and so much memory."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from pullquote.corpus import Article, Loaded, Problem, PullquoteError, Source, Span, load_articles

MEMORY = 2_000_000_000  # bytes of address space


def read_apart(folder: Path, *, seconds: float) -> Loaded:
    """The articles in a folder, as `load_articles` reads them. Raises PullquoteError when that takes too long or fails.

    Articles come back as JSON: nothing that a stranger's file can reach is unpickled.
    """
    command = [sys.executable, "-m", "pullquote.ui.reading", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=max(seconds, 1), check=False, cwd=folder)
    except subprocess.TimeoutExpired:
        raise PullquoteError(f"reading the files took longer than {seconds:.0f} seconds; add fewer at once") from None
    if done.returncode:
        raise PullquoteError("the files could not be read: one of them takes too much memory, or is damaged")
    read = json.loads(done.stdout)
    return Loaded(
        tuple(map(_article, read["articles"])),
        tuple(Problem(**problem) for problem in read["failed"]),
        tuple(Problem(**problem) for problem in read["skipped"]),
    )


def _written(loaded: Loaded) -> Iterator[str]:
    articles = [
        {
            "source": asdict(article.source),
            "text": article.text,
            "debris": article.debris,
            "also": [asdict(source) for source in article.also],
            "loader": article.loader,
        }
        for article in loaded.articles
    ]
    failed, skipped = ([asdict(problem) for problem in found] for found in (loaded.failed, loaded.skipped))
    return json.JSONEncoder(default=date.isoformat).iterencode(
        {"articles": articles, "failed": failed, "skipped": skipped}
    )


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


def main(folder: str) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the time is limited there too
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for piece in _written(load_articles(folder)):
        sys.stdout.write(piece)


if __name__ == "__main__":
    main(sys.argv[1])
