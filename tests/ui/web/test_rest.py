"""The routes for programs, and what the guard before them keeps out."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient

from pullquote.corpus import bundled_folder
from pullquote.index import Index, build
from pullquote.rag import Bot, Config, open_bot
from pullquote.ui.web.calls import Calls
from pullquote.ui.web.guard import Guard
from pullquote.ui.web.rest import application, mount_api

WORTH = "How much are the Aegis Ashore contracts worth?"


def make(index: Index) -> Bot:
    return open_bot(index, config=Config(threshold=0.0, reader="sentence"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return build([bundled_folder()], tmp_path_factory.mktemp("api") / "index", embedder="hash").index


@pytest.fixture(scope="module")
def bot(index: Index) -> Bot:
    return make(index)


@pytest.fixture(scope="module")
def client(bot: Bot, index: Index) -> Iterator[TestClient]:
    app = application()
    mount_api(app, Calls(bot, index))
    guarded = Guard(app, loopback=True, upload_bytes=2_000_000)
    with TestClient(guarded, base_url="http://127.0.0.1:7860", raise_server_exceptions=False) as opened:
        yield opened


def test_ask_gives_the_wire_form(client: TestClient, bot: Bot) -> None:
    reply = client.post("/api/ask", json={"question": WORTH})
    assert reply.status_code == 200
    assert reply.json() == json.loads(json.dumps(bot.ask(WORTH).to_dict()))


def test_ask_takes_every_argument_of_the_bot(client: TestClient) -> None:
    asked: dict[str, Any] = {
        "question": "and in 2020?",
        "history": [{"question": "Who was the defense minister in 2017?", "answer": "Itsunori Onodera"}],
        "publisher": "japan",
        "author": [],
        "after": "2020",
        "before": "2020-06",
        "as_of": "2020-12-31",
        "top": 1,
    }
    reply = client.post("/api/ask", json=asked).json()
    assert reply["understood_as"] == "Who was the defense minister in 2020?"
    assert [quote["article"]["publisher"] for quote in reply["quotes"]] == ["Japan Media Highlights (retold)"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"question": ""}, "the question is empty"),
        ({"question": "x" * 10_001}, "allowed: 10,000"),
        ({"question": "Who?", "after": "soon"}, "'soon' is no date"),
        ({"question": "Who?", "after": "2020", "before": "2019"}, "no day is both"),
        ({"question": "Who?", "top": 0}, "top: input should be greater"),
        ({"question": "Who?", "history": [{"question": "Who?"}] * 51}, "the history has 51 turns; allowed: 50"),
        (
            {"question": "Who?", "history": [{"question": "x" * 10_001}]},
            "turn 1 has 10,001 characters; allowed: 10,000",
        ),
        ({"question": "Who?", "limit": 3}, "limit: extra inputs"),
        ({}, "question: field required"),
        ([], "input should be a valid dictionary"),
    ],
)
def test_a_mistake_is_400_and_one_line(client: TestClient, body: object, said: str) -> None:
    reply = client.post("/api/ask", json=body)
    assert reply.status_code == 400
    assert said in reply.text and reply.text.count("\n") == 1


def test_what_is_no_json_is_400_and_one_line(client: TestClient) -> None:
    reply = client.post("/api/ask", content=b"{", headers={"content-type": "application/json"})
    assert (reply.status_code, reply.text.count("\n")) == (400, 1)


def test_search_finds_passages_and_article_gives_the_text_that_offsets_count_in(client: TestClient) -> None:
    hits = client.get("/api/search", params={"question": "aegis ashore contracts", "top": 2}).json()["hits"]
    assert len(hits) == 2
    article = client.get(f"/api/article/{hits[0]['article']['id']}").json()
    assert article["text"][hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]
    assert client.get("/api/search", params={"question": " "}).status_code == 400
    assert client.get("/api/search").text == "question: field required\n"


def test_a_search_for_too_much_is_400_and_says_how_much_is_allowed(client: TestClient) -> None:
    reply = client.get("/api/search", params={"question": "x" * 10_001})
    assert (reply.status_code, reply.text) == (400, "the question has 10,001 characters; allowed: 10,000\n")


def test_an_article_that_is_not_there_is_404_and_one_line(client: TestClient) -> None:
    for name in ("nothing.md", "../../etc/passwd", "%2e%2e/x"):
        reply = client.get(f"/api/article/{name}")
        assert reply.status_code == 404 and reply.text.count("\n") == 1


def test_health_and_the_list_of_articles(client: TestClient) -> None:
    health = client.get("/api/health").json()
    assert (health["status"], health["articles"]) == ("ok", 5)
    assert len(client.get("/api/articles").json()["articles"]) == 5


def test_the_description_of_the_routes_needs_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/api/docs").text
    assert "POST /api/ask" in page and "<script" not in page and "as_of" in page
    assert {"/api/ask", "/api/search", "/api/article/{id}", "/api/health"} <= set(
        client.get("/openapi.json").json()["paths"]
    )


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
