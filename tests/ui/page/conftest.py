"""What the tests of uploads share: a folder of articles with programs among them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest

from pullquote.index import make_embedder
from pullquote.ui.page.uploads import Uploads
from tests.conftest import always_answering

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


@pytest.fixture
def uploads() -> Iterator[Uploads]:
    """One visitor's files; none yet."""
    made = Uploads(make_embedder("hash"), always_answering)
    yield made
    made.close()
