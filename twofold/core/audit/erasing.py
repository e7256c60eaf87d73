"""Erasing what old entries say of a person, for good, so that the chain still proves all the rest.

The chain is over digests, so it holds without what they are of. What an entry says is taken from it together with its salt,
and a fact tells who did that, why, and the digest of what is left: nothing else can have been changed under that pretext.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from twofold.core.actor import Actor
from twofold.core.audit.facts import EntriesErased, Remains
from twofold.core.facts import record
from twofold.core.models import AuditErasure, Operation
from twofold.core.operations import Doing, operation, start
from twofold.core.permissions import Permission
from twofold.core.proof.entries import digest_of, selected
from twofold.core.refusals import Invalid
from twofold.core.verbs import verb

KIND = "core.erase_entries"
TITLE = "Erasure in the audit log"
CHUNK = 20_000
MOST_OF_A_CHUNK = 2_000
AT_ONCE = 200
PAUSE_SECONDS = 1.0
SHORTEST_WORD = 5
LONGEST_REASON = 500

NEWEST = "SELECT coalesce(max(seq), 0) FROM core_ledgerentry"
END = "SELECT max(seq) FROM (SELECT seq FROM core_ledgerentry WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s) AS chunk"
FOUND = """
SELECT e.seq, e.id, coalesce(e.person_id = ANY (%(people)s), false) OR names.them,
       coalesce(e.actor_id = ANY (%(people)s), false), l.entry IS NOT NULL
FROM core_ledgerentry e CROSS JOIN LATERAL (SELECT coalesce(e.body::text ~* %(naming)s, false) AS them) AS names
LEFT JOIN core_auditlink l ON l.entry = e.id
WHERE e.seq > %(after)s AND e.seq <= %(upto)s AND e.name <> 'core.entries.erased' AND length(l.salt) IS DISTINCT FROM 0
  AND (e.person_id = ANY (%(people)s) OR e.actor_id = ANY (%(people)s) OR names.them)
ORDER BY e.seq LIMIT %(limit)s
"""
# A word of its own in a body as text: ana@helio.example is named neither by diana@helio.example nor by ana@helio.example.org.
NAMING = r"(?:^|\\[bfnrt]|[^[:alnum:]._%%+-])(?:%s)(?![[:alnum:]_-]|\.[[:alnum:]])"
LEFT = f"SELECT {selected('e')} FROM core_ledgerentry e WHERE e.id = ANY (%s) ORDER BY e.seq"  # noqa: S608 - columns of ours


class ReasonMissing(Invalid):
    """Say in at most 500 characters why it is erased: that stays."""


class _Found(NamedTuple):
    seq: int
    id: UUID
    is_about: bool
    is_by: bool
    is_linked: bool


@verb(Permission.ERASE_ENTRIES)
def begin(
    actor: Actor,
    person_id: UUID,
    *,
    reason: str,
    parts: Collection[UUID] = (),
    words: Collection[str] = (),
    values: Collection[str] = (),
) -> Operation:
    """Have all erased that the ledger says of a person by now, and what they are called where they did something.

    `parts` are others who turned out to be them. Entries about them, and those in which one of the `words` stands (their
    addresses, say) or that have one of the `values` (a customer number), lose every text, and all numbers but the fact's own;
    that something happened, when, and to which ids stays. What was erased before is passed over. There is no way back.
    Refuses without a reason.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        (newest,) = cursor.fetchone()
    told = {
        "person": str(person_id),
        "parts": sorted(map(str, parts)),
        "reason": reason,
        "naming": _naming(words, values),
        "upto": newest,
    }
    return start(actor, KIND, title=TITLE, told=told, total=newest)


@operation(KIND, title=TITLE, permission=Permission.ERASE_ENTRIES, forgets=("naming",))
def erase(actor: Actor, doing: Doing) -> Doing:
    """Look through twenty thousand entries and empty those that are meant.

    What has no link in the chain yet is waited for: changed before that, nothing would prove what it had been.
    """
    told, after = doing.told, doing.position.get("seq", 0)
    end = _end(after, told["upto"])
    if end is None:
        return doing.on(told["upto"] - doing.done, is_over=True)
    found = _found(told, after, end)
    linked = found[: next((place for place, one in enumerate(found) if not one.is_linked), len(found))]
    _erase(actor, told, linked)
    if len(linked) < len(found):
        reached, rest = found[len(linked)].seq - 1, PAUSE_SECONDS
    else:
        reached, rest = found[-1].seq if len(found) == MOST_OF_A_CHUNK else end, 0.0
    return doing.on(
        max(reached - after, 0), position={"seq": reached}, counts={"erased": len(linked)}, rest_seconds=rest
    )


def _end(after: int, upto: int) -> int | None:
    """The last entry of the next chunk; None behind all of them."""
    with connection.cursor() as cursor:
        cursor.execute(END, [after, upto, CHUNK])
        (end,) = cursor.fetchone()
    return None if end is None else int(end)


def _found(told: Mapping[str, Any], after: int, upto: int) -> list[_Found]:
    asked = {
        "people": [UUID(one) for one in (told["person"], *told["parts"])],
        "naming": told["naming"],
        "after": after,
        "upto": upto,
        "limit": MOST_OF_A_CHUNK,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND, asked)
        return [_Found(*row) for row in cursor.fetchall()]


def _naming(words: Collection[str], values: Collection[str]) -> str | None:
    """What a body that names them looks like; None where there is nothing to know one by."""
    texts = {json.dumps(word, ensure_ascii=False)[1:-1] for word in words if len(word) >= SHORTEST_WORD}
    texts |= {json.dumps(value, ensure_ascii=False) for value in values if len(value) >= SHORTEST_WORD}
    return NAMING % "|".join(map(re.escape, sorted(texts))) if texts else None


def _erase(actor: Actor, told: Mapping[str, Any], found: Sequence[_Found]) -> None:
    """A fact for every two hundred tells what is left of them."""
    for place in range(0, len(found), AT_ONCE):
        some = found[place : place + AT_ONCE]
        _empty(some)
        left = _left([one.id for one in some])
        fact = record(EntriesErased(person_id=UUID(told["person"]), reason=told["reason"], entries=left), by=actor)
        AuditErasure.objects.bulk_create(AuditErasure(entry=one.entry, told_by=fact.id) for one in left)


def _empty(found: Sequence[_Found]) -> None:
    bodies, names = [one.id for one in found if one.is_about], [one.id for one in found if one.is_by]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_erase_entries(%s::uuid[], %s::uuid[])", [bodies, names])


def _left(entries: Sequence[UUID]) -> list[Remains]:
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [list(entries)])
        return [Remains(entry=UUID(parts[0]), digest=digest_of(b"", parts).hex()) for parts in cursor.fetchall()]
