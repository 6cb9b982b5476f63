"""What the tests of uploads share."""

from collections.abc import Iterator

import pytest

from pullquote.index import make_embedder
from pullquote.ui.page.uploads import Uploads
from tests.conftest import always_answering


@pytest.fixture
def uploads() -> Iterator[Uploads]:
    """One visitor's files; none yet."""
    made = Uploads(make_embedder("hash"), always_answering)
    yield made
    made.close()
