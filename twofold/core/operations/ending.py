"""Who holds an operation, and how it ends."""

from uuid import UUID

from django.db import connection

from twofold.core import clock
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.models import Operation
from twofold.core.operations.facts import OperationEnded
from twofold.core.operations.kinds import register

CARRIED = (
    "state position counts done total failures next_try_at error worked_seconds touched_at started_at ended_at".split()
)
HELD = "hashtextextended('twofold operation ' || {id}::text, 0)"


def hold(operation_id: UUID) -> bool:
    """Keep everybody else from doing a piece of it until the transaction ends; whether that could be had at once.

    A lock beside the row, not on it, so that a page or a cancel never waits for the piece that is under way. It is the
    database's and goes with the transaction: nobody has to find out whether a worker that held it is still alive.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({HELD.format(id='%s')})", [operation_id])
        (held,) = cursor.fetchone()
    return bool(held)


def end(operation: Operation, state: Operation.State, *, by: Actor, error: str = "") -> None:
    """Write down that it is over; once it is done, forget what its kind forgets. An undoing that is done makes what it undid undone."""
    operation.state, operation.ended_at, operation.error = state, clock.now(), error
    operation.next_try_at = None
    if state == Operation.State.DONE:
        _forget(operation)
    note(operation)
    if operation.undoes_id and state == Operation.State.DONE:
        Operation.objects.filter(id=operation.undoes_id).update(state=Operation.State.UNDONE)
    record(
        OperationEnded(
            operation_id=operation.id,
            kind=operation.kind,
            title=operation.title,
            outcome=state,
            done=operation.done,
            counts=operation.counts,
            error=error,
        ),
        by=by,
    )


def _forget(operation: Operation) -> None:
    if forgets := register[operation.kind].forgets:
        operation.told = {name: said for name, said in operation.told.items() if name not in forgets}
        operation.save(update_fields=["told"])


def note(operation: Operation) -> None:
    """Write down how far it has come; not whether somebody asked to cancel meanwhile, which is theirs to write."""
    operation.save(update_fields=CARRIED)
