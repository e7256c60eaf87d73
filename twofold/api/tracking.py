"""The tracking endpoint: HTTP for `events.ingest`, in the words of Segment's tracking API.

A bare ASGI application. 200 means that the events are on disk, or kept aside as dead letters with the reason.
"""

import asyncio
import time
from base64 import b64decode
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from twofold.core.refusals import Refusal, Throttled
from twofold.events.errors import StillBeingWritten
from twofold.events.ingest import desk
from twofold.events.ingest.arrival import Origin
from twofold.events.ingest.batch import Parcel
from twofold.events.ingest.intake import Intake
from twofold.events.ingest.reasons import NotTaken
from twofold.events.ingest.sources import Keys

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

KINDS = {
    **{name: name for name in ("track", "identify", "group", "page", "screen", "alias", "batch")},
    "t": "track",
    "i": "identify",
    "g": "group",
    "p": "page",
    "s": "screen",
    "a": "alias",
    "b": "batch",
}
OPEN_TO_BROWSERS = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"retry-after"),
)
PREFLIGHT = (
    *OPEN_TO_BROWSERS,
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"authorization, content-type, content-encoding, x-retry-count, x-twofold-strict",
    ),
    (b"access-control-max-age", b"86400"),
)
TAKEN = b'{"success":true}'
IN_A_MOMENT = "1"
LONGEST_SECONDS = 60  # that a body may take to arrive: one sent a byte a minute would be held for ever


class Answer(Exception):
    """The answer to a request."""

    def __init__(self, status: int, message: str = "", *, retry: bool = False, **more: Any) -> None:
        self.status = status
        self.retry = retry
        self.body = TAKEN if status == 200 and not more else _failure(message, more)
        super().__init__(message)


def _failure(message: str, more: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"success": False, "message": message, **more})


