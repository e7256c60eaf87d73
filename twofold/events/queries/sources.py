"""Sources, their write keys, and whether anything comes from them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from twofold.core import clock
from twofold.core.actor import Actor
from twofold.events.errors import SourceNotFound
from twofold.events.models import Source
from twofold.events.permissions import Permission
from twofold.events.store import measure


@dataclass(frozen=True, slots=True)
class SourceActivity:
    """What came from a source lately."""

    source_id: UUID
    events: int
    last_at: datetime


def sources(actor: Actor) -> list[Source]:
    """Every source, the live ones first, by name."""
    actor.require(Permission.SEE_SOURCES)
    return sorted(Source.objects.all(), key=lambda source: (source.revoked_at is not None, source.name.lower()))


def source(actor: Actor, source_id: UUID) -> Source:
    """One source."""
    actor.require(Permission.SEE_SOURCES)
    found = Source.objects.filter(id=source_id).first()
    if found is None:
        raise SourceNotFound(source_id)
    return found


def source_activity(actor: Actor, *, hours: int = 24) -> dict[UUID, SourceActivity]:
    """How many events came from each source in the last hours; one that was silent has no entry."""
    actor.require(Permission.SEE_SOURCES)
    since = clock.now() - timedelta(hours=hours)
    return {source_id: SourceActivity(source_id, count, last) for source_id, count, last in measure.by_source(since)}
