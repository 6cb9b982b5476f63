"""With a password nobody gets to the page, its events or the routes without it; with it all of them answer."""

from pathlib import Path

import httpx
import pytest

from tests.soak.server import serving
from tests.ui.conftest import WORTH

pytest.importorskip("gradio")

PASSWORD = "open sesame"


@pytest.mark.slow
def test_the_page_and_the_routes_want_the_password(tmp_path: Path) -> None:
    with serving(tmp_path / "server", PASSWORD) as server, httpx.Client(base_url=server.address, timeout=60) as client:
        first = client.get("/")
        assert "auth_required" in first.text and "pq-box" not in first.text
        assert client.get("/config").status_code == 401
        call = {"data": ["x"], "session_hash": "abcdefgh"}
        assert client.post("/gradio_api/call/article", json=call).status_code == 401
        assert client.post("/api/ask", json={"question": WORTH}).status_code == 401
        for wrong in ("", "open sesam", "pässword"):
            assert client.post("/login", data={"username": "ann", "password": wrong}).status_code in (400, 422)
        assert client.get("/config").status_code == 401
        assert client.post("/login", data={"username": "ann", "password": PASSWORD}).status_code == 200
        assert len(client.get("/config").json()["components"]) > 10
        assert client.post("/api/ask", json={"question": WORTH}).status_code == 401  # a token, not the page's cookie
        asked = client.post("/api/ask", json={"question": WORTH}, headers={"authorization": f"Bearer {PASSWORD}"})
        assert asked.json()["question"] == WORTH
        assert "Traceback" not in server.log
