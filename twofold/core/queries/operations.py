"""Long operations, to be looked at: the history, and what may be done about each."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.models import Operation
from twofold.core.operations import OperationNotFound, register, why_not_undone
from twofold.core.operations.errors import UNDONE_WITHIN
from twofold.core.operations.kinds import UNDO
from twofold.core.permissions import Permission

State = Operation.State


@dataclass(frozen=True, slots=True)
class OperationSeen:
    """An operation, what its kind is called, the one that takes it back or did so, and what this actor may do about it."""

    operation: Operation
    label: str
    undoing: Operation | None
    may_cancel: bool
    may_retry: bool
    may_undo: bool


@dataclass(frozen=True, slots=True)
class OperationsPage:
    """Operations, newest first; `older` is the id to go on from, None at the end. `is_live`: one of them is under way."""

    operations: list[OperationSeen]
    older: UUID | None
    is_live: bool


def operations_visible_to(actor: Actor) -> QuerySet[Operation]:
    """One's own, and those of others with the permission."""
    found = Operation.objects.order_by("-id").prefetch_related("undoings")
    if actor.may(Permission.SEE_OPERATIONS) and not actor.is_customer:
        return found
    return found.filter(actor_id=actor.person_id) if actor.person_id else found.none()


def operations_page(
    actor: Actor,
    *,
    kind: str = "",
    states: tuple[str, ...] = (),
    mine: bool = False,
    before: UUID | None = None,
    limit: int = 50,
) -> OperationsPage:
    """The history, newest first. A kind brings its undoings with it."""
    found = operations_visible_to(actor)
    if kind:
        found = found.filter(kind__in=(kind, kind + UNDO))
    if states:
        found = found.filter(state__in=states)
    if mine:
        found = found.filter(actor_id=actor.person_id)
    if before:
        found = found.filter(id__lt=before)
    rows = list(found[: limit + 1])
    seen = [_seen(actor, row) for row in rows[:limit]]
    return OperationsPage(
        seen,
        older=rows[limit - 1].id if len(rows) > limit else None,
        is_live=any(not each.operation.is_over for each in seen),
    )


def operation(actor: Actor, operation_id: UUID) -> OperationSeen:
    """One operation, or `OperationNotFound`."""
    row = operations_visible_to(actor).filter(id=operation_id).first()
    if row is None:
        raise OperationNotFound(operation_id)
    return _seen(actor, row)


def past_undoing(operation_ids: Collection[UUID]) -> set[UUID]:
    """Those of these that are over for so long that nobody can undo them any more, for rooms that keep what undoing needs."""
    long_ago = unit.now() - UNDONE_WITHIN
    return set(Operation.objects.filter(id__in=operation_ids, ended_at__lt=long_ago).values_list("id", flat=True))


def operation_kinds() -> dict[str, str]:
    """What the kinds are called, by name; an undoing is not a kind of its own."""
    return {name: kind.title for name, kind in register.items() if not name.endswith(UNDO)}


def _seen(actor: Actor, operation: Operation) -> OperationSeen:
    kind = register.get(operation.kind)
    is_own = actor.person_id is not None and operation.actor_id == actor.person_id
    may = kind is not None and actor.may(kind.permission) and (is_own or actor.may(Permission.RUN_OPERATIONS))
    undoings = sorted(operation.undoings.all(), key=lambda undoing: undoing.id)
    undoing = undoings[-1] if undoings else None
    is_being_undone = undoing is not None and not undoing.is_over
    return OperationSeen(
        operation,
        label=kind.title if kind else operation.kind,
        undoing=undoing,
        may_cancel=may and not operation.is_over and not operation.cancel_asked_at,
        may_retry=may and operation.state in {State.FAILED, State.CANCELLED} and undoing is None,
        may_undo=may and not is_being_undone and not why_not_undone(operation),
    )
