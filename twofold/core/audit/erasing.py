"""Erasing what old entries say of a person, for good, so that the chain still proves all the rest.

The chain is over digests, so it holds without what they are of. What an entry says is taken from it together with its salt,
and a fact tells who did that, why, and the digest of what is left: nothing else can have been changed under that pretext.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from twofold.core.actor import Actor
from twofold.core.audit.facts import EntriesErased, Remains
from twofold.core.facts import record
from twofold.core.models import AuditErasure
from twofold.core.permissions import Permission
from twofold.core.proof.entries import digest_of, selected
from twofold.core.refusals import Invalid
from twofold.core.verbs import verb

AT_ONCE = 200
SHORTEST_WORD = 5
LONGEST_REASON = 500

FOUND = """
SELECT e.seq, e.id, e.person_id IS NOT DISTINCT FROM %(person)s OR e.body::text ILIKE ANY (%(words)s),
       e.actor_id IS NOT DISTINCT FROM %(person)s
FROM core_ledgerentry e JOIN core_auditlink l ON l.entry = e.id AND length(l.salt) > 0
WHERE e.seq > %(after)s AND e.name <> 'core.entries.erased'
  AND (e.person_id = %(person)s OR e.actor_id = %(person)s OR e.body::text ILIKE ANY (%(words)s))
ORDER BY e.seq LIMIT %(limit)s
"""
LEFT = f"SELECT {selected('e')} FROM core_ledgerentry e WHERE e.id = ANY (%s) ORDER BY e.seq"  # noqa: S608 - columns of ours


class ReasonMissing(Invalid):
    """Say in at most 500 characters why it is erased: that stays."""


class _Found(NamedTuple):
    seq: int
    id: UUID
    is_about: bool
    is_by: bool


@verb(Permission.ERASE_ENTRIES)
def erase(actor: Actor, person_id: UUID, *, reason: str, words: Collection[str] = ()) -> int:
    """Erase what the ledger says of a person, and what they are called where they did something. Returns how many entries.

    Those about them, and those in which one of the `words` stands (their addresses, say), lose every text, and all numbers but
    the fact's own; that something happened, when, and to which ids stays. What was erased is passed over the second time, and
    so is what has no link in the chain yet. There is no way back. Refuses without a reason.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing
    erased, after = 0, 0
    while found := _found(person_id, words, after):
        _empty(found)
        left = _left([one.id for one in found])
        fact = record(EntriesErased(person_id=person_id, reason=reason, entries=left), by=actor)
        AuditErasure.objects.bulk_create(AuditErasure(entry=one.entry, told_by=fact.id) for one in left)
        erased, after = erased + len(left), found[-1].seq
    return erased


def _found(person_id: UUID, words: Collection[str], after: int) -> list[_Found]:
    told: dict[str, Any] = {
        "person": person_id,
        "words": [_anywhere(word) for word in words if len(word) >= SHORTEST_WORD],
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND, {**told, "after": after, "limit": AT_ONCE})
        return [_Found(*row) for row in cursor.fetchall()]


def _anywhere(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _empty(found: Sequence[_Found]) -> None:
    bodies, names = [one.id for one in found if one.is_about], [one.id for one in found if one.is_by]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_erase_entries(%s::uuid[], %s::uuid[])", [bodies, names])


def _left(entries: Sequence[UUID]) -> list[Remains]:
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [list(entries)])
        return [Remains(entry=UUID(parts[0]), digest=digest_of(b"", parts).hex()) for parts in cursor.fetchall()]
