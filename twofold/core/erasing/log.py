"""Erasing what old entries say of a person, for good, so that the chain still proves all the rest.

The chain is over digests, so it holds without what they are of. What an entry says is taken from it together with its salt,
and a fact tells who did that, why, and the digest of what is left: nothing else can have been changed under that pretext.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from twofold.core.actor import Actor
from twofold.core.audit.facts import EntriesErased, Remains
from twofold.core.erasing.register import Meant
from twofold.core.facts import record
from twofold.core.models import AuditErasure
from twofold.core.operations import Doing
from twofold.core.proof.entries import digest_of, selected

CHUNK = 20_000
MOST_OF_A_CHUNK = 2_000
AT_ONCE = 200
PAUSE_SECONDS = 1.0

NEWEST = "SELECT coalesce(max(seq), 0) FROM core_ledgerentry"
END = "SELECT max(seq) FROM (SELECT seq FROM core_ledgerentry WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s) AS chunk"
FOUND = """
SELECT e.seq, e.id, coalesce(e.person_id = ANY (%(people)s), false) OR names.them,
       coalesce(e.actor_id = ANY (%(people)s), false), l.entry IS NOT NULL
FROM core_ledgerentry e CROSS JOIN LATERAL (SELECT coalesce(e.body::text ~* %(naming)s, false) AS them) AS names
LEFT JOIN core_auditlink l ON l.entry = e.id
WHERE e.seq > %(after)s AND e.seq <= %(upto)s AND length(l.salt) IS DISTINCT FROM 0
  AND e.name NOT IN ('core.entries.erased', 'core.person.erased')
  AND (e.person_id = ANY (%(people)s) OR e.actor_id = ANY (%(people)s) OR names.them)
ORDER BY e.seq LIMIT %(limit)s
"""
LEFT = f"SELECT {selected('e')} FROM core_ledgerentry e WHERE e.id = ANY (%s) ORDER BY e.seq"  # noqa: S608 - columns of ours


class _Found(NamedTuple):
    seq: int
    id: UUID
    is_about: bool
    is_by: bool
    is_linked: bool


def erase(actor: Actor, meant: Meant, doing: Doing) -> Doing:
    """Look through twenty thousand entries and empty those that are meant, up to the newest there is when it begins.

    What has no link in the chain yet is waited for: changed before that, nothing would prove what it had been.
    """
    upto, after = doing.position.get("upto") or _newest(), doing.position.get("seq", 0)
    end = _end(after, upto)
    if end is None:
        return doing.on(upto - doing.done, total=upto, is_over=True)
    found = _found(meant, after, end)
    linked = found[: next((place for place, one in enumerate(found) if not one.is_linked), len(found))]
    _erase(actor, meant, str(doing.told["reason"]), linked)
    if len(linked) < len(found):
        reached, rest = found[len(linked)].seq - 1, PAUSE_SECONDS
    else:
        reached, rest = found[-1].seq if len(found) == MOST_OF_A_CHUNK else end, 0.0
    return doing.on(
        max(reached - after, 0), total=upto, position={"seq": reached, "upto": upto}, counts={"entries": len(linked)},
        rest_seconds=rest,
    )  # fmt: skip


def _newest() -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        (newest,) = cursor.fetchone()
    return int(newest)


def _end(after: int, upto: int) -> int | None:
    """The last entry of the next chunk; None behind all of them."""
    with connection.cursor() as cursor:
        cursor.execute(END, [after, upto, CHUNK])
        (end,) = cursor.fetchone()
    return None if end is None else int(end)


def _found(meant: Meant, after: int, upto: int) -> list[_Found]:
    asked = {
        "people": list(meant.people),
        "naming": meant.naming,
        "after": after,
        "upto": upto,
        "limit": MOST_OF_A_CHUNK,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND, asked)
        return [_Found(*row) for row in cursor.fetchall()]


def _erase(actor: Actor, meant: Meant, reason: str, found: Sequence[_Found]) -> None:
    """A fact for every two hundred tells what is left of them."""
    for place in range(0, len(found), AT_ONCE):
        some = found[place : place + AT_ONCE]
        _empty(some)
        left = _left([one.id for one in some])
        fact = record(EntriesErased(person_id=meant.people[0], reason=reason, entries=left), by=actor)
        AuditErasure.objects.bulk_create(AuditErasure(entry=one.entry, told_by=fact.id) for one in left)


def _empty(found: Sequence[_Found]) -> None:
    bodies, names = [one.id for one in found if one.is_about], [one.id for one in found if one.is_by]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_erase_entries(%s::uuid[], %s::uuid[])", [bodies, names])


def _left(entries: Sequence[UUID]) -> list[Remains]:
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [list(entries)])
        return [Remains(entry=UUID(parts[0]), digest=digest_of(b"", parts).hex()) for parts in cursor.fetchall()]
