"""A process that answers programs' questions beside the one with the page, which alone can reach it: REST and MCP.

Its settings are the first line of its standard input, which is also what it lives by: when the other end is closed, or
dead, it ends. What it tells goes to its standard output, a line of JSON each.
"""

import asyncio
import json
import os
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from fastapi import FastAPI

from pullquote.corpus import PullquoteError
from pullquote.ui.api import Api
from pullquote.ui.collection import Collection
from pullquote.ui.web.guard import App
from pullquote.ui.web.json_log import JsonLog, take_over
from pullquote.ui.web.observed import Tell, as_form, told
from pullquote.ui.web.request import Receive, Scope, Sender
from pullquote.ui.web.response import Send
from pullquote.ui.web.rest import application, mount_api
from pullquote.ui.web.server import server

GRACE = 5.0  # seconds for what is at work when it is to end
STUCK = 180.0  # seconds at work: a question has sixty, so what takes so long does not end by itself
STUCK_CODE = 70  # a fault of the program, as sysexits.h numbers it
READY, BROKEN = "ready", "broken"  # events of its own: it answers from now on; it cannot, with a message


def work(open: Callable[[Mapping[str, Any]], Collection]) -> int:
    """Live as such a process, over the collection that `open` makes of the settings."""
    say = _own_stdout()
    settings = json.loads(sys.stdin.buffer.readline())
    end = _end_with_the_other(sys.stdin.fileno())
    if settings["log"] == "json":
        take_over(JsonLog())
    try:
        collection = open(settings)
        len(collection.index)
    except PullquoteError as error:
        say({"event": BROKEN, "message": str(error)})
        return 2
    listening = socket.socket(fileno=settings["socket"])
    running = server(worker_app(collection, mcp=settings["mcp"], tell=lambda event: say(as_form(event))))
    end(lambda: setattr(running, "should_exit", True))
    say({"event": READY})
    running.run([listening])
    return 0


def worker_app(
    collection: Collection,
    *,
    mcp: bool,
    tell: Tell,
    stuck: float = STUCK,
    end: Callable[[int], object] = os._exit,
) -> App:
    """The routes, over the collection, for requests that were looked at before. One that is at work for longer than
    `stuck` seconds ends the process, which is started again: no thread that hangs can be stopped otherwise."""
    api = Api(replace(collection, bot=told(collection.bot, tell)))
    mcp_servers: list[Any] = []

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        for one in mcp_servers:
            async with one.session_manager.run():
                yield
                return
        yield

    app = application(lifespan=lifespan)
    mount_api(app, api)
    if mcp:
        from pullquote.ui.web.mcp import mount_mcp

        mcp_servers.append(mount_mcp(app, api))

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        """What nobody waits for any more stops."""
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        sender = Sender(receive)
        too_long = asyncio.get_running_loop().call_later(stuck, end, STUCK_CODE)
        try:
            async with sender.waiting():
                await app(scope, sender.receive, send)
        finally:
            too_long.cancel()

    return watched


def _own_stdout() -> Callable[[Mapping[str, Any]], None]:
    """What writes a line of JSON to standard output; all else that is printed goes to standard error from now on."""
    lines, guard = os.fdopen(os.dup(1), "w", encoding="utf-8"), threading.Lock()
    os.dup2(2, 1)

    def say(form: Mapping[str, Any]) -> None:
        with guard:
            lines.write(json.dumps(form) + "\n")
            lines.flush()

    return say


def _end_with_the_other(lifeline: int) -> Callable[[Callable[[], None]], None]:
    """Ends this process when the file is at its end; gently, once it is known how."""
    gently: list[Callable[[], None]] = []

    def wait() -> None:
        while os.read(lifeline, 1024):
            pass
        if gently:
            gently[0]()
            threading.Event().wait(GRACE)
        os._exit(1)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
    return gently.append
