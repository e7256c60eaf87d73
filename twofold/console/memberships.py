"""Who is in which account: adding, changing, ending, and which one comes first. The same forms serve both records."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import hats, picking
from twofold.console.account_record import AccountRecord
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest
from twofold.console.person_record import PersonRecord
from twofold.console.record import Record, changed
from twofold.core.refusals import Refusal
from twofold.directory import queries as directory
from twofold.directory.queries import MembershipRow
from twofold.directory.verbs import memberships

FIELDS = ("title", "department", "buying_role", "standing", "starts_on", "ends_on")


def membership_of_person(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """Put a person into an account."""
    record = PersonRecord(request, person_id)
    return _add(
        record,
        "account",
        f"Add an account of {record.name}",
        reverse("console:person_membership_new", args=[record.id]),
    )


def membership_of_account(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Put somebody into an account."""
    record = AccountRecord(request, account_id)
    return _add(
        record, "person", f"Add somebody to {record.name}", reverse("console:account_member_new", args=[record.id])
    )


def _add(record: Record, picked: str, title: str, action: str) -> HttpResponse:
    request = record.request
    form = _form(
        record,
        title,
        action,
        _sent(request),
        {"picker": picking.picker(request, picked, name="picked"), "adding": True},
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        other = picking.picked(request, picked, name="picked")
        if other is None:
            raise picking.NotChosen
        person, account = (record.id, other) if picked == "account" else (other, record.id)
        added = memberships.add(request.actor, person, account, fields=_sent(request))
        if "is_primary" in request.POST:
            memberships.make_primary(request.actor, added.id)
    except Refusal as refusal:
        return ask(request, form.refused(refusal, FIELDS))
    return _done(request, record, "Added")


def membership(request: ConsoleRequest, membership_id: UUID) -> HttpResponse:
    """Change what a person is in an account. `from` says on which of the two records one is."""
    row = directory.membership(request.actor, membership_id)
    record = _record(request, row)
    values = {name: getattr(row, name) or "" for name in FIELDS} | {"is_primary": row.is_primary}
    form = _form(
        record,
        f"{row.person_name or 'Visitor'} at {row.account_name}",
        f"{reverse('console:membership', args=[row.id])}?from={record.subject}",
        values | _sent(request) if request.method == "POST" else values,
        {"end_url": f"{reverse('console:membership_end', args=[row.id])}?from={record.subject}"},
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        memberships.edit(request.actor, membership_id, fields=_sent(request))
        if "is_primary" in request.POST:
            memberships.make_primary(request.actor, membership_id)
    except Refusal as refusal:
        return ask(request, form.refused(refusal, FIELDS))
    return _done(request, record, "Membership changed")


@require_POST
def membership_end(request: ConsoleRequest, membership_id: UUID) -> HttpResponse:
    """End a membership today. It stays in the history of both."""
    row = directory.membership(request.actor, membership_id)
    memberships.end(request.actor, membership_id)
    return _done(request, _record(request, row), f"{row.person_name or 'Visitor'} is no longer at {row.account_name}")


def _form(record: Record, title: str, action: str, values: dict[str, Any], more: dict[str, Any]) -> Form:
    return Form(
        title=title,
        submit="Add" if "picker" in more else "Save",
        template="_membership_form.html",
        action=action,
        back=Back(record.name, record.url),
        values=values,
        more={"buying_roles": [("", "None"), *hats.BUYING_ROLES], "standings": hats.STANDINGS, **more},
    )


def _sent(request: ConsoleRequest) -> dict[str, Any]:
    if request.method != "POST":
        return {"standing": "member"}
    return {name: request.POST.get(name, "").strip() for name in FIELDS}


def _record(request: ConsoleRequest, row: MembershipRow) -> Record:
    if request.GET.get("from") == "account":
        return AccountRecord(request, row.account_id)
    return PersonRecord(request, row.person_id)


def _done(request: ConsoleRequest, record: Record, text: str) -> HttpResponse:
    """The record again as it is now, as far as memberships show on it."""
    if record.subject == "account":
        return changed(AccountRecord(request, record.id), text, "members")
    return changed(PersonRecord(request, record.id), text, "memberships", "head")