class Tracking:
    """The ASGI application. Its threads start with the first event and end with the server."""

    def __init__(self) -> None:
        self.intake = Intake()
        self._keys = Keys()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or the server's word that it starts or stops."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        try:
            answer = await self._answer(scope, receive)
        except Answer as early:
            answer = early
        if answer.status == 204:
            await _send(send, 204, b"", PREFLIGHT)
        else:
            retry = ((b"retry-after", IN_A_MOMENT.encode()),) if answer.retry else ()
            await _send(send, answer.status, answer.body, (*OPEN_TO_BROWSERS, *retry))

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await asyncio.to_thread(self.intake.stop)
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        if scope["method"] == "OPTIONS":
            return Answer(204)
        parts = scope["path"].strip("/").split("/")
        if scope["method"] == "GET" and len(parts) == 4 and (parts[1], parts[3]) == ("projects", "settings"):
            return await self._settings(parts[2])
        kind = KINDS.get(parts[1]) if len(parts) == 2 else None
        if kind is None:
            return Answer(404, "There is nothing here. Events go to /v1/batch, /v1/track, /v1/identify and so on.")
        if scope["method"] != "POST":
            return Answer(405, "Events are sent with POST.")
        return await self._take(scope, receive, kind)

    async def _settings(self, write_key: str) -> Answer:
        """What the browser library asks for before it starts, when it is loaded by its snippet."""
        if await self._origin(write_key) is None:
            return Answer(404, "There is no such write key.")
        answer = Answer(200)
        answer.body = msgspec.json.encode(
            {"integrations": {"Segment.io": {"apiKey": write_key}}, "plan": {}, "legacyVideoPluginsEnabled": False}
        )
        return answer

    async def _take(self, scope: Scope, receive: Receive, kind: str) -> Answer:
        headers = dict(scope["headers"])
        key = _key_in(headers)
        received_at = int(time.time() * 1000)
        single = None if kind == "batch" else kind
        body = await _read(receive, headers)
        try:
            body = desk.unpack(body)
            opened = desk.open_body(body, is_batch=single is None)
        except desk.BodyTooLarge:
            return _too_large()
        except NotTaken as reason:
            await self._keep_aside(key, body, reason, received_at=received_at, kind=single or "batch")
            return Answer(400, reason.sentence, code=reason.reason)
        origin = await self._origin(key or opened.write_key)
        if origin is None:
            return Answer(401, "The write key is missing or unknown.")
        looked = desk.look_at(opened, kind=single, origin=origin, received_at=received_at)
        await self._submit(looked)
        if looked.refused and (b"strict" in scope["query_string"] or b"x-twofold-strict" in headers):
            return _strictly(looked)
        return Answer(200)

    async def _keep_aside(self, key: str, body: bytes, reason: NotTaken, *, received_at: int, kind: str) -> None:
        """Keep a body that is no batch of events as a dead letter, if it is known whose it is."""
        if (origin := await self._origin(key)) is not None:
            letter = desk.letter(reason, body, origin=origin, received_at=received_at, kind=kind)
            await self._submit(desk.Looked(letters=[letter]))

    async def _submit(self, looked: desk.Looked) -> None:
        """Wait until what was taken is on disk."""
        if not (looked.events or looked.letters):
            return
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Refusal | None] = loop.create_future()

        def tell(refusal: Refusal | None) -> None:
            if not done.done():  # the sender may have gone away meanwhile
                done.set_result(refusal)

        def answer(refusal: Refusal | None) -> None:
            loop.call_soon_threadsafe(tell, refusal)

        try:
            self.intake.submit(Parcel(looked.events, looked.letters, answer))
        except Throttled as full:
            raise Answer(429, full.message, retry=True) from None
        refusal = await done
        if refusal:
            status = 429 if isinstance(refusal, StillBeingWritten) else 503
            raise Answer(status, refusal.message, retry=True)

    async def _origin(self, key: str) -> Origin | None:
        if not key or len(key) > 64 or "\0" in key:
            return None
        is_fresh, origin = self._keys.remembered(key)
        if is_fresh:
            return origin
        try:
            return await asyncio.to_thread(self._keys.look_up, key)
        except Exception:  # noqa: BLE001 - whatever keeps the database away, the sender may come again
            raise Answer(503, "Write keys cannot be checked just now.", retry=True) from None


def _strictly(looked: desk.Looked) -> Answer:
    not_taken = [
        {"index": place, "code": reason.reason, "message": reason.sentence} for place, reason in looked.refused.items()
    ]
    return Answer(400, "Some events were not taken.", taken=len(looked.events), not_taken=not_taken)


def _key_in(headers: dict[bytes, bytes]) -> str:
    """The user name of Basic auth."""
    scheme, _, encoded = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"basic":
        return ""
    try:
        return b64decode(encoded).decode().partition(":")[0]
    except ValueError:
        return ""


async def _read(receive: Receive, headers: dict[bytes, bytes]) -> bytes:
    """The body, as long as it is no longer than a body may be and comes within the time that one may take."""
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await _read_all(receive, headers)
    except TimeoutError:
        raise Answer(408, f"The body took longer than {LONGEST_SECONDS} seconds.") from None


async def _read_all(receive: Receive, headers: dict[bytes, bytes]) -> bytes:
    limit = desk.longest_body()
    announced = headers.get(b"content-length", b"0")
    if not announced.isdigit() or len(announced) > 18 or int(announced) > limit:
        raise _too_large()
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Answer(400, "The body ended early.")
        body += message.get("body", b"")
        if len(body) > limit:
            raise _too_large()
        if not message.get("more_body"):
            return bytes(body)


def _too_large() -> Answer:
    return Answer(413, f"A body may have {desk.longest_body():,} bytes, unpacked; this one has more.")


async def _send(send: Send, status: int, body: bytes, headers: tuple[tuple[bytes, bytes], ...]) -> None:
    kind = ((b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": [*kind, *headers]})
    await send({"type": "http.response.body", "body": body})
