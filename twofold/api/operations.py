"""Long operations over the API: how far they are, cancel, again, undo."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import told
from twofold.api.requests import ApiRequest
from twofold.api.routes import Out, Section, endpoint, example
from twofold.core import operations, queries
from twofold.core.operations import OperationNotFound, OperationNotStopped, OperationNotUndoable
from twofold.core.permissions import Permission

section = Section("Operations", "What takes longer than a request: how far it is, stopped, gone on with, taken back.")

State = Literal["waiting", "running", "done", "failed", "cancelled", "undone"]
IMPORT = {
    "id": "019a8c3e-0187-7499-8ee8-a7d9eafb0c08",
    "kind": "directory.import",
    "title": "Import of contacts.csv",
    "state": "running",
    "done": 42_000,
    "total": 1_000_000,
    "counts": {"created": 41_800, "updated": 190, "refused": 10},
    "error": "",
    "undoes": None,
    "created_at": "2026-11-21T09:30:00Z",
    "started_at": "2026-11-21T09:30:01Z",
    "ended_at": None,
    "may_cancel": True,
    "may_retry": False,
    "may_undo": False,
}


class OperationOut(Out):
    """Work that takes longer than a request. `done` of `total` says how far it is, `counts` what came of it so far."""

    model_config = example(IMPORT)

    id: UUID
    kind: str
    title: str
    state: State
    done: int
    total: int | None
    counts: dict[str, Any]
    error: str
    undoes: UUID | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    may_cancel: bool
    may_retry: bool
    may_undo: bool


class OperationsOut(Out):
    """Operations, newest first. `next` is the cursor of the older ones, null at the end."""

    model_config = example({"items": [IMPORT], "next": None})

    items: list[OperationOut]
    next: UUID | None


def shown(seen: queries.OperationSeen) -> OperationOut:
    """An operation as the API shows it."""
    one = seen.operation
    return OperationOut(
        id=one.id,
        kind=one.kind,
        title=one.title,
        state=one.state,
        done=one.done,
        total=one.total,
        counts=one.counts,
        error=one.error,
        undoes=one.undoes_id,
        created_at=one.created_at,
        started_at=one.started_at,
        ended_at=one.ended_at,
        may_cancel=seen.may_cancel,
        may_retry=seen.may_retry,
        may_undo=seen.may_undo,
    )


def one_of(request: ApiRequest, operation_id: UUID) -> OperationOut:
    """One that the actor may see."""
    return shown(queries.operation(request.actor, operation_id))


@endpoint(section, "GET", "/operations", scope=Permission.SEE_OPERATIONS, answers=OperationsOut)
def list_operations(
    request: ApiRequest,
    *,
    kind: Annotated[
        str, Field(max_length=100, description="Those of this kind alone.", examples=["directory.import"])
    ] = "",
    cursor: Annotated[UUID | None, Field(description="`next` of the page before.")] = None,
    limit: Annotated[int, Field(ge=1, le=200, description="Operations of a page at most.")] = 50,
) -> HttpResponse:
    """List what was and is being done, newest first."""
    found = queries.operations_page(request.actor, kind=kind, before=cursor, limit=limit)
    return told(request, OperationsOut(items=[shown(one) for one in found.operations], next=found.older))


@endpoint(
    section,
    "GET",
    "/operations/{operation_id}",
    scope=Permission.SEE_OPERATIONS,
    answers=OperationOut,
    refuses=[OperationNotFound],
)
def read_operation(request: ApiRequest, operation_id: UUID) -> HttpResponse:
    """Read how far an operation is. With `If-None-Match` the answer is 304 until there is news."""
    return told(request, one_of(request, operation_id))


@endpoint(
    section,
    "POST",
    "/operations/{operation_id}/cancel",
    scope=Permission.SEE_OPERATIONS,
    answers=OperationOut,
    refuses=[OperationNotFound],
)
def cancel_operation(request: ApiRequest, operation_id: UUID) -> HttpResponse:
    """Stop after the piece that is under way. What was done stays, and can be undone."""
    operations.cancel(request.actor, operation_id)
    return told(request, one_of(request, operation_id))


@endpoint(
    section,
    "POST",
    "/operations/{operation_id}/retry",
    scope=Permission.SEE_OPERATIONS,
    answers=OperationOut,
    refuses=[OperationNotFound, OperationNotStopped],
)
def retry_operation(request: ApiRequest, operation_id: UUID) -> HttpResponse:
    """Go on with an operation that failed or was cancelled, from where it stopped."""
    operations.retry(request.actor, operation_id)
    return told(request, one_of(request, operation_id))


@endpoint(
    section,
    "POST",
    "/operations/{operation_id}/undo",
    scope=Permission.SEE_OPERATIONS,
    answers=OperationOut,
    status=202,
    refuses=[OperationNotFound, OperationNotUndoable],
)
def undo_operation(request: ApiRequest, operation_id: UUID) -> HttpResponse:
    """Take back what an operation did, by an operation of its own, which is answered."""
    undoing = operations.undo(request.actor, operation_id)
    return told(request, one_of(request, undoing.id), status=202, location=f"/api/v1/operations/{undoing.id}")
