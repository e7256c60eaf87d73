"""The record of a person, and what is changed on it."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import erasing, timelines
from twofold.console.answers import moved
from twofold.console.page import ConsoleRequest, page
from twofold.console.person_record import PersonRecord
from twofold.core.audit import note_read
from twofold.directory.errors import PersonNotFound
from twofold.directory.verbs import people


def person(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """Everything about one person. An address of somebody who was merged away leads to the one they are now.

    Of somebody who was erased there is the receipt.
    """
    try:
        record = PersonRecord(request, person_id)
    except PersonNotFound:
        return erasing.shell(request, person_id)
    if record.id != person_id:
        return HttpResponseRedirect(record.url)
    note_read(request.actor, [record.id], where="console")
    timeline = timelines.of_person(request, record)
    if timelines.wants_entries(request):
        return timelines.entries(request, timeline)
    return page(request, "directory/person.html", {"record": record, "timeline": timeline})


@require_POST
def person_remove(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """Put a person aside; the page stays, with the way back on it."""
    people.remove(request.actor, person_id)
    return moved(
        request, reverse("console:person", args=[person_id]), "Removed. The record stays, and can be restored."
    )


@require_POST
def person_restore(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """Bring a removed person back."""
    people.restore(request.actor, person_id)
    return moved(request, reverse("console:person", args=[person_id]), "Restored")
