"""What a person is known by, changed by hand: a further address, the one to reach them by, one that is not theirs."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import undo
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest
from twofold.console.person_record import DEVICES, REACHED_BY, PersonRecord
from twofold.console.record import changed
from twofold.console.undo import Step
from twofold.core.refusals import NotFound, Refusal
from twofold.directory import queries as directory
from twofold.directory.queries import KnownBy
from twofold.directory.verbs import identifiers

PARTS = ("known_by", "about")


class NotTheirs(NotFound):
    """They are not known by this any more."""


def identifier_new(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """Say that a person is known by something more."""
    record = PersonRecord(request, person_id)
    kinds = [(key, kind.label) for key, kind in directory.identifier_kinds(request.actor).items() if key not in DEVICES]
    sent = request.POST
    form = Form(
        title=f"What {record.name} is known by",
        submit="Add",
        template="_person_identifier_form.html",
        action=reverse("console:person_identifier_new", args=[person_id]),
        back=Back(record.name, record.url),
        values={"kind": sent.get("kind", "email"), "value": sent.get("value", "")},
        more={"kinds": kinds},
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        made = identifiers.add(request.actor, person_id, kind=form.values["kind"], value=form.values["value"])
    except Refusal as refusal:
        return ask(request, form.refused(refusal))
    back = undo.address(request, Step("identifiers.remove", made.id))
    return changed(PersonRecord(request, person_id), f"{made.value} added", *PARTS, undo=back)


@require_POST
def identifier_remove(request: ConsoleRequest, person_id: UUID, identifier_id: UUID) -> HttpResponse:
    """Say that it is not theirs."""
    before = PersonRecord(request, person_id)
    one = _one(before, identifier_id)
    identifiers.remove(request.actor, identifier_id)
    told = {"kind": one.kind, "value": one.value, "is_proven": one.proven_at is not None}
    steps = [Step("identifiers.put_back", person_id, told)]
    if one.kind in REACHED_BY and before.row.fields[one.kind] == one.value:
        steps.append(Step("people.edit", person_id, {"fields": {one.kind: one.value}}))
    back = undo.address(request, *steps)
    return changed(PersonRecord(request, person_id), f"{one.value} taken off", *PARTS, undo=back)


@require_POST
def identifier_primary(request: ConsoleRequest, person_id: UUID, identifier_id: UUID) -> HttpResponse:
    """Make it what they are reached by."""
    before = PersonRecord(request, person_id)
    one = _one(before, identifier_id)
    identifiers.make_primary(request.actor, identifier_id)
    was = before.row.fields[one.kind] or None
    back = undo.address(request, Step("people.edit", person_id, {"fields": {one.kind: was}}))
    return changed(PersonRecord(request, person_id), f"They are reached by {one.value}", *PARTS, undo=back)


def _one(record: PersonRecord, identifier_id: UUID) -> KnownBy:
    for one in record.identity.identifiers:
        if one.id == identifier_id:
            return one
    raise NotTheirs
