"""A server that ends waits for nothing that would go on for ever, and cuts short what takes longer than a moment."""

import asyncio

import pytest

from pullquote.ui.web.deadlines import Deadlines
from pullquote.ui.web.guard import Guard
from pullquote.ui.web.request import Receive, Scope
from pullquote.ui.web.response import Message, Send


def test_what_is_open_when_the_server_is_to_end_is_cut_short_and_keeps_its_own_time_where_that_is_shorter() -> None:
    over: list[str] = []

    async def end() -> None:
        deadlines = Deadlines()

        async def one(name: str, seconds: float, to_finish: float) -> None:
            with pytest.raises(TimeoutError):
                async with deadlines.within(seconds, to_finish=to_finish):
                    await asyncio.Event().wait()
            over.append(name)

        opened = asyncio.gather(one("soon", 60, 0.2), one("by itself", 0.1, 60), one("at once", 60, 0))
        await asyncio.sleep(0)
        deadlines.end()
        await opened

    asyncio.run(asyncio.wait_for(end(), 30))
    assert over == ["at once", "by itself", "soon"]


def test_what_was_in_time_is_not_cut_short_later() -> None:
    async def over() -> bool:
        deadlines = Deadlines()
        async with deadlines.within(60):
            pass
        deadlines.end()
        await asyncio.sleep(0)
        return True

    assert asyncio.run(over())


@pytest.mark.parametrize("completes", [True, False])
def test_the_stream_of_an_open_page_ends_with_the_server_whether_it_says_its_last_word_or_not(completes: bool) -> None:
    sent: list[Message] = []
    last: Message = {"type": "http.response.body", "body": b"", "more_body": False}

    async def stream(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if completes:
                await send(last)
            raise

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async def ended() -> None:
        guard = Guard(stream, loopback=True, upload_bytes=9)
        path, headers = "/gradio_api/heartbeat/somebody", [(b"host", b"127.0.0.1")]
        scope: Scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "query_string": b""}
        streaming = asyncio.ensure_future(guard(scope, receive, send))
        while not sent:
            await asyncio.sleep(0)
        guard.end()
        for _ in range(50):  # turns of the loop, and no time
            await asyncio.sleep(0)
        assert streaming.done()
        await streaming

    asyncio.run(ended())
    assert sent[1:] == [last]
