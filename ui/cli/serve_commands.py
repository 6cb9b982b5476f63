"""`serve` and `mcp`: the page, the routes for programs and MCP, from one process."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from pullquote.corpus import NotFoundError
from pullquote.ui.cli.options import IndexFolder

Host = Annotated[str, typer.Option("--host", help="The address to listen on; 0.0.0.0 lets other machines in.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")]
WithMcp = Annotated[bool, typer.Option("--mcp", help="Also speak MCP (Model Context Protocol), at /mcp.")]
Votes = Annotated[
    Path | None,
    typer.Option(
        "--feedback", metavar="FILE", help="The file for votes on answers; without it, one in your data folder."
    ),
]


def serve(
    host: Host = "127.0.0.1", port: Port = 7860, index: IndexFolder = None, mcp: WithMcp = False, feedback: Votes = None
) -> int:
    """Serve the page for a browser, and beside it the REST routes for programs, until Ctrl-C."""
    _require("the page", "gradio", "fastapi", "uvicorn")
    # Imported here and below: a port in use need not wait for Gradio, nor --help for anything.
    from pullquote.ui.web.server import is_loopback, listen, run

    with listen(host, port) as listening:
        from pullquote.ui.cli.open_collection import open_collection, waiting
        from pullquote.ui.cli.screen import complain
        from pullquote.ui.web.application import make_app

        collection = open_collection(index)
        len(collection.index)  # a damaged index is reported before anybody comes
        with waiting("getting the page ready"):
            app = make_app(collection, loopback=is_loopback(host), mcp=mcp, feedback=feedback)
        if not is_loopback(host):
            complain("other machines can reach this page; it has no password")
        shown = f"[{host}]" if ":" in host else host
        print(f"http://{shown}:{listening.getsockname()[1]}  (Ctrl-C ends it)", flush=True)
        run(app, listening)
    return 0


def mcp(index: IndexFolder = None) -> int:
    """Speak MCP (Model Context Protocol) over standard input and output; a model's client starts this."""
    _require("MCP", "mcp", "fastapi")
    from pullquote.ui.api import Api
    from pullquote.ui.cli.open_collection import open_collection
    from pullquote.ui.web.mcp import make_mcp

    make_mcp(Api(open_collection(index))).run("stdio")
    return 0


def _require(what: str, *packages: str) -> None:
    """Raises NotFoundError where a package is not installed."""
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise NotFoundError(f"{what} needs {missing[0]}; run: pip install 'pullquote[page]'")
