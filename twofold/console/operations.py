"""The history: what was done to many at once, how far it is, what became of it, and the way back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import in_words
from twofold.console.answers import moved
from twofold.console.asking import an_id
from twofold.console.listing import Address
from twofold.console.page import ConsoleRequest, Tab, page
from twofold.core import operations as core
from twofold.core import queries
from twofold.core.operations import Operation
from twofold.core.queries import OperationSeen
from twofold.directory import queries as directory

UNDER_WAY = "under-way"
LABELS = {
    "waiting": "Waiting",
    "running": "Under way",
    "done": "Done",
    "failed": "Failed",
    "cancelled": "Cancelled",
    "undone": "Undone",
}
TONES = {"waiting": "accent", "running": "accent", "done": "good", "failed": "bad", "cancelled": "warn"}
STATES: Mapping[str, tuple[str, ...]] = {
    UNDER_WAY: ("waiting", "running"),
    "done": ("done",),
    "failed": ("failed",),
    "cancelled": ("cancelled",),
    "undone": ("undone",),
}
COUNTED = {
    "verified": "entries as they were written",
    "erased": "entries emptied",
    "directory.identifiers": "identifiers erased",
    "events.events": "events erased",
    "log.entries": "entries emptied",
    "created": "added",
    "changed": "changed",
    "updated": "changed",
    "merged": "merged",
    "restored": "as before",
    "unchanged": "so already",
    "refused": "refused",
    "changed_since": "changed since, left alone",
    "stuck": "not put back",
}
IMPORT, DRY_RUN = "directory.import", "directory.import_dry_run"
WOULD_BE = {"created": "would be added", "updated": "would change", "merged": "would be merged"}


def operations(request: ConsoleRequest) -> HttpResponse:
    """The history, newest first, by kind and by how it stands; looks again by itself as long as something is under way."""
    address = Address.of(request.path, request.GET, ("state", "kind", "mine"))
    state, kind = address.one("state"), address.one("kind")
    found = queries.operations_page(
        request.actor,
        kind=kind,
        states=STATES.get(state, ()),
        mine=bool(address.one("mine")),
        before=an_id(address.one("before")),
    )
    context = {
        "lines": [_line(seen) for seen in found.operations],
        "tabs": _tabs(address, state),
        "kinds": sorted(queries.operation_kinds().items(), key=lambda kind: kind[1]),
        "kind": kind,
        "mine": address.one("mine"),
        "state": state,
        "is_filtered": bool(state or kind or address.one("mine")),
        "is_live": found.is_live,
        "here": address.here,
        "older": address.beside("before", str(found.older) if found.older else None),
        "newest": address.to() if address.one("before") else "",
    }
    return page(request, "running/operations.html", context)


def operation(request: ConsoleRequest, operation_id: UUID) -> HttpResponse:
    """One operation: how far it is, what became of its records, and those that were left as they were."""
    seen = queries.operation(request.actor, operation_id)
    told = seen.operation.told
    left: list[directory.LeftRow] = []
    after = None
    if "change" in told:
        left, after = directory.rows_left(
            request.actor,
            seen.operation.undoes_id or operation_id,
            told["subject"],
            after=an_id(request.GET.get("after", "")),
        )
    is_live = not seen.operation.is_over or bool(seen.undoing and not seen.undoing.is_over)
    context = {
        **_line(seen),
        "left": left,
        "record": f"console:{told.get('subject', 'person')}",
        "is_live": is_live,
        "here": request.get_full_path(),
        "next": f"?after={after}" if after else "",
        "took": in_words.span(seen.operation.worked_seconds),
    }
    return page(request, "running/operation.html", context)


@require_POST
def operation_act(request: ConsoleRequest, operation_id: UUID, deed: str) -> HttpResponse:
    """Cancel an operation, let it go on where it stopped, or undo it."""
    back = request.POST.get("back", "")
    here = back if back.startswith(("/operations", "/imports")) else reverse("console:operation", args=[operation_id])
    if deed == "cancel":
        stopped = core.cancel(request.actor, operation_id)
        way_back = ", and can be undone" if core.register[stopped.kind].undone_by else ""
        return moved(request, here, f"Nothing more is done. What is done stays{way_back}.")
    if deed == "retry":
        core.retry(request.actor, operation_id)
        return moved(request, here, "It goes on where it stopped.")
    core.undo(request.actor, operation_id)
    return moved(request, here, "It is being undone.")


def _line(seen: OperationSeen) -> dict[str, Any]:
    operation = seen.operation
    remaining = operation.remaining
    return {
        "seen": seen,
        "operation": operation,
        "label": "Stopping" if operation.is_being_cancelled else LABELS[operation.state],
        "tone": TONES.get(operation.state, ""),
        "counts": counted(operation),
        "remaining": in_words.span(remaining.total_seconds()) if remaining else "",
        "url": _url(operation),
    }


def counted(operation: Operation) -> list[tuple[str, int, bool]]:
    """What became of its records: words, how many, and whether somebody should look at these."""
    said = COUNTED | WOULD_BE if operation.kind == DRY_RUN else COUNTED
    return [
        (words, operation.counts[key], key in {"refused", "changed_since", "stuck"})
        for key, words in said.items()
        if operation.counts.get(key)
    ]


def _url(operation: Operation) -> str:
    """Where more is told of it: an import and its dry run have a page of their own."""
    name = "import" if operation.kind in {IMPORT, DRY_RUN} else "operation"
    return reverse(f"console:{name}", args=[operation.id])


def _tabs(address: Address, state: str) -> list[Tab]:
    every = Tab("All", address.to(state=None), not state)
    labels = {UNDER_WAY: "Under way", **LABELS}
    return [every, *(Tab(labels[each], address.to(state=each), state == each) for each in STATES)]
