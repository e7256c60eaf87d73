"""Noting what changes nothing and is worth knowing: what was refused, and who looked at whose record.

Nobody can flood the ledger with it. The same refusal (the same actor, code and place) is told once a minute with how often it
happened; that somebody looked at a record once for each reader, person and hour.
"""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import connection

from twofold.core import unit
from twofold.core.actor import Actor, ActorKind
from twofold.core.audit.facts import AccessRefused, RecordRead
from twofold.core.facts import read, record, record_all
from twofold.core.jobs import job
from twofold.core.models import AuditNote, LedgerEntry
from twofold.core.unit import unit_of_work

A_MINUTE = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)
LONGEST = 500

COUNTED = """
INSERT INTO core_auditnote AS n (key, again, noted_at) VALUES (%s, 0, %s)
ON CONFLICT (key) DO UPDATE SET again = n.again + 1
RETURNING again, noted_at
"""

# Where all was noted lately, nothing is written and nobody waits.
DUE = """
WITH asked AS (SELECT * FROM unnest(%s::bytea[]) AS a (key) ORDER BY key)
INSERT INTO core_auditnote AS n (key, again, noted_at)
SELECT key, 0, %s FROM asked WHERE NOT EXISTS (SELECT FROM core_auditnote o WHERE o.key = asked.key AND o.noted_at > %s)
ON CONFLICT (key) DO UPDATE SET noted_at = excluded.noted_at WHERE n.noted_at <= %s
RETURNING key
"""


def note_refusal(
    actor: Actor,
    *,
    code: str,
    what: str,
    place: str = "",
    permission: str = "",
    address: str = "",
    person_id: UUID | None = None,
    account_id: UUID | None = None,
) -> None:
    """Tell the ledger that the actor was refused `what`, in a unit of work of Twofold itself that outlives the refusal.

    `place` is what counts as the same: the name of a route rather than its address. Where it is not yet known who asks,
    the actor is Twofold itself and `person_id` who was meant, so that they find it in their log.
    """
    key = _key("refusal", *_who(actor), code, place or what, person_id)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [key, unit.now()])
        again, noted_at = cursor.fetchone()
    if again and noted_at > unit.now() - A_MINUTE:
        return
    refused = AccessRefused(
        code=code,
        what=what[:LONGEST],
        permission=permission,
        address=address,
        times=max(again, 1),
        person_id=person_id,
        account_id=account_id,
    )
    entry = record(refused, by=actor)
    AuditNote.objects.filter(key=key).update(entry=entry.id, again=0, noted_at=unit.now())


def note_read(actor: Actor, people: Collection[UUID], *, where: str) -> None:
    """Tell the ledger that a colleague or a program looked at these people's records, `where` ("console", "api").

    In the unit of work of the look. Nothing is told of customers, who see only their own, nor of Twofold itself.
    """
    if actor.kind not in {ActorKind.STAFF, ActorKind.SERVICE}:
        return
    keys = {_key("read", *_who(actor), person): person for person in people}
    with connection.cursor() as cursor:
        cursor.execute(DUE, [list(keys), unit.now(), unit.now() - AN_HOUR, unit.now() - AN_HOUR])
        due = [keys[bytes(key)] for (key,) in cursor]
    record_all([RecordRead(person_id=person, where=where) for person in due], by=actor)


@job(cron="*/10 * * * *")
def tell_what_was_refused_again(timestamp: int) -> None:
    """Tell of refusals that were counted and not told since, and forget notes that hold nothing back any more."""
    del timestamp
    with unit_of_work(Actor.system("audit")):
        counted = AuditNote.objects.filter(again__gt=0, noted_at__lte=unit.now() - A_MINUTE)
        for note in counted.select_for_update(skip_locked=True):
            _tell(note)
        AuditNote.objects.filter(again=0, noted_at__lte=unit.now() - AN_HOUR).delete()


def _tell(note: AuditNote) -> None:
    first = LedgerEntry.objects.filter(id=note.entry).first() if note.entry else None
    if first is not None:
        actor = Actor(
            ActorKind(first.actor_kind), first.actor_name, first.actor_id, impersonator_id=first.impersonator_id
        )
        note.entry = record(replace(read(AccessRefused, first.body), times=note.again), by=actor).id
    note.again, note.noted_at = 0, unit.now()
    note.save()


def _who(actor: Actor) -> tuple[str, str, str]:
    return actor.kind, str(actor.person_id or actor.name), str(actor.impersonator_id or "")


def _key(*parts: object) -> bytes:
    return hashlib.sha256("\n".join(f"{len(str(part))} {part}" for part in parts).encode()).digest()
