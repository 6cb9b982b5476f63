"""What several test files share: the page running in a process of its own, and a browser to look at it with."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


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
