"""What is told of questions and requests: its outcome, its counts, and its lines without the text."""

import json
import logging
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from pullquote.corpus import BadInputError, StoppedError, stopping_when
from pullquote.rag import Bot
from pullquote.ui.api import Api
from pullquote.ui.collection import Collection
from pullquote.ui.web.guard import Guard
from pullquote.ui.web.json_log import JsonLog, take_over
from pullquote.ui.web.observed import Asked, Event, Requested, Restarted, as_form, of_form, told
from pullquote.ui.web.prometheus import Metrics, memory, mount_metrics
from pullquote.ui.web.rest import application, mount_api
from tests.ui.conftest import WORTH

SECRET = "Where does the zebra of Zanzibar sleep?"
EVENTS: list[Event] = [Asked("answered", 0.25, SECRET), Requested("/api/ask", 503, 0.5, "busy"), Restarted(1, -9, True)]


def bot_that_tells(collection: Collection, heard: list[Event]) -> Bot:
    return told(collection.bot, heard.append)


def test_a_bot_tells_what_came_of_each_question_and_answers_as_before(collection: Collection) -> None:
    heard: list[Event] = []
    bot = bot_that_tells(collection, heard)
    assert bot.ask(WORTH).to_dict() == collection.bot.ask(WORTH).to_dict()
    bot.ask("Hello!")
    with pytest.raises(BadInputError):
        bot.ask("")
    with pytest.raises(StoppedError), stopping_when(lambda: "nobody waits"):
        bot.ask(WORTH)
    outcomes = [event.outcome for event in heard if isinstance(event, Asked)]
    assert outcomes == ["answered", "not_a_question", "mistake", "stopped"]


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_the_same_after_it_was_written_and_read(event: Event) -> None:
    assert of_form(json.loads(json.dumps(as_form(event)))) == event


@pytest.mark.parametrize("form", [None, 3, [], {}, {"event": "asked"}, {"event": "no"}, {**as_form(EVENTS[0]), "x": 1}])
def test_what_is_no_event_is_none(form: object) -> None:
    assert of_form(form) is None


def figures(text: bytes | str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    words = text if isinstance(text, str) else text.decode()
    found = [sample for family in text_string_to_metric_families(words) for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in found}


def test_what_is_told_is_counted_under_its_name_and_nothing_of_a_question_is_shown() -> None:
    metrics = Metrics()
    metrics.level("pullquote_queue", "In line", ("of", "state"), lambda: {("programs", "waiting"): 7})
    for event in (*EVENTS, Asked("answered", 3.0, SECRET), Requested("other", 404, 9.0, "unknown")):
        metrics.tell(event)
    found = figures(metrics.text())
    assert found["pullquote_questions_total", "answered"] == 2
    assert found["pullquote_question_seconds_sum",] == 3.25
    assert found["pullquote_question_seconds_bucket", "0.25"] == 1  # the bound is in its bucket
    assert found["pullquote_question_seconds_bucket", "5.0"] == 2
    assert found["pullquote_requests_total", "/api/ask", "503"] == 1
    assert (
        found["pullquote_refused_requests_total", "busy"] == found["pullquote_refused_requests_total", "unknown"] == 1
    )
    assert ("pullquote_request_seconds_count", "other") not in found
    assert found["pullquote_worker_restarts_total",] == 1
    assert found["pullquote_queue", "programs", "waiting"] == 7
    assert b"zebra" not in metrics.text()


@pytest.fixture
def watched(collection: Collection) -> Iterator[tuple[TestClient, list[str]]]:
    """Routes that are counted and logged, and the lines of the log."""
    metrics, lines = Metrics(), list[str]()
    log = JsonLog(lines.append)

    def tell(event: Event) -> None:
        metrics.tell(event)
        log.tell(event)

    app = application()
    mount_api(app, Api(Collection(collection.index, told(collection.bot, tell))))
    mount_metrics(app, metrics)
    guard = Guard(app, loopback=True, upload_bytes=9, token="open sesame", tell=tell)
    with TestClient(guard, base_url="http://127.0.0.1:7860", headers={"authorization": "Bearer open sesame"}) as client:
        yield client, lines


def test_the_route_shows_what_was_asked_of_the_server_and_wants_the_password(
    watched: tuple[TestClient, list[str]],
) -> None:
    client, _ = watched
    assert client.post("/api/ask", json={"question": WORTH}).status_code == 200
    client.get("/api/search", params={"question": SECRET})
    client.get("/zebra")
    assert client.get("/api/metrics", headers={"authorization": ""}).status_code == 401
    reply = client.get("/api/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = figures(reply.text)
    assert found["pullquote_questions_total", "answered"] == found["pullquote_requests_total", "/api/ask", "200"] == 1
    assert found["pullquote_request_seconds_count", "/api/search"] == 1
    assert found["pullquote_refused_requests_total", "password"] == 1
    assert found["pullquote_requests_total", "other", "404"] == 1
    assert "zebra" not in reply.text and "Aegis" not in reply.text


def test_the_log_has_a_line_for_each_question_and_request_and_none_of_their_words(
    watched: tuple[TestClient, list[str]],
) -> None:
    client, lines = watched
    client.post("/api/ask", json={"question": WORTH})
    client.get("/api/search", params={"question": SECRET})
    client.get("/api/article/zebra")
    read = [json.loads(line) for line in lines]
    assert [(one["event"], one.get("outcome") or one.get("status")) for one in read] == [
        ("asked", "answered"),
        ("requested", 200),
        ("requested", 200),
        ("requested", 404),
    ]
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    assert "zebra" not in "".join(lines) and "Aegis" not in "".join(lines)


def test_the_words_of_questions_are_logged_where_that_is_asked_for() -> None:
    lines = list[str]()
    JsonLog(lines.append, questions=True).tell(EVENTS[0])
    assert json.loads(lines[0])["question"] == SECRET


def test_what_libraries_log_is_a_line_of_json_too() -> None:
    lines, root = list[str](), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        take_over(JsonLog(lines.append))
        try:
            raise ValueError("of no use")
        except ValueError:
            logging.getLogger("uvicorn.error").exception("it failed")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    (line,) = map(json.loads, lines)
    assert (line["level"], line["from"], line["message"]) == ("error", "uvicorn.error", "it failed")
    assert "ValueError: of no use" in line["traceback"]


def test_memory_of_a_process_is_told_where_the_system_says_and_else_nothing() -> None:
    assert set(memory("self")) in ({"own", "files", "shared"}, set())
    assert memory("none") == {}
