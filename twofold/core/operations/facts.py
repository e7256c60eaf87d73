"""What the ledger says of long operations."""

from dataclasses import dataclass, field
from uuid import UUID

from twofold.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OperationStarted(Fact):
    """A long operation was started; `undoes` is the one that it takes back."""

    operation_id: UUID
    kind: str
    title: str
    undoes: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OperationCancelled(Fact):
    """Somebody asked that a long operation do no more; what is done stays."""

    operation_id: UUID
    kind: str
    title: str


@dataclass(frozen=True, kw_only=True)
class OperationRetried(Fact):
    """A long operation that had failed, or was cancelled, goes on where it stopped."""

    operation_id: UUID
    kind: str
    title: str


@dataclass(frozen=True, kw_only=True)
class OperationEnded(Fact):
    """A long operation came to its end: done, failed or cancelled, as `outcome` says."""

    operation_id: UUID
    kind: str
    title: str
    outcome: str
    done: int
    counts: dict[str, int] = field(default_factory=dict)
    error: str = ""
