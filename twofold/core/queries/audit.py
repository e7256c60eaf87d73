"""How the chain over the ledger stands, and how far it was sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from twofold.core.actor import Actor
from twofold.core.audit import chain, verifying
from twofold.core.models import AuditStream, Operation
from twofold.core.permissions import Permission
from twofold.core.proof.entries import Head


@dataclass(frozen=True, slots=True)
class ChainState:
    """The head of the chain, and what the last verification found: up to which entry it held, or what broke it."""

    head: Head
    verified: Head | None
    verified_at: datetime | None
    broken: str
    verification_id: UUID | None
    under_way: Operation | None


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
    )


def stream_states(actor: Actor) -> list[StreamState]:
    """Where the chain is sent to."""
    actor.require(Permission.SEE_LEDGER)
    return [
        StreamState(**{field: getattr(stream, field) for field in StreamState.__slots__})
        for stream in AuditStream.objects.order_by("name")
    ]
