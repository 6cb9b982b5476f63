"""What the tests of the adapters share: two articles, a bot that quotes them, and frameworks that send nothing."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pullquote.index import Index
from pullquote.rag import Bot, open_bot
from tests.conftest import article, index_of
from tests.rag.conftest import FixedJudge, FixedReader

FERRY = "The ferry sank off the point. Nobody was hurt."
BRIDGE = "The bridge was painted green in spring."
os.environ |= {"LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false", "HAYSTACK_TELEMETRY_ENABLED": "False"}
_TRIED: list[str] = []


def _note(event: str, _values: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo"):
        _TRIED.append(event)


@pytest.fixture(autouse=True)
def _without_network() -> Iterator[None]:
    """A framework that reports its use fails its test."""
    if _note not in _HOOKS:
        sys.addaudithook(_note)
        _HOOKS.append(_note)
    _TRIED.clear()
    yield
    assert _TRIED == []


_HOOKS: list[object] = []


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    ferry = article(
        "ferry.md", FERRY, "The ferry", publisher="Post", fields={"section": "news", "tags": ("sea", "wind")}
    )
    with index_of(tmp_path / "index", ferry, article("bridge.md", BRIDGE)) as made:
        yield made


@pytest.fixture
def bot(index: Index) -> Bot:
    return open_bot(index, reader=FixedReader(), judge=FixedJudge(0.9))


@pytest.fixture
def refusing(index: Index) -> Bot:
    return open_bot(index, reader=FixedReader(), judge=FixedJudge(0.1))
