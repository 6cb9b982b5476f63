"""The web application: page, routes and MCP over one collection, made so that nothing leaves the machine."""

import asyncio
import hmac
import os
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from pullquote.rag import open_bot
from pullquote.ui.api import AT_ONCE, Api
from pullquote.ui.collection import Collection, MakeBot
from pullquote.ui.page.actions import Actions
from pullquote.ui.page.feedback import Feedback, default_file
from pullquote.ui.page.sessions import Sessions
from pullquote.ui.page.uploads import MOST_BYTES_TOGETHER
from pullquote.ui.web.at_once import AtOnce, Pace
from pullquote.ui.web.forwarding import Forwarding
from pullquote.ui.web.guard import Guard
from pullquote.ui.web.observed import Asked, Tell, telling, to_all, told, untold
from pullquote.ui.web.page_calls import InLine, PageCalls
from pullquote.ui.web.prometheus import Metrics, memory, mount_metrics
from pullquote.ui.web.rest import application, mount_api
from pullquote.ui.web.server_folder import ServerFolder
from pullquote.ui.web.workers import Workers

MOST_WAITING = 300_000_000  # bytes of uploads that are not indexed yet, of all visitors together
FORGOTTEN = 600.0  # seconds until an upload that nobody indexed is deleted
SWEEP = 60.0  # seconds between looks for sessions that are over
# Gradio and the Hugging Face client, both of which would report and fetch
QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_MCP_SERVER": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
}


def make_app(  # noqa: PLR0913  # settings, each with a name
    collection: Collection,
    *,
    loopback: bool = True,
    mcp: bool = False,
    feedback: Path | None = None,
    make_bot: MakeBot = open_bot,
    password: str = "",
    tell: Tell = untold,
    workers: Workers | None = None,
) -> Guard:
    """`feedback` is the file for votes; `make_bot` makes the bots over visitors' own files. With a `password` the page
    asks for it, under any name, and the routes for programs want it as a bearer token. `tell` is told of every question
    and request. With `workers`, which are started and ended here, they answer REST and MCP, four questions each."""
    os.environ.update(QUIET)
    kept = ServerFolder()
    os.environ["GRADIO_TEMP_DIR"] = str(kept.uploads)
    import gradio as gr

    from pullquote.ui.page.page import page
    from pullquote.ui.page.sureness import settings
    from pullquote.ui.page.theme import look
    from pullquote.ui.web.gradio_files import forbid_fetching, forget_uploads, name_uploads_at_random, waiting_bytes

    forbid_fetching()
    name_uploads_at_random()
    folder = kept.uploads
    metrics, places = Metrics(), AtOnce(AT_ONCE * (len(workers) if workers else 1))
    tell = to_all(metrics.tell, tell)
    forwarding = Forwarding(workers) if workers else None
    if workers:
        workers.start(kept.path, tell)
    pace = Pace()
    tell_here = to_all(lambda event: pace.add(event.seconds) if isinstance(event, Asked) else None, tell)
    collection, make_bot = replace(collection, bot=told(collection.bot, tell_here)), telling(make_bot, tell_here)
    api, sessions, stop = Api(collection), Sessions(collection, make_bot, folder=kept.own), threading.Event()
    mcp_servers: list[Any] = []

    def sweep() -> None:
        while not stop.wait(SWEEP):
            sessions.sweep()
            forget_uploads(folder, seconds=FORGOTTEN)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for server in mcp_servers:
                await running.enter_async_context(server.session_manager.run())
            threading.Thread(target=sweep, name="sessions", daemon=True).start()
            yield
            stop.set()
            for jobs in blocks._queue.active_jobs:  # so that what is at work stops, and the server need not wait for it
                for job in jobs or ():
                    job.alive = False
            sessions.close()
            if workers and forwarding:
                await forwarding.close()
                await asyncio.to_thread(workers.close)
            kept.close()

    app = application(lifespan=lifespan)
    mount_api(app, api)
    mount_metrics(app, metrics)
    if mcp:
        from pullquote.ui.web.mcp import mount_mcp

        mcp_servers.append(mount_mcp(app, api))
    blocks = page(Actions(sessions, Feedback(feedback or default_file())), api, settings(collection))
    page_queue = blocks._queue
    _show_levels(metrics, places, page_queue, workers)
    login = {"auth": lambda _name, given: hmac.compare_digest(given.encode(), password.encode())} if password else {}
    gr.mount_gradio_app(app, blocks, path="/", **look(), **login)
    return Guard(
        app,
        loopback=loopback,
        upload_bytes=MOST_BYTES_TOGETHER + 1_000_000,  # the files and what stands around them
        full=lambda: waiting_bytes(folder) > MOST_WAITING,
        token=password,
        calls=PageCalls(
            blocks.get_config_file(),
            folder,
            page_queue.pending_messages_per_session,
            page_queue.pending_event_ids_session,
            InLine(lambda: len(page_queue), lambda: pace.mean * (len(page_queue) + 1) / AT_ONCE),
        ),
        asked=forwarding,
        places=places,
        tell=tell,
    )


def _show_levels(metrics: Metrics, places: AtOnce, page_queue: Any, workers: Workers | None) -> None:
    """Of the two lines in which questions wait, of the processes and their memory."""

    def in_line() -> Mapping[tuple[str, ...], float]:
        at_work = sum(1 for jobs in page_queue.active_jobs for job in jobs or () if job)
        return {
            ("programs", "waiting"): places.waiting,
            ("programs", "working"): places.inside,
            ("page", "waiting"): len(page_queue),
            ("page", "working"): at_work,
        }

    def held() -> Mapping[tuple[str, ...], float]:
        pids: dict[str, int | str] = {"page": "self", **(workers.pids if workers else {})}
        return {(name, kind): size for name, pid in pids.items() for kind, size in memory(pid).items()}

    metrics.level("pullquote_queue", "What waits and what is worked at", ("of", "state"), in_line)
    if workers:
        metrics.level("pullquote_workers", "Processes that answer now", (), lambda: {(): workers.ready})
    metrics.level("pullquote_memory_bytes", "Memory of each process", ("process", "kind"), held)
