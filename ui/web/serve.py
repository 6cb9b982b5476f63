"""`serve`: the page, the routes for programs and, when asked for, MCP, from one process."""

import errno
import importlib.util
import ipaddress
import socket
from pathlib import Path
from typing import Annotated

import typer

from pullquote.corpus import PullquoteError
from pullquote.ui.cli.options import IndexFolder

Host = Annotated[str, typer.Option("--host", help="The address to listen on; 0.0.0.0 lets other machines in.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")]
WithMcp = Annotated[bool, typer.Option("--mcp", help="Also speak MCP, at /mcp.")]
Votes = Annotated[
    Path | None, typer.Option("--feedback", metavar="FILE", help="Where votes are kept; else in your data folder.")
]


def serve(
    host: Host = "127.0.0.1", port: Port = 7860, index: IndexFolder = None, mcp: WithMcp = False, feedback: Votes = None
) -> int:
    """Serve the page, and beside it the routes for programs, until Ctrl-C."""
    if not all(map(importlib.util.find_spec, ("gradio", "fastapi", "uvicorn"))):
        raise PullquoteError("the page needs Gradio; run: pip install 'pullquote[page]'")
    with _listening(host, port) as listening:
        # Imported here: a port in use need not wait for Gradio, nor --help for anything.
        from pullquote.ui.cli.opening import opened_bot, patience
        from pullquote.ui.cli.screen import complain
        from pullquote.ui.web.application import make_app

        bot, opened = opened_bot(index)
        len(opened)  # a damaged index is told of before anybody comes
        import uvicorn

        shown = f"[{host}]" if ":" in host else host
        with patience("getting the page ready"):
            app = make_app(bot, opened, loopback=_is_loopback(host), mcp=mcp, feedback=feedback)
        if not _is_loopback(host):
            complain("other machines can reach this page; it has no password")
        print(f"http://{shown}:{listening.getsockname()[1]}  (Ctrl-C ends it)", flush=True)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3, server_header=False)
        uvicorn.Server(config).run([listening])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """A socket on the address, taken before anything slow is done. Raises PullquoteError."""
    found = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, protocol)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(512)
        return found
    except OSError as error:
        if found:
            found.close()
        if error.errno == errno.EADDRINUSE:
            raise PullquoteError(f"port {port} is in use; run: pullquote serve --port {port + 1}") from None
        raise PullquoteError(f"cannot listen on {host}, port {port}: {error.strerror or error}") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
