"""Here an index lies in a folder: what its files are is looked at."""

from pathlib import Path

import pytest

from tests.index.conftest import Placed


@pytest.fixture(scope="session")
def placed() -> Placed:
    def folder(path: Path) -> Path:
        return path

    return folder
