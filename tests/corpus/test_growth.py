"""No text makes the loader take more than a time that grows as the text does."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

import pullquote.corpus
from pullquote.corpus import PullquoteError, find_debris, load_articles
from pullquote.corpus.dates import parse_date
from pullquote.corpus.metadata import plain
from tests.corpus.conftest import write
from tests.tools.growth import BEGINNINGS, PIECES, grows_too_fast, run


def uses() -> Iterator[tuple[str, Callable[[str], object]]]:
    """Every compiled pattern for text in the package, as it is used: at the beginning of a text, or all through it."""
    for found in pkgutil.walk_packages(pullquote.corpus.__path__, "pullquote.corpus."):
        if found.name.endswith("reading_process"):
            continue
        module = importlib.import_module(found.name)
        source = inspect.getsource(module)
        for name, value in vars(module).items():
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                    anywhere = re.search(rf"\b{name}\.(?:search|sub|findall|finditer)\b", source)
                    yield f"{found.name}.{name}", one.search if anywhere else one.fullmatch
                    yield f"{found.name}.{name}", one.match


USES = list(uses())


def test_the_patterns_are_found() -> None:
    assert len({name for name, _ in USES}) > 20


def test_a_pattern_that_takes_the_square_is_found_out() -> None:
    assert grows_too_fast(re.compile(" +b").search, run("a", " "))


@pytest.mark.parametrize("use", [use for _, use in USES], ids=[name for name, _ in USES])
def test_a_pattern_takes_a_time_that_grows_as_the_text_does(use: Callable[[str], object]) -> None:
    slow = [
        (beginning, piece) for beginning in BEGINNINGS for piece in PIECES if grows_too_fast(use, run(beginning, piece))
    ]
    assert slow == []


@pytest.mark.parametrize("work", [find_debris, parse_date, plain])
def test_what_is_done_with_a_text_takes_a_time_that_grows_as_it_does(work: Callable[[str], object]) -> None:
    def safely(text: str) -> None:
        with suppress(PullquoteError):  # a refusal takes its time too
            work(text)

    assert [piece for piece in PIECES if grows_too_fast(safely, run("", piece))] == []


@pytest.mark.parametrize("name", ["one.txt", "one.md", "one.jsonl", "metadata.csv"])
@pytest.mark.parametrize("beginning", ["", "# a", "---\ntitle: ", '{"text": "a", "title": "', "file,title\none.txt,"])
def test_a_file_takes_a_time_that_grows_as_it_does(tmp_path: Path, name: str, beginning: str) -> None:
    def load(text: str) -> None:
        load_articles(write(tmp_path, {name: text}))

    slow = [piece for piece in PIECES if grows_too_fast(partial(load), run(beginning, piece))]
    assert slow == []
