"""The server's process: an address taken before anything slow is done, then the application until Ctrl-C."""

import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from pullquote.corpus import BadInputError
from pullquote.ui.web.guard import App

if TYPE_CHECKING:
    from uvicorn import Server

# Seconds that a connection is kept for the next request. After uvicorn's five a server that was short of processor time
# closed connections on which that request had come already.
KEEP_ALIVE = 60


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the address. Raises BadInputError."""
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
            raise BadInputError(f"port {port} is in use; run: pullquote serve --port {port + 1}") from None
        raise BadInputError(f"cannot listen on {host}, port {port}: {error.strerror or error}") from None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def run(app: App, listening: socket.socket, end: Callable[[], None] = lambda: None) -> None:
    """Serve until Ctrl-C; `end` is called when it has come, and whatever is open still."""
    server(app, end).run([listening])


def server(app: App, end: Callable[[], None] = lambda: None) -> "Server":
    """What serves an application, until it is told to end or gets a signal."""
    from uvicorn import Config, Server

    class EndingServer(Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            end()  # before it waits for what is open, and cancels it with a traceback for each
            await super().shutdown(sockets)

    config = Config(
        app,
        log_level="warning",
        timeout_graceful_shutdown=3,
        timeout_keep_alive=KEEP_ALIVE,
        server_header=False,
    )
    return EndingServer(config)
