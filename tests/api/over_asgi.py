"""`requests` that end at the ASGI application in this process: whole HTTP requests, without a port."""

import asyncio
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from twofold.api.machines import Machines


class OverAsgi(BaseAdapter):
    """Hands each request to the application, as its server would."""

    def __init__(self, application: Machines) -> None:
        super().__init__()
        self.application = application
        self.loop = asyncio.new_event_loop()

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        """One request, one answer."""
        return self.loop.run_until_complete(self._answer(request))

    def close(self) -> None:
        self.application.close()
        self.loop.close()

    async def _answer(self, request: requests.PreparedRequest) -> requests.Response:
        body = request.body or b""
        assert isinstance(body, str | bytes)
        chunks = [body.encode() if isinstance(body, str) else body]
        sent: list[Mapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": chunks.pop() if chunks else b"", "more_body": False}

        async def send(message: Mapping[str, Any]) -> None:
            sent.append(message)

        parts = urlsplit(request.url or "")
        scope = {
            "type": "http",
            "method": request.method,
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": [(_bytes(name).lower(), _bytes(value)) for name, value in request.headers.items()],
        }
        await self.application(scope, receive, send)
        return _response(request, sent)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


def _response(request: requests.PreparedRequest, sent: list[Mapping[str, Any]]) -> requests.Response:
    start, *rest = sent
    headers = HTTPHeaderDict()
    for name, value in start["headers"]:
        headers.add(name.decode("latin-1"), value.decode("latin-1"))
    body = b"".join(message.get("body", b"") for message in rest)
    response = requests.Response()
    response.status_code, response.url, response.request = start["status"], request.url or "", request
    response.headers.update(headers)
    response.raw = HTTPResponse(io.BytesIO(body), headers=headers, status=start["status"], preload_content=False)
    return response


@contextmanager
def a_session(token: str) -> Iterator[requests.Session]:
    """A session whose requests bear the key."""
    with requests.Session() as session:
        adapter = OverAsgi(Machines())
        session.mount("http://", adapter)
        session.headers["Authorization"] = f"Bearer {token}"
        yield session
