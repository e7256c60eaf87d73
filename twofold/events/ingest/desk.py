"""Where a request is understood: which events it brings, and which of them cannot be taken."""

import json
import zlib
from dataclasses import dataclass, field

import msgspec
from django.conf import settings
from msgspec import Raw

from twofold.events.ingest import check, wire
from twofold.events.ingest.arrival import Arrival, Origin, moment_of
from twofold.events.ingest.letters import Letter
from twofold.events.ingest.reasons import NotTaken, Reason

MOST_EVENTS = 2_500
MOST_LETTERS = 100  # of one request; the rest is answered, but not kept


class BodyTooLarge(Exception):
    """The body has more bytes than a body may have."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A body whose form is understood; its events are not looked at yet."""

    events: list[Raw]
    context: bytes = b""
    sent_at: wire.Text = None
    write_key: str = ""


@dataclass(slots=True)
class Looked:
    """The events that can be taken, and, by their place in the body, the reasons why others cannot."""

    events: list[Arrival] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    refused: dict[int, NotTaken] = field(default_factory=dict)


def longest_body() -> int:
    """How many bytes a body may have."""
    return int(settings.TRACKING_MAX_BODY)


def unpack(body: bytes) -> bytes:
    """The body without its compression, whatever its headers say; never more than a body may have."""
    limit = longest_body()
    if body[:2] == b"\x1f\x8b":
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, limit + 1)
        except zlib.error:
            raise NotTaken(Reason.NOT_JSON, "The body is broken gzip.") from None
    if len(body) > limit:
        raise BodyTooLarge
    return body


def open_body(body: bytes, *, is_batch: bool) -> Opened:
    """The events of a body, and what it says of all of them."""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise NotTaken(Reason.NOT_UTF8, f"The body is not UTF-8: {error.reason} at byte {error.start}.") from None
    try:
        opened = _open_batch(body) if is_batch else _open_single(body)
    except RecursionError:
        raise NotTaken(Reason.TOO_DEEP, "The body is nested too deeply.") from None
    except msgspec.MsgspecError as error:
        raise NotTaken(Reason.NOT_JSON, f"The body cannot be read: {error}.") from None
    if len(opened.events) > MOST_EVENTS:
        raise NotTaken(Reason.TOO_MANY_EVENTS, f"A batch may have {MOST_EVENTS:,} events; this one has more.")
    return opened


def look_at(opened: Opened, *, kind: str | None, origin: Origin, received_at: int) -> Looked:
    """Check every event of a body."""
    looked = Looked()
    sent_at = check.moment_or_none(opened.sent_at) or 0
    for place, raw in enumerate(opened.events):
        try:
            event = _with_context(raw, opened.context) if opened.context else raw
            looked.events.append(
                check.read(
                    event,
                    kind=kind,
                    origin=origin,
                    sent_at=sent_at,
                    received_at=received_at,
                    limit=settings.TRACKING_MAX_EVENT,
                )
            )
        except NotTaken as reason:
            looked.refused[place] = reason
            if len(looked.letters) < MOST_LETTERS:
                looked.letters.append(
                    letter(reason, bytes(raw), origin=origin, received_at=received_at, kind=kind or "event")
                )
    return looked


def letter(reason: NotTaken, body: bytes, *, origin: Origin, received_at: int, kind: str) -> Letter:
    """What is kept of something that was not taken."""
    return Letter.of(origin.id, body, moment_of(received_at), why=(reason.reason, reason.sentence), kind=kind)


def _open_batch(body: bytes) -> Opened:
    try:
        envelope = wire.envelope.decode(body)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        envelope = wire.envelope.decode(_mended(body))
    context = bytes(envelope.context)
    key = _text(envelope.write_key) or (_key_of(envelope.batch[0]) if envelope.batch else "")
    return Opened(envelope.batch, context if context.startswith(b"{") else b"", envelope.sent_at, key)


def _open_single(body: bytes) -> Opened:
    if not body.lstrip().startswith(b"{"):
        raise NotTaken(Reason.NOT_JSON, "The body has to be a JSON object.")
    return Opened([Raw(body)], write_key=_key_of(Raw(body)))


def _key_of(event: Raw) -> str:
    try:
        return _text(wire.keyed.decode(event).write_key)
    except msgspec.ValidationError:
        return ""


def _mended(body: bytes) -> bytes:
    """A batch in which single events are no JSON, as Python's and JavaScript's own encoders may write it.

    Each such event becomes a string, which no event is, so that it is refused alone.
    """
    try:
        envelope = json.loads(body)
        return msgspec.json.encode(envelope | {"batch": [_strict(event) for event in envelope["batch"]]})
    except (ValueError, LookupError, TypeError):
        raise NotTaken(Reason.NOT_JSON, "The body is not JSON.") from None


def _strict(event: object) -> Raw:
    try:
        text = json.dumps(event, allow_nan=False)
        return Raw(msgspec.json.encode(event)) if text else Raw()
    except ValueError:
        return Raw(json.dumps(json.dumps(event)).encode())


def _with_context(event: Raw, context: bytes) -> Raw:
    """The event with what the batch says of all its events; what it says itself counts more."""
    try:
        own = msgspec.json.decode(event)
        merged = msgspec.json.decode(context) | (own.get("context") or {})
    except (msgspec.MsgspecError, TypeError, AttributeError):
        return event
    return Raw(msgspec.json.encode(own | {"context": merged}))


def _text(value: wire.Text) -> str:
    return value if isinstance(value, str) else ""
