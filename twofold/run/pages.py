"""Django's pages as an ASGI application, each answered by one thread from its beginning to its end.

Django's own handler goes to a thread and back at every middleware that is either sync or async only, some fifty times for a
page, and makes that thread anew for each request. Here the threads are few and live as long as the server.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.db import close_old_connections, reset_queries
from django.http.response import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix

THREADS = 16
PIECE = 1_000_000  # bytes, of a file

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Pages(ASGIHandler):
    """What is sent in pieces goes on in the event loop, until it ends or whoever reads it leaves."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pages")

    async def handle(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer one request."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with body:
            loop = asyncio.get_running_loop()
            response = await loop.run_in_executor(self._threads, copy_context().run, self._answer, scope, body)
        if response.streaming:
            await self._flow(response, receive, send)
        else:
            await self.send_response(response, send)

    def _answer(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        reset_queries()
        request, refused = self.create_request(scope, body)
        response: HttpResponseBase = refused or self.get_response(request)  # type: ignore[arg-type]  # one of the two
        if isinstance(response, StreamingHttpResponse):
            _let_flow(response)
            close_old_connections()  # back into the pool: what flows is made elsewhere, for as long as somebody reads it
        else:
            response.close()
        return response

    async def _flow(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        sending = asyncio.create_task(self.send_response(response, send))
        leaving = asyncio.create_task(_left(receive))
        leaving.add_done_callback(lambda _: sending.cancel())
        try:
            await sending
        except asyncio.CancelledError:
            if not leaving.done():
                raise
        finally:
            leaving.cancel()
            await sync_to_async(response.close)()  # in the thread that made the pieces, for it has a connection, too


def _let_flow(response: StreamingHttpResponse) -> None:
    """Pieces that are made as they are asked for; Django would make all of them before it sends the first."""
    if response.is_async:
        return
    if isinstance(response, FileResponse):
        response.block_size = PIECE
    response.streaming_content = _flowing(iter(response.streaming_content))  # type: ignore[arg-type]  # it is not async


async def _flowing(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each piece is made when the one before has gone out, in the thread that may speak to the database."""
    while (piece := await sync_to_async(_next)(pieces)) is not None:
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)


async def _left(receive: Receive) -> None:
    """Until the reader is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
