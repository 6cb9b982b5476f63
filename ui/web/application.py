"""The web application: page, routes and MCP over one bot, made so that nothing leaves the machine."""

import os
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from pullquote.index import Index
from pullquote.rag import Bot, open_bot
from pullquote.ui.page.actions import Deeds
from pullquote.ui.page.feedback import Feedback, default_file
from pullquote.ui.page.sessions import Visits
from pullquote.ui.page.uploads import MOST_BYTES_TOGETHER
from pullquote.ui.web.calls import Calls
from pullquote.ui.web.guard import Guard
from pullquote.ui.web.rest import application, mount_api

WAITING = 300_000_000  # bytes of uploads that are not indexed yet, of all visitors together
FORGOTTEN = 600.0  # seconds until an upload that nobody indexed is deleted
SWEEP = 60.0  # seconds between looks for visits that are over
# Gradio and the Hugging Face client, both of which would report and fetch
QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_MCP_SERVER": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
}


def make_app(
    bot: Bot,
    index: Index,
    *,
    loopback: bool = True,
    mcp: bool = False,
    feedback: Path | None = None,
    make: Callable[[Index], Bot] = open_bot,
) -> Guard:
    """The bot answers from `index`; `make` gives visitors' own indexes their bots; `feedback` is the file for votes."""
    os.environ.update(QUIET)
    waiting = tempfile.TemporaryDirectory(prefix="pullquote-uploads-")
    os.environ["GRADIO_TEMP_DIR"] = waiting.name
    import gradio as gr

    from pullquote.ui.page.page import page
    from pullquote.ui.page.theme import look
    from pullquote.ui.web.gradio_files import confine, forget_uploads, waiting_bytes

    confine()
    folder = Path(waiting.name)
    calls, visits, stop = Calls(bot, index), Visits(bot, index, make), threading.Event()
    spoken: list[Any] = []

    def sweep() -> None:
        while not stop.wait(SWEEP):
            visits.sweep()
            forget_uploads(folder, seconds=FORGOTTEN)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for server in spoken:
                await running.enter_async_context(server.session_manager.run())
            threading.Thread(target=sweep, name="visits", daemon=True).start()
            yield
            stop.set()
            visits.close()
            waiting.cleanup()

    app = application(lifespan=lifespan)
    mount_api(app, calls)
    if mcp:
        from pullquote.ui.web.mcp import mount_mcp

        spoken.append(mount_mcp(app, calls))
    blocks = page(Deeds(bot, visits, Feedback(feedback or default_file())), calls)
    gr.mount_gradio_app(app, blocks, path="/", **look())
    most = MOST_BYTES_TOGETHER + 1_000_000  # the files and what stands around them
    return Guard(app, loopback=loopback, upload_bytes=most, full=lambda: waiting_bytes(folder) > WAITING)
