"""The record of an account, and what is changed on it."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import picking, timelines, undo
from twofold.console.account_record import IDENTIFIERS, AccountRecord
from twofold.console.answers import moved
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest, page
from twofold.console.record import changed
from twofold.console.undo import Step
from twofold.core.refusals import Refusal
from twofold.directory.verbs import accounts


def account(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Everything about one account. An address of one that was merged away leads to the one it is now."""
    record = AccountRecord(request, account_id)
    if record.id != account_id:
        return HttpResponseRedirect(record.url)
    timeline = timelines.of_account(request, record)
    if timelines.wants_entries(request):
        return timelines.entries(request, timeline)
    return page(request, "directory/account.html", {"record": record, "timeline": timeline})


@require_POST
def account_remove(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Put an account aside; the page stays, with the way back on it."""
    accounts.remove(request.actor, account_id)
    return moved(
        request, reverse("console:account", args=[account_id]), "Removed. The record stays, and can be restored."
    )


@require_POST
def account_restore(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Bring a removed account back."""
    accounts.restore(request.actor, account_id)
    return moved(request, reverse("console:account", args=[account_id]), "Restored")


def account_parent(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Put an account, with all below it, under another one, or at the top."""
    record = AccountRecord(request, account_id)
    form = Form(
        title=f"Move {record.name}",
        submit="Move",
        template="_parent_form.html",
        action=reverse("console:account_parent", args=[account_id]),
        back=Back(record.name, record.url),
        values={"is_top": "is_top" in request.POST, "has_parent": record.row.parent_id is not None},
        more={"picker": picking.picker(request, "account", name="picked")},
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        parent = None if form.values["is_top"] else picking.picked(request, "account", name="picked")
        if parent is None and not form.values["is_top"]:
            raise picking.NotChosen
        accounts.move(request.actor, account_id, parent_id=parent)
    except Refusal as refusal:
        return ask(request, form.refused(refusal))
    before = record.row.parent_id
    back = undo.address(request, Step("accounts.move", account_id, {"parent_id": str(before) if before else None}))
    return changed(AccountRecord(request, account_id), f"{record.name} moved", "tree", undo=back)


def account_identifier_new(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Say that something more points at an account: a domain, a number, an id elsewhere."""
    record = AccountRecord(request, account_id)
    sent = request.POST
    form = Form(
        title=f"What {record.name} is known by",
        submit="Add",
        template="_account_identifier_form.html",
        action=reverse("console:account_identifier_new", args=[account_id]),
        back=Back(record.name, record.url),
        values={"kind": sent.get("kind", "domain"), "value": sent.get("value", "")},
        more={"kinds": [(kind, label) for kind, (label, _) in IDENTIFIERS.items()]},
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        accounts.add_identifier(request.actor, account_id, kind=form.values["kind"], value=form.values["value"])
    except Refusal as refusal:
        return ask(request, form.refused(refusal))
    return changed(AccountRecord(request, account_id), "Added", "account_known_by")
