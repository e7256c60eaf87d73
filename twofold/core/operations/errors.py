"""How long operations say no."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from twofold.core.refusals import Conflict, Forbidden, NotFound

UNDONE_WITHIN = timedelta(days=30)


@dataclass(eq=False)
class OperationNotFound(NotFound):
    """There is no such operation."""

    operation_id: UUID


@dataclass(eq=False)
class OperationNotStopped(Conflict):
    """Only an operation that failed or was cancelled, and that nobody began to undo, can go on where it stopped."""

    operation_id: UUID


@dataclass(eq=False)
class OperationNotUndoable(Conflict):
    """This operation cannot be undone."""

    operation_id: UUID
    reason: str

    @property
    def message(self) -> str:
        """The reason, which is a sentence."""
        return self.reason


@dataclass(eq=False)
class StarterGone(Forbidden):
    """Whoever started this is no longer an active member of staff, so nothing more is done in their name."""

    person_id: UUID
