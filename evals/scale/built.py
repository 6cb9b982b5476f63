"""One index, built in a process of its own: `python -m pullquote.evals.scale.built FOLDER PASSAGES ARTICLES`."""

import json
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

from pullquote.corpus import Article
from pullquote.evals.scale.asked import PeakMemory
from pullquote.evals.scale.kept_vectors import named_embedder
from pullquote.evals.scale.multiplied import multiplied, real_articles
from pullquote.index import Index

CHARACTERS = 600  # of a passage, on the average of these articles
MORE = 10  # articles that are added to the index when it is there


def corpus(folder: Path, passages: int) -> tuple[list[Article], list[Article]]:
    """Articles that make about so many passages, and MORE that come after them."""
    stream, room = multiplied(real_articles(folder)), passages * CHARACTERS
    taken: list[Article] = []
    for article in stream:
        taken.append(article)
        room -= len(article.text)
        if room <= 0:
            break
    return taken, list(islice(stream, MORE))


def built(folder: Path, passages: int, source: Path) -> dict[str, Any]:
    """What building tells. Vectors that are kept are not made again, and their making is timed by itself."""
    articles, more = corpus(source, passages)
    embedder = named_embedder(folder)
    peak = PeakMemory()
    before = len(embedder.kept())
    began = time.perf_counter()
    index = Index.create(folder, embedder=embedder)
    index.add(articles)
    seconds = time.perf_counter() - began
    found = {"passages": len(index), "articles": len(articles), "build_s": seconds, "memory_mb": peak.stop()}
    found["embedded"] = len(embedder.kept()) - before
    index.close()
    found["bytes"] = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    index = Index.open(folder, embedder=embedder)
    embedder.encode_passages(["What is made ready here is no part of the time."])
    began = time.perf_counter()
    index.add(more)
    found["add_s"] = time.perf_counter() - began
    began = time.perf_counter()
    index.remove([article.id for article in more])
    found["remove_s"] = time.perf_counter() - began
    index.close()
    return found


if __name__ == "__main__":
    print(json.dumps(built(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
