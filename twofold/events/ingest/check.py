"""From bytes to an event that can be taken, or the reason why not."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import accumulate
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw

from twofold.events.ingest import wire
from twofold.events.ingest.arrival import EPOCH, Arrival, Origin
from twofold.events.ingest.reasons import NotTaken, Reason

DEEPEST = 60
NOT_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[^\[\]{}"]+')
MILLISECOND = timedelta(milliseconds=1)
AHEAD = 86_400_000  # a clock may be wrong by a time zone
LONGEST_ID, LONGEST_NAME = 500, 250
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
NAMES = {
    "identify": "Identified",
    "group": "Group Identified",
    "alias": "Aliased",
    "page": "Page Viewed",
    "screen": "Screen Viewed",
    "track": "",
}
EMPTY = b"{}"
_VERSION_8 = (0x8 << 76) | (0b10 << 62)
_VERSION_MASK = ((1 << 128) - 1) ^ (0xF << 76) ^ (0b11 << 62)


def read(raw: Raw, *, kind: str | None, origin: Origin, sent_at: int, received_at: int, limit: int) -> Arrival:
    """One event, checked. `kind` is that of the path, `sent_at` that of the batch (0: none); times in milliseconds."""
    data = bytes(raw)
    if len(data) > limit:
        raise NotTaken(Reason.EVENT_TOO_LARGE, f"An event may have {limit:,} bytes; this one has more.")
    if _is_deep(data):
        raise NotTaken(Reason.TOO_DEEP, f"An event may be nested {DEEPEST} levels deep; this one is deeper.")
    if data.startswith(b'"'):
        raise NotTaken(Reason.NOT_JSON, "The event is not JSON: it has NaN, an infinite number or half a character.")
    try:
        sent = wire.sent.decode(data)
    except msgspec.MsgspecError as error:
        raise NotTaken(Reason.NOT_AN_EVENT, f"The event has not the form of one: {error}.") from None
    kind = kind or _text(sent.type)
    if kind not in NAMES:
        raise NotTaken(Reason.TYPE_UNKNOWN, f"There is no event type {kind[:40]!r}.")
    original = moment(sent.timestamp)
    sent_at = moment_or_none(sent.sent_at) or sent_at
    arrival = Arrival(
        origin=origin,
        key=_key(origin.id, _text(sent.message_id), original or 0),
        type=kind,
        name=_name(kind, sent),
        ts=_corrected(original, sent_at, received_at),
        sent_at=sent_at,
        received_at=received_at,
        anonymous_id=_id(sent.anonymous_id, "anonymousId"),
        user_id=_id(sent.user_id, "userId"),
        previous_id=_id(sent.previous_id, "previousId") if kind == "alias" else "",
        group_id=_id(sent.group_id, "groupId"),
        traits=_traits(sent.traits) if kind in {"identify", "group"} else {},
        properties=_properties(kind, sent),
        context=_object(sent.context, "context"),
        raw=data,
    )
    _check_parts(arrival)
    return arrival


def _is_deep(raw: bytes) -> bool:
    """Whether objects and lists stand in each other deeper than anything that follows could digest."""
    if raw.count(b"{") + raw.count(b"[") <= DEEPEST:
        return False
    brackets = NOT_BRACKETS.sub(b"", raw)
    return max(accumulate(1 if bracket in b"{[" else -1 for bracket in brackets)) > DEEPEST


def moment(value: wire.Text) -> int | None:
    """Milliseconds since 1970 of an ISO 8601 time; None if there is none."""
    if value is None or value == "":
        return None
    try:
        at = datetime.fromisoformat(value)  # type: ignore[arg-type]  # a number raises TypeError
    except (ValueError, TypeError):
        raise NotTaken(Reason.TIME_UNREADABLE, f"The time {str(value)[:40]!r} is not ISO 8601.") from None
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - EPOCH) // MILLISECOND


def moment_or_none(value: wire.Text) -> int | None:
    """The same, and None also if it cannot be read."""
    try:
        return moment(value)
    except NotTaken:
        return None


def _corrected(original: int | None, sent_at: int, received_at: int) -> int:
    """When it happened by our clock: the sender's clock may be wrong, but it knows how long ago it was."""
    if original is None:
        return received_at
    ts = received_at - (sent_at - original) if sent_at else original
    if ts < 0 or original < 0:
        raise NotTaken(Reason.TIME_TOO_EARLY, "The event lies before 1970.")
    if ts > received_at + AHEAD:
        raise NotTaken(Reason.TIME_AHEAD, "The event lies more than a day ahead.")
    return ts


