"""The tracking endpoint without a socket: requests go straight into the ASGI application."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from twofold.api.tracking import Tracking
from twofold.core import readers
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory.identities import Pair
from twofold.directory.queries import traces
from twofold.events import queries
from twofold.events.models import Source
from twofold.events.store.client import client
from twofold.events.verbs import sources

SYSTEM = Actor.system("test")


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


@dataclass
class Endpoint:
    """A tracking endpoint and a source that may send to it."""

    source: Source
    app: Tracking = field(default_factory=Tracking)

    def batch(self, *events: dict[str, Any], strict: bool = False, **more: Any) -> Reply:
        """Send events, as an SDK does."""
        body = json.dumps({"batch": events, **more}).encode()
        return self.send("/v1/batch" + ("?strict=1" if strict else ""), body)

    def send(
        self,
        target: str,
        body: bytes = b"",
        *,
        method: str = "POST",
        key: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Send anything."""
        (reply,) = self.send_together([(target, body)], method=method, key=key, headers=headers)
        return reply

    def send_together(
        self,
        requests: list[tuple[str, bytes]],
        *,
        method: str = "POST",
        key: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> list[Reply]:
        """Send several requests at the same time."""
        key = self.source.write_key if key is None else key
        given = {
            **({"authorization": f"Basic {b64encode(f'{key}:'.encode()).decode()}"} if key else {}),
            **(headers or {}),
        }

        async def ask(target: str, body: bytes) -> Reply:
            path, _, query = target.partition("?")
            scope = {
                "type": "http",
                "method": method,
                "path": path,
                "query_string": query.encode(),
                "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            }
            return await _ask(self.app, scope, body)

        async def all_of_them() -> list[Reply]:
            return await asyncio.gather(*(ask(target, body) for target, body in requests))

        return asyncio.run(all_of_them())


async def _ask(app: Tracking, scope: dict[str, Any], body: bytes) -> Reply:
    pieces = [body[start : start + 65_536] for start in range(0, len(body), 65_536)] or [b""]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))


@contextmanager
def an_endpoint(name: str = "web") -> Iterator[Endpoint]:
    """An endpoint whose threads end with the block."""
    with unit_of_work(SYSTEM):
        endpoint = Endpoint(sources.create(SYSTEM, name))
    yield endpoint
    endpoint.app.intake.stop()


def tape(columns: str = "name", where: str = "type != 'fact'") -> list[Any]:
    """What is on the tape, in the order in which it happened; a single column without its tuples."""
    rows = client().query(f"SELECT {columns} FROM events WHERE {where} ORDER BY ts, name").result_rows
    return [row[0] for row in rows] if "," not in columns else [tuple(row) for row in rows]


def person_of(kind: str, value: str) -> UUID:
    """Whose an identifier is."""
    with unit_of_work(SYSTEM):
        pair = Pair(kind, value)
        return traces(SYSTEM, [pair])[pair].person_id


def names_on_timeline(*, person_id: UUID | None = None, account_id: UUID | None = None) -> list[str]:
    """The events of a person or an account, newest first, without our own facts."""
    with unit_of_work(SYSTEM):
        moments = queries.timeline(SYSTEM, person_id=person_id, account_id=account_id).moments
    return [moment.name for moment in moments if not moment.is_fact]


def read_ledger(*names: str) -> None:
    """Let readers read all there is, as the worker does."""
    readers.enrol()
    for name in names or tuple(readers.register):
        while readers.advance(readers.register[name]):
            """There may be more."""


def a_track(event: str = "Page Viewed", **more: Any) -> dict[str, Any]:
    """A track event of a visitor; with a message id of its own unless it is given one."""
    return {"type": "track", "event": event, "anonymousId": "visitor-1", **more}
