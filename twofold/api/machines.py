"""The REST API as an ASGI application: it takes the request in, hands it to a thread with a connection, and sends the answer.

Threads and connections are few and live as long as the server, so that a request pays for neither.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpResponse

from twofold.api import refusals
from twofold.api.answering import answer
from twofold.api.problems import OfThisDoor, problem
from twofold.api.requests import ApiRequest

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

THREADS = 8
MOST_WAITING = 400
LONGEST_SECONDS = 60  # that a body may take to arrive
ALWAYS = (
    (b"cache-control", b"private, no-cache"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"Authorization"),
)


class Machines:
    """Everything below /api/."""

    def __init__(self) -> None:
        self._connections: list[BaseDatabaseWrapper] = []
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="api", initializer=self._enter)
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_head = scope["method"] == "HEAD"
        try:
            body = await _body(scope, receive)
            if self._waiting >= MOST_WAITING:
                raise refusals.TooBusy
        except OfThisDoor as refusal:
            response = problem(refusal)
        else:
            request = ApiRequest(scope | {"method": "GET"} if is_head else scope, BytesIO(body))
            request._body = body  # noqa: SLF001 - it was read here, within its limits
            self._waiting += 1
            try:
                response = await asyncio.get_running_loop().run_in_executor(self._threads, answer, request)
            finally:
                self._waiting -= 1
        await _send(send, response, without_body=is_head)

    def close(self) -> None:
        """Let the threads and their connections go."""
        self._threads.shutdown()
        for one in self._connections:
            one.close()

    def _enter(self) -> None:
        """A thread begins: its connection is its own, but for closing it at the end."""
        one = connections[DEFAULT_DB_ALIAS]
        one.inc_thread_sharing()
        self._connections.append(one)


async def _body(scope: Scope, receive: Receive) -> bytes:
    """The body, as long as it is no longer than a body may be and comes within the time that one may take."""
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    if not announced and scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return b""
    limit: int = settings.API_MAX_BODY
    if announced and (not announced.isdigit() or len(announced) > 18 or int(announced) > limit):
        raise refusals.BodyTooLarge(limit)
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await _read(receive, limit)
    except TimeoutError:
        raise refusals.BodyTooSlow from None


async def _read(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > limit:
            raise refusals.BodyTooLarge(limit)
        if not message.get("more_body"):
            return bytes(body)


async def _send(send: Send, response: HttpResponse, *, without_body: bool) -> None:
    body = response.content
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    if response.status_code not in {204, 304}:
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": response.status_code, "headers": [*headers, *ALWAYS]})
    await send({"type": "http.response.body", "body": b"" if without_body else body})
