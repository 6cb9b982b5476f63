"""What several test files share: small articles and indexes, programs among articles, the page in a process of its own,
a browser for it."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import docx
import pytest

from pullquote.corpus import Article, Source, Span, bundled_folder
from pullquote.index import Index, build
from pullquote.rag import Bot, Config, open_bot

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


class Known(TypedDict, total=False):
    """The metadata of an article but for its title, as `article` takes it."""

    publisher: str
    author: str
    published: date | None
    url: str
    note: str
    origin: str
    sha256: str
    fields: dict[str, str | tuple[str, ...]]


def source(name: str, title: str = "", **known: Unpack[Known]) -> Source:
    """The file `name` (`.txt` where it has no suffix) of the folder `news`; called `name` where no title is given."""
    file = name if "." in name else f"{name}.txt"
    return Source(f"news/{file}", file, title or name, **known)


def article(
    name: str,
    text: str,
    title: str = "",
    *,
    debris: tuple[tuple[int, int], ...] = (),
    also: tuple[Source, ...] = (),
    **known: Unpack[Known],
) -> Article:
    """An article from that file; `debris` are pairs of offsets, `also` further places that carried the text."""
    return Article(source(name, title, **known), text, tuple(Span(*edges) for edges in debris), also)


def index_of(folder: Path, *articles: Article) -> Index:
    """A new index in `folder` over these articles, with the embedder that hashes words."""
    index = Index.create(folder, embedder="hash")
    if articles:
        index.add(articles)
    return index


def always_answering(index: Index) -> Bot:
    """A bot without a network that never refuses for want of confidence."""
    return open_bot(index, config=Config(threshold=0.0, reader="nearest"))


# The first four are what reading a .md imports, the last two what reading a .docx does as well
MODULES = ["json", "resource", "pullquote", "yaml", "docx", "lxml"]


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """A file that is there once a stranger's program has been run."""
    return tmp_path / "ran"


@pytest.fixture
def drop(tmp_path: Path, ran: Path) -> Callable[..., list[Path]]:
    """Articles, and programs that leave a mark when they are run, in one folder."""
    folder = tmp_path / "dropped"
    folder.mkdir()

    def dropped(*modules: str) -> list[Path]:
        for module in modules:
            (folder / f"{module}.py").write_text(f"open({str(ran)!r}, 'w').close()\nraise SystemExit(0)\n")
        (folder / "bridge.md").write_text("---\ntitle: The bridge\n---\nAnna Lindqvist opened the bridge in Lund.\n")
        document = docx.Document()
        document.add_paragraph("The harbour of Malmö was built in 1775.")
        document.save(str(folder / "harbour.docx"))
        return sorted(folder.iterdir())

    return dropped


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The bundled articles under the embedder that hashes words; for looking at, not for changing."""
    index = build([bundled_folder()], tmp_path_factory.mktemp("bundled") / "index", embedder="hash").index
    yield index
    index.close()


@dataclass(frozen=True)
class Served:
    """A running page: its address, and the folder that holds its index, votes and list of connections."""

    address: str
    folder: Path
    pid: int


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("page")
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "tools" / "page_server.py"), str(folder)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdout
        try:
            address = process.stdout.readline().strip()
            assert address, (folder / "log.txt").read_text()
            yield Served(address, folder, process.pid)
        finally:
            process.terminate()
            process.wait(20)
            process.stdout.close()


@pytest.fixture(scope="module")  # a session of its own would leave its event loop running for the tests that follow
def browser() -> Iterator["Browser"]:
    path = shutil.which("chromium")
    if not path:
        pytest.skip("no chromium here; run: python tests/tools/get_browser.py")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()
