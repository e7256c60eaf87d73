"""What happens to sources and dead letters, as the ledger keeps it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twofold.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SourceCreated(Fact):
    """Something new may send events."""

    source_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class SourceRenamed(Fact):
    """A source is called something else now."""

    source_id: UUID
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class WriteKeyRotated(Fact):
    """A source has another write key; the one before is dead."""

    source_id: UUID


@dataclass(frozen=True, kw_only=True)
class SourceRevoked(Fact):
    """A source may send no events any more."""

    source_id: UUID


@dataclass(frozen=True, kw_only=True)
class SourceRestored(Fact):
    """A source that was revoked may send events again."""

    source_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeadLettersReplayed(Fact):
    """Dead letters were sent through again."""

    letters: int


@dataclass(frozen=True, kw_only=True)
class DeadLettersDiscarded(Fact):
    """Dead letters were thrown away."""

    letters: int


@dataclass(frozen=True, kw_only=True)
class DeviceMoved(Fact):
    """A device that was another person's went over to this person."""

    person_id: UUID
    from_person_id: UUID
    identifier_id: UUID
    at: datetime
