"""The REST API as an ASGI application: it takes the request in, hands it to a thread with a connection, and sends the answer.

Threads and connections are few and live as long as the server, so that a request pays for neither.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from twofold.api import refusals
from twofold.api.answering import answer, may_send_files, takes_files
from twofold.api.problems import OfThisDoor, problem
from twofold.api.requests import ApiRequest

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
T = TypeVar("T")
R = TypeVar("R")

THREADS = 8
MOST_WAITING = 400
LONGEST_SECONDS = 60  # that a small body may take to arrive
SLOWEST = 250_000  # bytes a second, of a large one
IN_MEMORY = 1_000_000
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
        with SpooledTemporaryFile(IN_MEMORY) as body:
            response = await self._answer(scope | {"method": "GET"} if is_head else scope, receive, body)
        await self._send(send, response, without_body=is_head)

    async def _answer(self, scope: Scope, receive: Receive, body: IO[bytes]) -> HttpResponseBase:
        """Take the body in and have a thread answer; a file only from somebody who may send one."""
        is_file = takes_files(scope["method"], scope["path"])
        try:
            if self._waiting >= MOST_WAITING:
                raise refusals.TooBusy
            if is_file:
                refused = await self._in_a_thread(may_send_files, _header(scope, b"authorization"))
                if refused is not None:
                    return refused
            await _take(scope, receive, body, settings.UPLOAD_LIMIT if is_file else settings.API_MAX_BODY)
        except OfThisDoor as refusal:
            return problem(refusal)
        body.seek(0)
        request = ApiRequest(scope, BytesIO())
        if is_file:
            request.upload = body
        else:
            request._body = body.read()  # noqa: SLF001 - it was read here, within its limits
        return await self._in_a_thread(answer, request)

    async def _in_a_thread(self, do: Callable[[T], R], on: T) -> R:
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, do, on)
        finally:
            self._waiting -= 1

    async def _send(self, send: Send, response: HttpResponseBase, *, without_body: bool) -> None:
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
        if isinstance(response, HttpResponse) and response.status_code not in {204, 304}:
            headers.append((b"content-length", b"%d" % len(response.content)))
        await send({"type": "http.response.start", "status": response.status_code, "headers": [*headers, *ALWAYS]})
        if isinstance(response, StreamingHttpResponse):
            pieces = iter(cast("Iterator[bytes]", response.streaming_content))
            while piece := b"" if without_body else await self._in_a_thread(_next, pieces):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            response.close()
        content = response.content if isinstance(response, HttpResponse) and not without_body else b""
        await send({"type": "http.response.body", "body": content})

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


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


async def _take(scope: Scope, receive: Receive, body: IO[bytes], limit: int) -> None:
    """Take the body in, as long as it is no longer than it may be and comes within the time that one may take."""
    announced = _header(scope, b"content-length")
    if not announced and scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return
    if announced and (not announced.isdigit() or len(announced) > 18 or int(announced) > limit):
        raise refusals.BodyTooLarge(limit)
    patience = LONGEST_SECONDS + limit / SLOWEST
    try:
        async with asyncio.timeout(patience):
            await _read(receive, body, limit)
    except TimeoutError:
        raise refusals.BodyTooSlow from None


async def _read(receive: Receive, body: IO[bytes], limit: int) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise refusals.BodyTooSlow
        body.write(message.get("body", b""))
        if body.tell() > limit:
            raise refusals.BodyTooLarge(limit)
        if not message.get("more_body"):
            return
