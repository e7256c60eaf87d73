"""Pages over ASGI: one thread for a request, and what flows ends when nobody reads it any more."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from twofold.portal.hosted import hosted
from twofold.run.pages import Pages

ended: list[str] = []
seen: list[str] = []
held: list[bool] = []


def thread(request: HttpRequest) -> HttpResponse:
    seen.append(threading.current_thread().name)
    return HttpResponse(request.path)


def stream(request: HttpRequest) -> StreamingHttpResponse:
    del request
    own = connections["default"]

    async def pieces() -> AsyncIterator[bytes]:
        held.append(own.connection is not None)
        try:
            while True:
                yield b"piece"
                await asyncio.sleep(0.01)
        finally:
            ended.append("stream")

    return StreamingHttpResponse(pieces())


def file(request: HttpRequest) -> StreamingHttpResponse:
    del request

    def pieces() -> Iterator[bytes]:
        try:
            while True:
                yield b"piece"
        finally:
            ended.append("file")

    return StreamingHttpResponse(pieces())


def gaps(request: HttpRequest) -> StreamingHttpResponse:
    del request
    return StreamingHttpResponse(iter([b"one", b"", b"two"]))


urlpatterns = [path(view.__name__, hosted(view)) for view in (thread, stream, file, gaps)]


async def ask(address: str, *, stays: asyncio.Event | None = None) -> list[Mapping[str, Any]]:
    """One request; a reader who stays only for so long leaves then."""
    sent: list[Mapping[str, Any]] = []
    left = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        if message := next(left, None):
            return message
        await (stays or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)
        if stays and len(sent) > 3:
            stays.set()

    scope = {"type": "http", "method": "GET", "path": address, "query_string": b"",
             "headers": [(b"host", b"testserver")]}  # fmt: skip
    async with asyncio.timeout(30):
        await Pages()(scope, receive, send)
    return sent


@pytest.fixture
def _urls(committed: None) -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.mark.usefixtures("_urls")
class TestAPage:
    def test_has_one_thread_from_its_beginning_to_its_end(self) -> None:
        seen.clear()

        def noted(**told: object) -> None:
            del told
            seen.append(threading.current_thread().name)

        request_finished.connect(noted)
        try:
            start, content = asyncio.run(ask("/thread"))
        finally:
            request_finished.disconnect(noted)

        assert (start["status"], content["more_body"]) == (200, False)
        assert len(seen) == 2
        assert set(seen) == {"pages_0"}

    def test_in_pieces_makes_them_as_they_are_read(self) -> None:
        ended.clear()

        sent = asyncio.run(ask("/file", stays=asyncio.Event()))

        assert sent[1]["body"] == b"piece"
        assert ended == ["file"]

    def test_in_pieces_goes_on_behind_one_that_is_empty(self) -> None:
        sent = asyncio.run(ask("/gaps"))

        assert b"".join(one.get("body", b"") for one in sent) == b"onetwo"

    def test_that_flows_leaves_the_connection_of_its_thread_to_others(self) -> None:
        held.clear()

        asyncio.run(ask("/stream", stays=asyncio.Event()))

        assert held == [False]

    def test_that_flows_ends_when_its_reader_leaves(self) -> None:
        ended.clear()

        start, *pieces = asyncio.run(ask("/stream", stays=asyncio.Event()))

        assert start["status"] == 200
        assert pieces[0]["body"] == b"piece"
        assert ended == ["stream"]
