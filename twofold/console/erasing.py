"""Erasing a person: the form, the way to how far it is, and what is left of them with the receipt."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from twofold.console.answers import moved
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest, page
from twofold.core.permissions import Permission
from twofold.core.refusals import Refusal
from twofold.directory import queries as directory
from twofold.directory.verbs import erasures

MOST_WORDS = 50
ROOMS = {
    "directory": "Their record",
    "access": "Ways in and places",
    "events": "What they did",
    "letters": "Letters and texts",
    "log": "Audit log",
    "tape": "Facts on the tape",
}


def erase(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """Ask why, and by which other words they are named; then have it done by the worker."""
    request.actor.require(Permission.ERASE_ENTRIES)
    person = directory.person(request.actor, person_id)
    form = Form(
        title=f"Erase {person.name or 'a visitor'} for good",
        submit="Erase for good",
        template="_erase_form.html",
        action=reverse("console:person_erase", args=[person.id]),
        back=Back(person.name or "Visitor", reverse("console:person", args=[person.id])),
        values={"reason": request.POST.get("reason", ""), "also": request.POST.get("also", "")},
        more={"known_by": directory.looked_for(request.actor, person.id), "is_final": True},
    )
    if request.method != "POST":
        return ask(request, form)
    also = [word for line in request.POST.get("also", "").splitlines() if (word := line.strip())]
    try:
        begun = erasures.begin(request.actor, person.id, reason=request.POST.get("reason", ""), also=also[:MOST_WORDS])
    except Refusal as refusal:
        return ask(request, form.refused(refusal, ("reason",)))
    return moved(
        request,
        reverse("console:operation", args=[begun.id]),
        "They are in no list any more, and all that is kept of them is being erased.",
    )


def shell(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """The page of somebody who was erased: what was erased where. Refuses anybody else."""
    left = directory.erased(request.actor, person_id)
    receipts = [(receipt, _by_room(receipt.erased)) for receipt in left.receipts]
    return page(request, "directory/erased.html", {"left": left, "receipts": receipts})


def _by_room(erased: Mapping[str, int]) -> list[tuple[str, list[tuple[str, int]]]]:
    """For each room that had something: of what, and how many."""
    rooms: dict[str, list[tuple[str, int]]] = {}
    for what, count in erased.items():
        room, _, thing = what.partition(".")
        rooms.setdefault(room, []).append((thing.replace("_", " ").capitalize(), count))
    return [(label, rooms[room]) for room, label in ROOMS.items() if room in rooms]
