"""A process that is killed while it writes into Milvus leaves the state before or after, and nothing in between."""

import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from pullquote.corpus import BusyError
from pullquote.index import Index, check_index
from tests.conftest import index_of

pytest.importorskip("pymilvus", reason="needs pymilvus; run: make milvus")
pytestmark = [pytest.mark.milvus, pytest.mark.slow, pytest.mark.filterwarnings("default")]

WRITER = """
import sys
from pullquote.corpus import Article, Source
from pullquote.index import Index
index = Index.open(sys.argv[1])
for n in range(int(sys.argv[2]), 10**6):
    names = [f"{n}/{i}" for i in range(5)]
    print(n, flush=True)
    articles = [Article(Source(name, name, name), f"Sentence {name} was written.") for name in names]
    index.add(articles, drop=[f"{n - 2}/0"])
"""


def test_after_a_kill_at_any_moment_the_index_is_the_state_before_or_after(tmp_path: Path) -> None:
    place, chosen, begun = tmp_path / "i.db", random.Random(5), 0
    index_of(place).close()
    numbers: dict[int, str] = {}
    for _ in range(6):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, place, str(begun)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout
        first = writer.stdout.readline()
        time.sleep(chosen.uniform(0.0, 1.5))
        writer.kill()
        last = [first, *writer.communicate()[0].splitlines()][-1]  # which closes the pipe as well
        index = opened(place)
        held = {one.id for one in index.articles()}
        possible = [state(int(last)), state(int(last) + 1)]  # the last that was begun is not there, or is there whole
        assert held in possible
        for one in index.articles():
            for passage in index.passages(one):
                assert numbers.setdefault(passage.id, passage.text) == passage.text
        begun = int(last) + possible.index(held)
        index.close()
        assert check_index(place) == []
    assert begun > 3


def state(changes: int) -> set[str]:
    """The ids after so many changes."""
    written = {f"{n}/{i}" for n in range(changes) for i in range(5)}
    return written - {f"{n}/0" for n in range(changes - 2)}


def opened(place: Path) -> Index:
    """The index, once milvus-lite's process has seen that the one it served was killed, and let go of the file."""
    for _ in range(100):
        with suppress(BusyError):
            return Index.open(place)
        time.sleep(0.2)
    return Index.open(place)
