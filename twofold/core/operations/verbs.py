"""What staff do with long operations: start, cancel, go on, undo. Each is one row that the carrier finds (see carrying.py)."""

from typing import Any
from uuid import UUID

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.models import Operation
from twofold.core.operations import ending
from twofold.core.operations.errors import (
    UNDONE_WITHIN,
    OperationNotFound,
    OperationNotStopped,
    OperationNotUndoable,
)
from twofold.core.operations.facts import OperationCancelled, OperationRetried, OperationStarted
from twofold.core.operations.kinds import UNDO, register
from twofold.core.permissions import Permission

State = Operation.State


def start(
    actor: Actor,
    kind: str,
    *,
    title: str,
    told: dict[str, Any],
    total: int | None = None,
    undoes: UUID | None = None,
) -> Operation:
    """Have an operation carried out by the worker, in the name of this actor and with what they may do now.

    It begins when the open unit of work commits. `told` is all that the steps will know, and must fit JSON.
    """
    actor.require(register[kind].permission)
    now = unit.now()
    operation = Operation.objects.create(
        kind=kind,
        title=title[:300],
        told=told,
        total=total,
        undoes_id=undoes,
        actor_kind=actor.kind,
        actor_id=actor.person_id,
        actor_name=actor.name,
        permissions=sorted(actor.permissions),
        account_ids=None if actor.account_ids is None else sorted(map(str, actor.account_ids)),
        created_at=now,
        touched_at=now,
    )
    record(OperationStarted(operation_id=operation.id, kind=kind, title=operation.title, undoes=undoes), by=actor)
    return operation


def cancel(actor: Actor, operation_id: UUID) -> Operation:
    """Have no further piece done; what is done stays. At once, or after the piece that is under way.

    An operation that is over, or that is being cancelled already, stays as it is.
    """
    operation = _lock(actor, operation_id)
    if operation.is_over or operation.cancel_asked_at:
        return operation
    operation.cancel_asked_at = unit.now()
    operation.save(update_fields=["cancel_asked_at"])
    record(OperationCancelled(operation_id=operation.id, kind=operation.kind, title=operation.title), by=actor)
    if ending.hold(operation.id):
        ending.end(operation, State.CANCELLED, by=actor)
    return operation


def retry(actor: Actor, operation_id: UUID) -> Operation:
    """Go on with an operation that failed or was cancelled, from where it stopped. One under way stays as it is.

    What somebody has begun to undo does not go on.
    """
    operation = _lock(actor, operation_id)
    if not operation.is_over:
        return operation
    if operation.state not in {State.FAILED, State.CANCELLED} or operation.undoings.exists():
        raise OperationNotStopped(operation_id)
    operation.state, operation.ended_at, operation.error = State.WAITING, None, ""
    operation.cancel_asked_at, operation.next_try_at, operation.failures = None, None, 0
    operation.touched_at = unit.now()
    operation.save()
    record(OperationRetried(operation_id=operation.id, kind=operation.kind, title=operation.title), by=actor)
    return operation


def undo(actor: Actor, operation_id: UUID) -> Operation:
    """Start the operation that takes this one back, and return it; the one that does so already, if there is one.

    Refuses for what is not over yet, was undone before, has no way back, or ended more than 30 days ago.
    """
    operation = _lock(actor, operation_id)
    under_way = operation.undoings.filter(ended_at=None).first()
    if under_way:
        return under_way
    reason = why_not_undone(operation)
    if reason:
        raise OperationNotUndoable(operation_id, reason)
    return start(
        actor,
        operation.kind + UNDO,
        title=f"Undo: {operation.title}",
        told=operation.told,
        total=operation.done,
        undoes=operation.id,
    )


def why_not_undone(operation: Operation) -> str:
    """The sentence that says why an operation cannot be undone, or nothing."""
    if operation.kind + UNDO not in register:
        return "There is no way to undo this."
    if operation.ended_at is None:
        return "It is still under way: cancel it first."
    if operation.state == State.UNDONE:
        return "It has been undone already."
    if not operation.done:
        return "Nothing was done, so there is nothing to undo."
    if operation.ended_at < unit.now() - UNDONE_WITHIN:
        return f"It ended more than {UNDONE_WITHIN.days} days ago, and what was before is no longer kept."
    return ""


def _lock(actor: Actor, operation_id: UUID) -> Operation:
    """One's own, or anybody's with the permission."""
    operation = Operation.objects.select_for_update(no_key=True).filter(id=operation_id).first()
    if operation is None:
        raise OperationNotFound(operation_id)
    if actor.person_id is None or operation.actor_id != actor.person_id:
        actor.require(Permission.RUN_OPERATIONS)
    return operation
