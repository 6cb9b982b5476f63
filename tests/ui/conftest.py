"""What the tests of the faces share: a story and its quotes, small collections, a way to run the command line."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pullquote.corpus import Article, Source, Span
from pullquote.index import Index, Passage
from pullquote.rag import Answer, Claim, Quote, Refusal
from pullquote.rag.answer import Standing
from pullquote.ui.cli.main import main
from pullquote.ui.collection import Collection
from pullquote.ui.page.sessions import Sessions
from tests.conftest import always_answering, article, index_of

WORTH = "How much are the Aegis Ashore contracts worth?"

BEFORE = "Talks had lasted a year."
SIGNED = "The treaty was signed in May 1997 by <both> sides."
AFTER = "It cost $3 & more. Nobody paid."
STORY = Article(
    Source("a/one.md", "one.md", "A <title>", "Paper", "Ann", date(1997, 6, 1), "https://example.org/1", "retold"),
    f"Menu | Home\n\n{BEFORE} {SIGNED} {AFTER}\n\nAn end.\n",
    debris=(Span(0, 11),),
)


def place(text: str, article: Article = STORY) -> Span:
    """Where the text stands first in the article."""
    start = article.text.index(text)
    return Span(start, start + len(text))


def quote(text: str = SIGNED, focus: str = "", article: Article = STORY) -> Quote:
    """A quote of that text with that short answer."""
    start, end = place(text, article)
    return Quote(Passage(article, start, end), start, end, 1.0, place(focus, article) if focus else None)


def answer(*quotes: Quote, question: str = "When was it signed?", confidence: float = 0.83) -> Answer:
    """An answer of these quotes."""
    return Answer(question, question, confidence, quotes)


def refusal(nearest: Quote | None, question: str = "Who paid?", understood_as: str = "Who paid for it?") -> Answer:
    """A refusal of a question that was understood as another one."""
    return Answer(
        question, understood_as, 0.1, refusal=Refusal("not_stated", "It is not said.", (nearest,) if nearest else ())
    )


def minister(name: str, published: date | None, outlet: str = "Herald") -> Quote:
    """A quote that names a minister, with the name as its short answer, out of an article of that day."""
    text = f"Minister {name} spoke on Friday."
    told = Article(Source(f"a/{name}-{outlet}", f"{name}.txt", name, outlet, published=published), text)
    return quote(text, name, told)


KONO = minister("Taro Kono", date(2020, 6, 26), "Herald")
ONODERA = minister("Itsunori Onodera", date(2017, 8, 18), "Post")
ALSO_ONODERA = minister("Onodera", date(2017, 9, 2), "Gazette")
INADA = minister("Tomomi Inada", None, "")


def told(*claims: Claim) -> Answer:
    """The answer of these claims."""
    quotes = tuple(quote for claim in claims for quote in claim.quotes)
    return Answer("Who is it?", "Who is it?", 0.83, quotes, claims=claims)


def of_another_time(*claims: Claim) -> Answer:
    """A refusal, as the articles say it of another time only."""
    quotes = tuple(quote for claim in claims for quote in claim.quotes)
    refused = Refusal("other_time", "Only of other times, not of 2015.", quotes)
    return Answer("Who was it in 2015?", "Who was it in 2015?", 0.7, refusal=refused, claims=claims)


def claim(*quotes: Quote, standing: Standing = "only", said_of: str = "") -> Claim:
    """What these quotes say, each from an independent source."""
    sources = [quote.article.source for quote in quotes]
    days = sorted(source.published for source in sources if source.published)
    names = tuple(source.publisher for source in sources if source.publisher)
    first, last = (days[0], days[-1]) if days else (None, None)
    return Claim(quotes, len(quotes), names, first, last, said_of, standing)


CHANGED = told(claim(KONO, standing="newest"), claim(ONODERA, ALSO_ONODERA, standing="earlier"))
DISPUTED = told(
    claim(KONO, standing="disputed"),
    claim(minister("Gen Nakatani", date(2020, 6, 3), "Post"), standing="disputed"),
    claim(INADA, standing="earlier"),
)
AGREED = told(claim(ONODERA, ALSO_ONODERA))


class Elements(HTMLParser):
    """Every tag with its attributes, and the text between them; the tags must close in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text, self._open = "", list[str]()
        self.feed(str(source))  # Markup would escape what is added to it
        self.close()
        assert self._open == []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((name, dict(attributes)))
        if name != "input":
            self._open.append(name)

    def handle_endtag(self, name: str) -> None:
        assert self._open.pop() == name

    def handle_data(self, words: str) -> None:
        self.text += words

    def having(self, attribute: str) -> list[str | None]:
        return [attributes[attribute] for _, attributes in self.found if attribute in attributes]


@pytest.fixture(scope="session")
def collection(bundled: Index) -> Collection:
    """The bundled articles, asked without a model; every answer is given."""
    return Collection(bundled, always_answering(bundled))


@pytest.fixture(scope="session")
def sectioned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Articles with metadata of their own: two are sport, one is of the year 2021."""
    index = index_of(
        tmp_path_factory.mktemp("sectioned") / "index",
        article("cup", "The cup was won by Ines Falk.", fields={"section": "sport", "event": "2019-05-01"}),
        article("race", "The race was won by Olaf Brandt.", fields={"section": "sport", "event": "2021-06"}),
        article("vote", "The vote was won by Anna Lind.", fields={"section": "politics", "tags": ("local", "vote")}),
    )
    yield Collection(index, always_answering(index))
    index.close()


@pytest.fixture
def quokka(tmp_path: Path) -> Path:
    """A file that a visitor drops on the page."""
    file = tmp_path / "quokka.txt"
    file.write_text("The quokka of Rottnest Island sleeps for nineteen hours a day.\n", encoding="utf-8")
    return file


@pytest.fixture
def sessions(collection: Collection) -> Iterator[Sessions]:
    """The sessions of a server over the bundled articles."""
    kept = Sessions(collection, always_answering)
    yield kept
    kept.close()


class Ended(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def run(*args: str | Path) -> Ended:
        code = main([str(arg) for arg in args])
        return Ended(code, *capsys.readouterr())

    return run


COMMAND = (sys.executable, "-m", "pullquote.ui.cli.main")


def process(*args: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """A command run in a process of its own."""
    return subprocess.run([*COMMAND, *map(str, args)], capture_output=True, encoding="utf-8", timeout=120, **options)


BRIDGE = """---
title: "A bridge at last"
publisher: "Harbour Herald (retold)"
author: "Ann Oakes"
date: 2019-03-12
note: "Retold; these are not the outlet's words."
---
The harbour bridge opened on Tuesday, two years late.

Mayor Ines Falk said that the bridge cost 48 million crowns, more than anybody had expected. Nobody came.
"""
FERRY = "The last ferry left at noon.\nIts captain, \x1b[31mOlaf [bold]Brandt\x1b[0m\u202e, had sailed it for years.\n"


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two articles, one of which tries to steer the terminal."""
    folder = tmp_path_factory.mktemp("cli") / "news"
    folder.mkdir()
    (folder / "bridge.md").write_text(BRIDGE, encoding="utf-8")
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def index(news: Path) -> Path:
    """The folder of their index; for looking at, not for changing."""
    folder = news.parent / "index"
    assert main(["build", str(news), "--index", str(folder), "--embedder", "hash"]) == 0
    return folder
