"""`serve` and `mcp`: the page, the routes for programs and MCP."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from pullquote.corpus import BadInputError, NotFoundError
from pullquote.ui.cli.options import IndexFolder, ReaderOptions
from pullquote.ui.cli.serve_options import RunOptions

Host = Annotated[str, typer.Option("--host", help="The address to listen on; 0.0.0.0 lets other machines in.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")]
WithMcp = Annotated[bool, typer.Option("--mcp", help="Also speak MCP (Model Context Protocol), at /mcp.")]
Votes = Annotated[
    Path | None,
    typer.Option(
        "--feedback", metavar="FILE", help="The file for votes on answers; without it, one in your data folder."
    ),
]

PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help="Ask for the password in FILE: the page under any name, the routes for programs as a bearer token.",
    ),
]
Open = Annotated[bool, typer.Option("--open", help="Let other machines in without a password.")]
_SHORTEST = 8  # characters of a password


def serve(
    *,
    host: Host = "127.0.0.1",
    port: Port = 7860,
    index: IndexFolder = None,
    reading: ReaderOptions,
    mcp: WithMcp = False,
    feedback: Votes = None,
    password_file: PasswordFile = None,
    open: Open = False,
    running: RunOptions,
) -> int:
    """Serve the page for a browser, and beside it the REST routes for programs, until Ctrl-C."""
    _require("the page", "gradio", "fastapi", "uvicorn", "prometheus_client")
    running.check()
    password = _password(password_file)
    # Imported here and below: a port in use need not wait for Gradio, nor --help for anything.
    from pullquote.ui.web.server import is_loopback, listen, run

    if not is_loopback(host) and not password and not open:
        raise BadInputError(
            f"other machines reach {host}; name a password with --password-file FILE, or let everybody in with --open"
        )
    config = reading.config()
    with listen(host, port) as listening:
        from pullquote.rag import open_bot
        from pullquote.ui.cli.open_collection import open_collection, waiting
        from pullquote.ui.cli.screen import complain
        from pullquote.ui.web.application import make_app

        tell, workers = running.tell(), running.make_workers(index, config, mcp=mcp)
        collection = open_collection(index, config)
        len(collection.index)  # a damaged index is reported before anybody comes
        with waiting("getting the page ready"):
            app = make_app(
                collection,
                loopback=is_loopback(host),
                mcp=mcp,
                feedback=feedback,
                make_bot=partial(open_bot, config=config),
                password=password,
                tell=tell,
                workers=workers,
            )
        if not is_loopback(host) and not password:
            complain("other machines can reach this page; it has no password")
        shown = f"[{host}]" if ":" in host else host
        print(f"http://{shown}:{listening.getsockname()[1]}  (Ctrl-C ends it)", flush=True)
        try:
            run(app, listening, app.end)
        except KeyboardInterrupt:
            complain("ended")
            raise
    return 0


def mcp(*, index: IndexFolder = None, reading: ReaderOptions) -> int:
    """Speak MCP (Model Context Protocol) over standard input and output; a model's client starts this."""
    _require("MCP", "mcp", "fastapi")
    config = reading.config()
    from pullquote.ui.api import Api
    from pullquote.ui.cli.open_collection import open_collection
    from pullquote.ui.web.mcp import make_mcp

    make_mcp(Api(open_collection(index, config))).run("stdio")
    return 0


def _password(file: Path | None) -> str:
    """The first line of the file. Raises BadInputError for one that nobody should use."""
    if file is None:
        return ""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise BadInputError(
            f"the password in {file} cannot be read ({getattr(error, 'strerror', None) or error})"
        ) from None
    password = lines[0].strip() if lines else ""
    if len(password) < _SHORTEST or not password.isascii():
        raise BadInputError(
            f"the password in {file} is short or not ASCII; needed: {_SHORTEST} characters in its first line"
        )
    return password


def _require(what: str, *packages: str) -> None:
    """Raises NotFoundError where a package is not installed."""
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise NotFoundError(f"{what} needs {missing[0]}; run: pip install 'pullquote[page]'")
