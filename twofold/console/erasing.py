"""Erasing what the audit log says of a person: the form, and the way to how far it is."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from twofold.console.answers import moved
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest
from twofold.core.permissions import Permission
from twofold.core.refusals import Refusal
from twofold.directory import queries as directory
from twofold.directory.verbs import erasures

MOST_WORDS = 50


def erase(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """Ask why, and by which other words they are named; then have it done by the worker."""
    request.actor.require(Permission.ERASE_ENTRIES)
    person = directory.person(request.actor, person_id)
    form = Form(
        title=f"Erase {person.name or 'a visitor'} from the audit log",
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
    return moved(request, reverse("console:operation", args=[begun.id]), "What the log says of them is being erased.")
