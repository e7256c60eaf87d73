"""The books that make every event count once.

A key is written in the transaction that resolves its event, before the event is on the tape. Should a crash come between
the two, the note of the batch in flight is still there, and its owner's lock is free: then the tape is asked which events it
has, and the keys of the others are given back, so that the sender's next try is taken.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from twofold.core import clock, unit
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.events.models import Inflight, Seen
from twofold.events.store import write

SETTLER = Actor.system("events.books")
GRACE = timedelta(seconds=2)  # in which an insert of a dead owner may still reach ClickHouse
CLAIM = """
WITH offered AS (SELECT unnest(string_to_array(%s, ','))::uuid AS key)
INSERT INTO events_seen (key, batch_id) SELECT key, %s FROM offered ORDER BY key
ON CONFLICT DO NOTHING RETURNING key
"""
IN_FLIGHT = """
SELECT seen.key FROM unnest(string_to_array(%s, ',')) AS offered (key)
JOIN events_seen seen ON seen.key = offered.key::uuid
JOIN events_inflight batch USING (batch_id) WHERE seen.batch_id <> %s
"""


def new_owner() -> int:
    """A number for a process that takes events."""
    return secrets.randbelow(1 << 62)


def live(owner: int) -> None:
    """Hold the lock that shows that this owner lives, for as long as this connection does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [owner])


def let_go() -> None:
    """Hold no lock any more: the connection may go back to a pool, which would go on holding it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


def claim(keys: Collection[int], batch_id: UUID, *, owner: int) -> tuple[set[int], set[int]]:
    """Take the keys for a batch: those that are new, and those of the others that are still in flight elsewhere."""
    Inflight.objects.create(batch_id=batch_id, owner=owner, began_at=unit.now())
    offered = _joined(keys)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [offered, batch_id])
        fresh = {key.int for (key,) in cursor}
        if len(fresh) == len(keys):
            return fresh, set()
        cursor.execute(IN_FLIGHT, [offered, batch_id])
        return fresh, {key.int for (key,) in cursor}


def release(keys: Collection[int]) -> None:
    """Forget keys of events that were not taken after all."""
    if keys:
        Seen.objects.filter(key__in=[UUID(int=key) for key in keys]).delete()


def landed(batch_ids: Sequence[UUID]) -> None:
    """These batches are on the tape as a whole."""
    if batch_ids:
        Inflight.objects.filter(batch_id__in=batch_ids).delete()


def settle(*, owner: int, active: Collection[UUID]) -> int:
    """Settle the batches of owners that died, and those of this owner that are no longer active; how many there were.

    The owner itself knows when its insert has ended; of another's one waits until none can arrive any more.
    """
    with unit_of_work(SETTLER):
        waiting = list(Inflight.objects.exclude(batch_id__in=active).order_by("batch_id"))
    settled = 0
    for batch in waiting:
        with unit_of_work(SETTLER):
            if batch.owner != owner and not _is_orphan(batch):
                continue
            if not write.is_being_written(batch.batch_id):
                give_back(batch.batch_id, batch.began_at)
                settled += 1
    return settled


def give_back(batch_id: UUID, began_at: datetime) -> None:
    """Forget the keys of the batch whose events are not on the tape, and that it was in flight."""
    landed_keys = write.written(batch_id, received_at=began_at)
    Seen.objects.filter(batch_id=batch_id).exclude(key__in=[UUID(int=key) for key in landed_keys]).delete()
    Inflight.objects.filter(batch_id=batch_id).delete()


def _is_orphan(batch: Inflight) -> bool:
    """Whether its owner is gone for good; holds the owner's lock until the transaction ends."""
    if clock.now() - batch.began_at < GRACE:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [batch.owner])
        return bool(cursor.fetchone()[0])


def _joined(keys: Collection[int]) -> str:
    return ",".join([f"{key:032x}" for key in keys])
