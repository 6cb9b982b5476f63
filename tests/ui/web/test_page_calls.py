"""What a page sends is what the page sends, or it is refused before Gradio sees it."""

from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import BadInputError
from pullquote.ui.web.page_calls import PageCalls

JOIN = "/gradio_api/queue/join"
CONFIG = {
    "components": [{"id": n, "type": kind} for n, kind in enumerate(("api", "file"))],
    "dependencies": [
        {"id": 0, "api_name": "article", "inputs": [0]},
        {"id": 1, "api_name": "search", "inputs": [0, 0]},
        {"id": 2, "api_name": "upload", "inputs": [1]},
        {"id": 3, "api_name": "vote", "inputs": []},
    ],
}
UPLOADED = f"{'0a' * 32}/a file.txt"
CALLS = PageCalls(CONFIG, Path("/private/uploads"))


def call(number: object, *data: object, **more: object) -> dict[str, Any]:
    return {"fn_index": number, "data": list(data), "session_hash": "abcdefgh", **more}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (JOIN, call(1, "Who?", 5)),
        (JOIN, call(1, "Who?", None)),
        (JOIN, call(3, event_data={"key": "0-0"})),
        (JOIN, call(2, None)),
        ("/gradio_api/call/article", {"data": ["Who?"]}),
        ("/gradio_api/call/article/", {"data": ["Who?"], "session_hash": "abcdefgh"}),
        (JOIN, call(1, "Who?", None, trigger_id=7)),
    ],
)
def test_what_the_page_and_clients_send_is_passed_on_as_it_is(path: str, body: dict[str, Any]) -> None:
    assert CALLS.checked(path, body) == body


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        (JOIN, [], "no object"),
        (JOIN, {"fn_index": 1, "data": ["Who?", None]}, "no session; open the page"),
        (JOIN, call(1, "Who?", None) | {"session_hash": 5}, "no name of a session"),
        (JOIN, call(1, "Who?", None) | {"session_hash": "a/../b-------"}, "no name of a session"),
        (JOIN, call(1, "Who?", None) | {"session_hash": "short"}, "no name of a session"),
        (JOIN, call(9), "no such event"),
        (JOIN, call("1", "Who?", None), "no such event"),
        (JOIN, call(True, "Who?", None), "no such event"),
        (JOIN, call(None), "no such event"),
        (JOIN, call([1]), "no such event"),
        (JOIN, call(1, "Who?"), "no list of 2 values"),
        (JOIN, call(1, "Who?", None, None), "no list of 2 values"),
        (JOIN, call(1) | {"data": {"0": "Who?"}}, "no list of 2 values"),
        (JOIN, call(2, "x"), "value 0 of the event is none of a file"),
        (JOIN, call(2, [{"path": "/etc/passwd"}]), "none of a file"),
        (JOIN, call(2, [{"path": "http://192.0.2.1/x.txt"}]), "none of a file"),
        (JOIN, call(2, [{"path": f"{'0a' * 32}/.."}]), "none of a file"),
        (JOIN, call(2, [{"path": f"{'0a' * 32}/../x"}]), "none of a file"),
        (JOIN, call(2, [{"path": f"/private/uploads/{UPLOADED}"}]), "none of a file"),
        (JOIN, call(3, event_data="x"), "event_data is no object"),
        ("/gradio_api/call/nothing", {"data": []}, "no such event"),
        ("/gradio_api/call/article", {"data": []}, "no list of 1 values"),
        (JOIN, call(1, "Who?", None, trigger_id="x"), "trigger_id is no number"),
    ],
)
def test_anything_else_is_refused_in_one_line(path: str, body: object, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        CALLS.checked(path, body)


def test_a_call_by_name_is_of_the_event_of_that_name_whatever_else_it_says() -> None:
    said = {"fn_index": 2, "event_id": 5, "batched": True, "simple_format": True, "request": {}, "oauth_token": "x"}
    assert CALLS.checked("/gradio_api/call/article", {"data": ["Who?"], **said}) == {"data": ["Who?"]}
    assert CALLS.checked(JOIN, call(1, "Who?", None, **{**said, "fn_index": 1})) == call(1, "Who?", None)


def test_an_event_that_nobody_began_or_that_is_over_is_not_waited_for() -> None:
    calls = PageCalls(CONFIG, Path("/private/uploads"), {}, {"abcdefgh": {"one", "two"}})
    assert [calls.is_over(call) for call in ("ask/one", "v2/ask/two", "ask/three", "ask", "")] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_a_file_is_named_by_its_place_outside_and_by_its_path_inside() -> None:
    assert CALLS.by_place([f"/private/uploads/{UPLOADED}"]) == [UPLOADED]
    (file,) = CALLS.checked(JOIN, call(2, [{"path": UPLOADED, "url": "http://192.0.2.1", "is_stream": True}]))["data"][
        0
    ]
    assert file == {"path": f"/private/uploads/{UPLOADED}", "meta": {"_type": "gradio.FileData"}}
