"""Tracking calls, as Segment's libraries send them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Call = dict[str, Any]

LIBRARY = {"name": "twofold-demo", "version": "1"}


@dataclass(frozen=True, slots=True)
class By:
    """What every call says: its own id, when it was, who it is by, and in what surroundings."""

    message: str
    at: datetime
    user: str = ""
    visitor: str = ""
    context: Call = field(default_factory=dict)


def identify(by: By, traits: Call) -> Call:
    """Somebody says who they are."""
    return _call("identify", by) | {"traits": traits}


def track(by: By, event: str, properties: Call) -> Call:
    """Somebody does something."""
    return _call("track", by) | {"event": event, "properties": properties}


def page(by: By, name: str, properties: Call) -> Call:
    """Somebody looks at a page."""
    return _call("page", by) | {"name": name, "properties": properties}


def group(by: By, account: str, traits: Call) -> Call:
    """Somebody belongs to an account."""
    return _call("group", by) | {"groupId": account, "traits": traits}


def alias(by: By, previous: str) -> Call:
    """Somebody was called otherwise before."""
    return _call("alias", by) | {"previousId": previous}


def _call(kind: str, by: By) -> Call:
    call: Call = {
        "type": kind,
        "messageId": by.message,
        "timestamp": by.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "context": {"library": LIBRARY, **by.context},
    }
    if by.user:
        call["userId"] = by.user
    if by.visitor:
        call["anonymousId"] = by.visitor
    return call
