"""A program that uses the REST API, in the thread and the transaction of the test."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from tests.makers import a_colleague
from twofold.access.verbs import keys
from twofold.core import registers
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work


class Answered:
    """What came back."""

    def __init__(self, response: HttpResponseBase) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.body = response.content if isinstance(response, HttpResponse) else b"".join(response)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """Of the problem."""
        assert self.headers["Content-Type"] == "application/problem+json", self.body
        assert self.json["status"] == self.status
        return str(self.json["code"])


class Program:
    """Sends requests with a key."""

    def __init__(self, token: str = "") -> None:
        self.token = token

    def get(self, path: str, headers: dict[str, str] | None = None, **query: object) -> Answered:
        return self.send("GET", path, headers=headers, query=query)

    def post(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answered:
        return self.send("POST", path, body, headers=headers)

    def patch(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Answered:
        return self.send("PATCH", path, body, headers=headers)

    def put(self, path: str) -> Answered:
        return self.send("PUT", path)

    def delete(self, path: str, headers: dict[str, str] | None = None) -> Answered:
        return self.send("DELETE", path, headers=headers)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        query: dict[str, Any] | None = None,
        kind: str = "application/json",
    ) -> Answered:
        """One request, as the ASGI half would hand it over."""
        from twofold.api.answering import FILES, answer
        from twofold.api.requests import ApiRequest

        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {"host": "testserver", "content-type": kind} | (headers or {})
        if self.token:
            sent.setdefault("authorization", f"Bearer {self.token}")
        path = path if path.startswith("/api/") else f"/api/v1{path}"
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": quote(path).encode(),
            "query_string": urlencode(query or {}).encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        }
        request = ApiRequest(scope, BytesIO(raw))
        if path == FILES:
            request.upload = BytesIO(raw)
        else:
            request._body = raw
        return Answered(answer(request))


def a_program(actor: Actor | None = None, *scopes: str, without: str = "", is_service: bool = False) -> Program:
    """A program with a key of this colleague (or of one made up) that may do everything, or what is said."""
    owner = actor or a_colleague("Jana Okoye")
    allowed = scopes or tuple(registers.all_permissions() - {without})
    with unit_of_work(owner):
        return Program(keys.create(owner, name="CI", scopes=allowed, is_service=is_service).token)
