"""How the tape says no."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.refusals import Conflict, Invalid, NotFound, Throttled, Unavailable


@dataclass(eq=False)
class SourceNotFound(NotFound):
    """There is no such source."""

    source_id: UUID


@dataclass(eq=False)
class SourceNameTaken(Conflict):
    """Another source has this name already."""

    name: str


@dataclass(eq=False)
class SourceNameEmpty(Invalid):
    """A source needs a name."""


@dataclass(eq=False)
class SourceRevoked(Conflict):
    """The source was revoked and takes no events any more."""

    source_id: UUID


@dataclass(eq=False)
class TooManyEvents(Throttled):
    """More events are waiting than may wait; send them again in a moment."""

    waiting: int


@dataclass(eq=False)
class TapeUnavailable(Unavailable):
    """The events could not be kept just now; send them again in a moment."""


@dataclass(eq=False)
class StillBeingWritten(Unavailable):
    """The same events are being written at this moment; send them again in a moment."""


@dataclass(eq=False)
class PlaceUnreadable(Invalid):
    """This is no place on a timeline."""

    place: str


@dataclass(eq=False)
class TapeSilent(Unavailable):
    """The tape does not answer; events that come meanwhile are refused and sent again by their senders."""