def _key(source_id: UUID, message_id: str, original: int) -> int:
    """The id of the event, the same whenever it is sent again: its time first, so that neighbours in time are neighbours.

    Without a message id nothing tells a repeat from a second event, so it counts.
    """
    if message_id:
        digest = blake2b(source_id.bytes + message_id.encode("utf-8", "replace"), digest_size=10).digest()
    else:
        digest = secrets.token_bytes(10)
    time = min(max(original, 0), (1 << 48) - 1)
    return (time << 80 | int.from_bytes(digest)) & _VERSION_MASK | _VERSION_8


def _name(kind: str, sent: wire.Sent) -> str:
    if kind != "track":
        return NAMES[kind]
    name = _text(sent.event).strip()
    if not name:
        raise NotTaken(Reason.NAME_MISSING, "A track event needs a name in `event`.")
    if len(name) > LONGEST_NAME or UNPRINTABLE.search(name):
        raise NotTaken(
            Reason.NAME_UNUSABLE, f"An event name has at most {LONGEST_NAME} characters, all of them printable."
        )
    return name


def _properties(kind: str, sent: wire.Sent) -> bytes:
    """What the tape keeps as properties: traits where there are traits, and the name of a page among its properties."""
    if kind in {"identify", "group"}:
        return _object(sent.traits, "traits") or EMPTY
    properties = _object(sent.properties, "properties") or EMPTY
    if kind not in {"page", "screen"} or not (sent.name or sent.category):
        return properties
    named = {key: value for key, value in (("name", sent.name), ("category", sent.category)) if value}
    return msgspec.json.encode(named | msgspec.json.decode(properties))


def _check_parts(event: Arrival) -> None:
    if event.type == "group" and not event.group_id:
        raise NotTaken(Reason.GROUP_MISSING, "A group event needs a `groupId`.")
    if event.type == "alias" and not (event.previous_id and event.user_id):
        raise NotTaken(Reason.PREVIOUS_MISSING, "An alias needs a `previousId` and a `userId`.")
    if not (event.anonymous_id or event.user_id or b"externalIds" in event.context or "email" in event.traits):
        raise NotTaken(Reason.NOBODY_NAMED, "An event needs an `anonymousId` or a `userId`.")


def _object(raw: Raw, name: str) -> bytes:
    """A JSON object as it was sent; empty if it is absent."""
    data = bytes(raw)
    if data.startswith(b"{"):
        return b"" if data == EMPTY else data
    if data in {b"", b"null"}:
        return b""
    raise NotTaken(Reason.NOT_AN_OBJECT, f"`{name}` has to be an object.")


def _traits(raw: Raw) -> dict[str, Any]:
    data = _object(raw, "traits")
    try:
        return msgspec.json.decode(data) if data else {}
    except msgspec.MsgspecError as error:
        raise NotTaken(Reason.NOT_AN_OBJECT, f"`traits` cannot be read: {error}.") from None


def _id(value: wire.Text, name: str) -> str:
    text = _text(value)
    if text and (len(text) > LONGEST_ID or UNPRINTABLE.search(text)):
        raise NotTaken(Reason.ID_UNUSABLE, f"`{name}` has at most {LONGEST_ID} characters, all of them printable.")
    return text


def _text(value: wire.Text) -> str:
    if type(value) is str:
        return value
    return "" if value is None else str(value)
