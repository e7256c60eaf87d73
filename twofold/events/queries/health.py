"""How the tape fares."""

from dataclasses import dataclass
from datetime import datetime

from clickhouse_connect.driver.exceptions import Error as ClickHouseError
from django.db.models import Count, Min

from twofold.core.actor import Actor
from twofold.events.errors import TapeSilent
from twofold.events.models import Inflight
from twofold.events.permissions import Permission
from twofold.events.store import measure


@dataclass(frozen=True, slots=True)
class TapeHealth:
    """Version and size of the tape, what came in the last minute, and batches that are not settled yet."""

    version: str
    events: int
    bytes_on_disk: int
    events_last_minute: int
    batches_in_flight: int
    oldest_in_flight_at: datetime | None


def tape_health(actor: Actor) -> TapeHealth:
    """One look at each engine; refuses with `TapeSilent` when ClickHouse does not answer."""
    actor.require(Permission.SEE_EVENTS)
    try:
        measured = measure.health()
    except ClickHouseError as error:
        raise TapeSilent from error
    flying = Inflight.objects.aggregate(batches=Count("batch_id"), oldest=Min("began_at"))
    return TapeHealth(*measured, flying["batches"], flying["oldest"])
