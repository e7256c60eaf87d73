"""How the chain over the ledger stands, and how far it was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from twofold.core.actor import Actor
from twofold.core.audit import chain, verifying
from twofold.core.models import AuditStream, Operation
from twofold.core.permissions import Permission
from twofold.core.proof.entries import Head


@dataclass(frozen=True, slots=True)
class ChainState:
    """The head of the chain, and what the last verification found: up to which entry it held, or what broke it.

    `erased` entries no longer say what they said; those with the numbers `backdated` say an older time than the one before.
    """

    head: Head
    verified: Head | None
    verified_at: datetime | None
    broken: str
    verification_id: UUID | None
    under_way: Operation | None
    erased: int
    backdated: Sequence[int]


@dataclass(frozen=True, slots=True)
class StreamState:
    """How far the chain was sent to a file or a webhook, and why it rests."""

    name: str
    target: str
    number: int
    failures: int
    next_try_at: datetime | None
    last_error: str
    advanced_at: datetime | None


@dataclass(frozen=True, slots=True)
class Erasure:
    """What entries said of a person was erased: when, by whom, why, and of how many."""

    at: datetime
    by: str
    person_id: UUID
    reason: str
    entries: int


def chain_state(actor: Actor) -> ChainState:
    """Three questions, each answered by an index."""
    actor.require(Permission.SEE_LEDGER)
    verifications = Operation.objects.filter(kind=verifying.KIND).order_by("-id")
    last = verifications.filter(Q(state=Operation.State.DONE) | Q(state=Operation.State.FAILED)).first()
    held = last is not None and last.state == Operation.State.DONE
    return ChainState(
        head=chain.head(),
        verified=Head.of(last.position["head"]) if last and held else None,
        verified_at=last.ended_at if last else None,
        broken=last.error if last and not held else "",
        verification_id=last.id if last else None,
        under_way=verifications.filter(ended_at=None).first(),
        erased=last.counts.get("erased", 0) if last else 0,
        backdated=last.position.get("backdated", ()) if last and last.position else (),
    )


ERASURES = """
SELECT min(recorded_at), actor_name, person_id, body->>'reason', sum(jsonb_array_length(body->'entries'))
FROM core_ledgerentry WHERE name = 'core.entries.erased'
GROUP BY recorded_at, actor_name, person_id, body->>'reason' ORDER BY recorded_at DESC LIMIT %s
"""


def erasures(actor: Actor, *, most: int = 100) -> list[Erasure]:
    """What was erased from the log, the latest first."""
    actor.require(Permission.SEE_LEDGER)
    with connection.cursor() as cursor:
        cursor.execute(ERASURES, [most])
        return [Erasure(*row) for row in cursor.fetchall()]


def stream_states(actor: Actor) -> list[StreamState]:
    """Where the chain is sent to."""
    actor.require(Permission.SEE_LEDGER)
    return [
        StreamState(**{field: getattr(stream, field) for field in StreamState.__slots__})
        for stream in AuditStream.objects.order_by("name")
    ]
