"""Requests that another process answers, over a socket that only this user can reach."""

import asyncio

import httpx

from pullquote.ui.web.at_once import GoneError
from pullquote.ui.web.request import Receive, Scope, whole_body
from pullquote.ui.web.response import Refusal, Send
from pullquote.ui.web.workers import Worker, Workers

RETRY = 5  # seconds
IDLE = 20.0  # seconds until an unused connection is closed: sooner than by the other end
# Of this connection alone, or for the guard, which has looked at it
_NOT_PASSED_ON = {
    b"connection", b"keep-alive", b"te", b"trailer", b"transfer-encoding", b"upgrade", b"expect", b"content-length",
    b"accept-encoding", b"authorization", b"cookie",
}  # fmt: skip


class Forwarding:
    """An application that has the worker with least to do answer. What it is asked stops there when who asked has
    gone; it raises GoneError then, and Refusal where no worker answers."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._clients: dict[int, httpx.AsyncClient] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        worker = self._workers.pick()
        if worker is None:
            raise Refusal(503, "nobody answers questions here just now; try again in a moment", RETRY, "workers")
        with worker.working():
            reply = await self._reply(worker, _request(scope, await whole_body(receive)), receive)
        headers = [(name, value) for name, value in reply.headers.raw if name.lower() not in _NOT_PASSED_ON]
        headers.append((b"content-length", str(len(reply.content)).encode()))
        await send({"type": "http.response.start", "status": reply.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": reply.content})

    async def close(self) -> None:
        """Close all connections."""
        while self._clients:
            await self._clients.popitem()[1].aclose()

    async def _reply(self, worker: Worker, request: httpx.Request, receive: Receive) -> httpx.Response:
        replied = asyncio.ensure_future(self._client(worker).send(request))
        left = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait((replied, left), return_when=asyncio.FIRST_COMPLETED)
            if not replied.done():
                raise GoneError
            return replied.result()
        except httpx.TransportError:
            raise Refusal(503, "the process that worked at this has ended; ask again", RETRY, "workers") from None
        finally:
            replied.cancel()
            left.cancel()
            await asyncio.gather(replied, left, return_exceptions=True)

    def _client(self, worker: Worker) -> httpx.AsyncClient:
        if worker.number not in self._clients:
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=8, keepalive_expiry=IDLE)
            transport = httpx.AsyncHTTPTransport(uds=str(worker.address), limits=limits)
            self._clients[worker.number] = httpx.AsyncClient(transport=transport, timeout=None, trust_env=False)  # noqa: S113  # the guard has one
        return self._clients[worker.number]


def _request(scope: Scope, body: bytes) -> httpx.Request:
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope.get("query_string", b"")
    url = httpx.URL("http://worker", raw_path=path + (b"?" + query if query else b""))
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in _NOT_PASSED_ON]
    return httpx.Request(scope["method"], url, headers=headers, content=body)


async def _left(receive: Receive) -> None:
    """Returns once whoever asked has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
