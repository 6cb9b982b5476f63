"""The routes behind their guard, for the tests of both."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from pullquote.ui.api import Api
from pullquote.ui.collection import Collection
from pullquote.ui.web.guard import Guard
from pullquote.ui.web.rest import application, mount_api


@pytest.fixture(scope="session")
def client(collection: Collection) -> Iterator[TestClient]:
    app = application()
    mount_api(app, Api(collection))
    guarded = Guard(app, loopback=True, upload_bytes=2_000_000)
    with TestClient(guarded, base_url="http://127.0.0.1:7860", raise_server_exceptions=False) as opened:
        yield opened
