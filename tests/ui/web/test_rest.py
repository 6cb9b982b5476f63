"""The routes for programs: the wire form back, or a status and one line."""

import json
from typing import Any

import pytest

pytest.importorskip("fastapi")

from fastapi import FastAPI
from starlette.testclient import TestClient

from pullquote.corpus import BadInputError, BusyError, DamagedError, NotFoundError, PullquoteError
from pullquote.ui.api import Api
from pullquote.ui.collection import Collection
from pullquote.ui.web.guard import Guard
from pullquote.ui.web.rest import application, mount_api
from tests.ui.conftest import WORTH


def test_ask_gives_the_wire_form(client: TestClient, collection: Collection) -> None:
    reply = client.post("/api/ask", json={"question": WORTH})
    assert reply.status_code == 200
    assert reply.json() == json.loads(json.dumps(collection.bot.ask(WORTH).to_dict()))


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
        ({"question": "Who?", "top": 0}, "top is 0; allowed: 1 to 50"),
        ({"question": "Who?", "history": [{"question": "Who?"}] * 51}, "the history has 51 turns; allowed: 50"),
        ({"question": "Who?", "limit": 3}, "limit: extra inputs"),
        ({"question": "Who?", "publisher": 5}, "publisher is 5"),
        ({"question": "Who?", "history": "Who?"}, "history is 'Who?'; needed: a list of turns"),
        ({"question": "Who?", "top": {}}, "top is {}; allowed: 1 to 50"),
        ({}, "question: field required"),
        ([], "input should be a valid dictionary"),
    ],
)
def test_a_mistake_is_400_and_one_line(client: TestClient, body: object, said: str) -> None:
    reply = client.post("/api/ask", json=body)
    assert reply.status_code == 400
    assert said in reply.text and reply.text.count("\n") == 1


def test_a_number_as_text_a_year_as_a_number_and_one_name_for_a_list_are_understood(client: TestClient) -> None:
    asked = {"question": "Who was the defense minister?", "top": "1", "after": 2020, "articles": "no such article"}
    assert client.post("/api/ask", json=asked | {"articles": ""}).json()["answered"]
    assert not client.post("/api/ask", json=asked).json()["answered"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadInputError("x"), 400),
        (NotFoundError("x"), 404),
        (DamagedError("x"), 500),
        (BusyError("x"), 503),
        (PullquoteError("x"), 400),
    ],
)
def test_the_kind_of_an_error_is_its_status(error: PullquoteError, status: int) -> None:
    class Failing(Api):
        def __init__(self) -> None: ...

        def search(self, question: object, *, top: object = 5, **where: object) -> Any:
            raise error

    app: FastAPI = application()
    mount_api(app, Failing())
    reply = TestClient(app).get("/api/search", params={"question": "x"})
    assert (reply.status_code, reply.text) == (status, "x\n")


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
    assert client.get("/api/search?question=x&publsher=y").text == "publsher: extra inputs are not permitted\n"


def test_own_fields_filter_what_is_asked_and_searched_and_are_listed(sectioned: Collection) -> None:
    app: FastAPI = application()
    mount_api(app, Api(sectioned))
    client = TestClient(Guard(app, loopback=True, upload_bytes=1), base_url="http://127.0.0.1:7860")
    asked = {"question": "Who won?", "where": {"section": "sport", "event": {"after": "2020"}}}
    assert {one["article"]["file"] for one in client.post("/api/ask", json=asked).json()["quotes"]} == {"race.txt"}
    found = client.get("/api/search?question=won&where=section%3Dpolitics&where=tags=vote").json()["hits"]
    assert [hit["fields"]["section"] for hit in found] == ["politics"]
    listed = client.get("/api/articles").json()["articles"]
    assert {one["fields"]["section"] for one in listed} == {"sport", "politics"}
    reply = client.post("/api/ask", json={"question": "Who won?", "where": {"desk": "x"}})
    assert reply.status_code == 400 and "the articles' own: event, section, tags" in reply.text


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
