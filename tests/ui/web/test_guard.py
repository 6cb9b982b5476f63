"""What is kept out before a request reaches the application."""

from collections.abc import Iterator

from starlette.testclient import TestClient

from tests.ui.conftest import WORTH


def test_another_sites_page_may_not_ask_nor_a_name_that_was_made_to_point_here(client: TestClient) -> None:
    ask = {"question": WORTH}
    assert client.post("/api/ask", json=ask, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/api/ask", json=ask, headers={"origin": "http://127.0.0.1:7860"}).status_code == 200
    assert client.get("/api/health", headers={"host": "evil.example"}).status_code == 403


def test_too_many_bytes_are_refused_whether_they_are_announced_or_not(client: TestClient) -> None:
    assert client.post("/api/ask", content=b"x" * 1_000_001).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    assert client.post("/api/ask", content=pieces()).status_code >= 400
