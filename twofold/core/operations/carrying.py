"""Carrying operations: one piece, one transaction, until it is over.

Nobody is given an operation to keep. Whoever has time (a thread of any worker, a command in a terminal) takes the one that
was left alone longest, does one piece of it, and lets go. What the piece wrote and how far it came are committed together,
so after `kill -9` the piece is as if it had never begun, and the next worker does it.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection

from twofold.core import clock, registers
from twofold.core.actor import Actor, ActorKind
from twofold.core.cycles import no_search_for_cycles
from twofold.core.models import Operation
from twofold.core.operations import ending
from twofold.core.operations.errors import OperationNotFound, StarterGone
from twofold.core.operations.kinds import Doing, register
from twofold.core.refusals import NotFound, Refusal
from twofold.core.unit import unit_of_work

log = structlog.get_logger()

TRIES = 5
LOOK_SECONDS = 0.1
ME = Actor.system("operations")

FREE = f"""
WITH due AS MATERIALIZED (
    SELECT id FROM core_operation
    WHERE ended_at IS NULL AND (next_try_at IS NULL OR next_try_at <= %s OR cancel_asked_at IS NOT NULL)
    ORDER BY touched_at LIMIT 100
)
SELECT id FROM due WHERE pg_try_advisory_xact_lock({ending.HELD.format(id="id")}) LIMIT 1
"""  # noqa: S608 - text of ours; materialised, so that the lock is tried in order and no more than one is kept


def advance() -> Operation | None:
    """Do one piece of the operation that was left alone longest; nothing if there is none that nobody holds."""
    with unit_of_work(ME), connection.cursor() as cursor:
        cursor.execute(FREE, [clock.now()])
        row = cursor.fetchone()
        return _piece(row[0]) if row else None


def carry(operation_id: UUID, *, tell: Callable[[Operation], None] = lambda _: None) -> Operation:
    """Carry an operation to its end from here, and tell how far it is after each piece. A worker may help along.

    For terminals and tests. Not within a unit of work that is to be short.
    """
    while True:
        with unit_of_work(ME):
            held = ending.hold(operation_id)
            if held:
                _piece(operation_id)
            operation = Operation.objects.filter(id=operation_id).first()
        if operation is None:
            raise OperationNotFound(operation_id)
        tell(operation)
        if operation.is_over:
            return operation
        if not held or operation.next_try_at:
            time.sleep(LOOK_SECONDS)


def _piece(operation_id: UUID) -> Operation | None:
    """One piece of an operation that is held. Read again, for it may have moved on between the look and the hold."""
    operation = Operation.objects.filter(id=operation_id).first()
    if operation is None or operation.is_over or _rests(operation):
        return operation
    if operation.cancel_asked_at:
        ending.end(operation, Operation.State.CANCELLED, by=_starter(operation))
        return operation
    began = time.monotonic()
    try:
        actor = _actor(operation)
        with unit_of_work(actor), no_search_for_cycles():
            doing = register[operation.kind].step(actor, _doing(operation))
    except Refusal as refusal:
        ending.end(operation, Operation.State.FAILED, by=_starter(operation), error=refusal.message)
    except Exception as error:
        log.exception("operation.piece_failed", operation=str(operation.id), kind=operation.kind)
        _note_failure(operation, error)
    else:
        _move(operation, doing, seconds=time.monotonic() - began)
    return operation


def _rests(operation: Operation) -> bool:
    """Between a failure and the next try, or until something else has happened that the next piece needs."""
    return bool(operation.next_try_at and operation.next_try_at > clock.now() and not operation.cancel_asked_at)


def _starter(operation: Operation) -> Actor:
    """In whose name it is done, with what they could do when they started it."""
    accounts = operation.account_ids
    return Actor(
        ActorKind(operation.actor_kind),
        operation.actor_name,
        operation.actor_id,
        frozenset(operation.permissions),
        None if accounts is None else frozenset(UUID(account) for account in accounts),
    )


def _actor(operation: Operation) -> Actor:
    """The starter, with no more than they may do and see by now; refuses when they are no longer an active member of staff."""
    starter = _starter(operation)
    if starter.person_id is None or starter.kind is not ActorKind.STAFF:
        return starter
    try:
        now = registers.actor_now(starter.person_id)
    except NotFound:
        raise StarterGone(starter.person_id) from None
    if now.kind is not ActorKind.STAFF:
        raise StarterGone(starter.person_id)
    allowed = starter.permissions & now.permissions
    return replace(starter, permissions=allowed, rows=now.rows, masked=now.masked)


def _doing(operation: Operation) -> Doing:
    return Doing(
        operation_id=operation.id,
        told=operation.told,
        position=operation.position,
        total=operation.total,
        done=operation.done,
        counts=operation.counts,
        undoes=operation.undoes_id,
    )


def _move(operation: Operation, doing: Doing, *, seconds: float) -> None:
    operation.state = Operation.State.RUNNING
    operation.position, operation.counts = dict(doing.position), dict(doing.counts)
    operation.done, operation.total = doing.done, doing.total
    operation.failures, operation.error = 0, ""
    operation.worked_seconds += seconds
    operation.touched_at = clock.now()
    rest = timedelta(seconds=doing.rest_seconds)
    operation.next_try_at = operation.touched_at + rest if rest else None
    operation.started_at = operation.started_at or operation.touched_at - timedelta(seconds=seconds)
    if doing.is_over:
        ending.end(operation, Operation.State.DONE, by=_starter(operation))
    else:
        ending.note(operation)


def _note_failure(operation: Operation, error: Exception) -> None:
    """Rest twice as long after each failure, and give up after some."""
    reason = f"{type(error).__name__}: {error}"[:2_000]
    operation.failures += 1
    operation.touched_at = clock.now()
    if operation.failures >= TRIES:
        ending.end(operation, Operation.State.FAILED, by=_starter(operation), error=reason)
        return
    operation.next_try_at = operation.touched_at + timedelta(seconds=2 ** (operation.failures - 1))
    operation.error = reason
    ending.note(operation)
