"""An event between its arrival and the tape."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(milliseconds: int) -> datetime:
    """The moment so many milliseconds after 1970."""
    return EPOCH + timedelta(milliseconds=milliseconds)


class Origin(msgspec.Struct, frozen=True):
    """The source that sent it."""

    id: UUID
    name: str


class Arrival(msgspec.Struct, gc=False):
    """An event that was checked. Times are milliseconds since 1970; texts that are empty were absent."""

    origin: Origin
    key: int
    type: str
    name: str
    ts: int
    sent_at: int
    received_at: int
    anonymous_id: str
    user_id: str
    previous_id: str
    group_id: str
    traits: dict[str, Any]
    properties: bytes
    context: bytes
    raw: bytes

    @property
    def id(self) -> str:
        """The id of the event on the tape."""
        return str(UUID(int=self.key))

    @property
    def at(self) -> datetime:
        """When it happened."""
        return moment_of(self.ts)

    @property
    def how(self) -> str:
        """What kind of evidence it is that its identifiers came together."""
        return self.type if self.type in {"identify", "alias"} else "same_event"
