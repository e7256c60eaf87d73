"""Requests: who waits to be let in, and what was decided."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.errors import RequestNotFound
from twofold.access.queries import RequestRow
from twofold.access.verbs import requests as verbs
from twofold.console import picking
from twofold.console.answers import moved
from twofold.console.asking import an_id
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest, Tab, page
from twofold.core.refusals import Refusal

STATES = (("waiting", "Waiting"), ("approved", "Approved"), ("declined", "Declined"), ("withdrawn", "Withdrawn"))
KINDS = (("", "Everything"), ("sign_up", "Sign-ups"), ("join", "Joining an account"))
ROLES = {
    "owner": "Owner",
    "admin": "Administrator",
    "buyer": "Buyer",
    "approver": "Approver",
    "auditor": "Auditor",
}


def requests(request: ConsoleRequest) -> HttpResponse:
    """The queue: what waits, the oldest first; or what was decided."""
    state = request.GET.get("state", "waiting")
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    state = state if state in dict(STATES) else "waiting"
    context = {
        "requests": access.requests(request.actor, state=state, kind=kind if kind in dict(KINDS) else "", text=text),
        "tabs": [Tab(label, _url(state=one, kind=kind, q=text), one == state) for one, label in STATES],
        "kinds": KINDS,
        "state": state,
        "kind": kind,
        "text": text,
    }
    return page(request, "running/requests.html", context)


def approve(request: ConsoleRequest, request_id: UUID) -> HttpResponse:
    """Let somebody in; where they only named a company, into the account that is chosen."""
    row = _row(request, request_id)
    form = _form(row, "approve", "Approve", "_request_approve_form.html", _approving(request, row))
    if request.method != "POST":
        return ask(request, form)
    try:
        account = None
        if row.kind == "join" and row.account_id is None:
            account = picking.picked(request, "account", name="picked")
        role = an_id(request.POST.get("role", ""))
        verbs.approve(request.actor, request_id, roles=frozenset({role} if role else ()), account_id=account)
    except Refusal as refusal:
        return ask(request, form.refused(refusal))
    return moved(request, reverse("console:requests"), f"{row.name or row.address} is let in, and was told.")


def decline(request: ConsoleRequest, request_id: UUID) -> HttpResponse:
    """Do not let somebody in, and tell them why."""
    row = _row(request, request_id)
    form = _form(row, "decline", "Decline", "_request_decline_form.html", {"reason": request.POST.get("reason", "")})
    if request.method != "POST":
        return ask(request, form)
    try:
        verbs.decline(request.actor, request_id, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        return ask(request, form.refused(refusal, ("reason",)))
    return moved(request, reverse("console:requests"), f"{row.name or row.address} was declined, and told.")


def sponsor(request: ConsoleRequest, request_id: UUID) -> HttpResponse:
    """Say which colleague looks at it."""
    row = _row(request, request_id)
    colleagues = picking.picker(
        request, "colleague", name="picked", nobody="Nobody in particular", chosen=row.sponsor_id
    )
    form = _form(row, "sponsor", "Save", "_request_sponsor_form.html", {"picker": colleagues})
    form = replace(form, title=f"Who looks at {row.name or row.address}")
    if request.method != "POST":
        return ask(request, form)
    try:
        verbs.name_sponsor(request.actor, request_id, picking.picked(request, "colleague", name="picked"))
    except Refusal as refusal:
        return ask(request, form.refused(refusal))
    return moved(request, reverse("console:requests"), "Saved, and they were told.")


@require_POST
def approve_many(request: ConsoleRequest) -> HttpResponse:
    """Let in all that were ticked, as far as it is known where."""
    done, left = 0, 0
    for request_id in filter(None, map(an_id, request.POST.getlist("ids"))):
        try:
            verbs.approve(request.actor, request_id)
            done += 1
        except Refusal:
            left += 1
    if left:
        messages.warning(request, f"{left} could not be let in: open them one by one.")
    return moved(request, reverse("console:requests"), f"{done} let in, and told." if done else "")


def _approving(request: ConsoleRequest, row: RequestRow) -> dict[str, Any]:
    needs_account = row.kind == "join" and row.account_id is None
    roles = access.offerable(request.actor, row.account_id).roles
    return {
        "picker": picking.picker(request, "account", name="picked") if needs_account else None,
        "roles": [("", "Member"), *((str(role), ROLES.get(name, name)) for role, name in roles)]
        if row.kind == "join"
        else [],
        "role": request.POST.get("role", ""),
        "row": row,
    }


def _form(row: RequestRow, deed: str, submit: str, template: str, more: dict[str, Any]) -> Form:
    return Form(
        title=f"{submit}: {row.name or row.address}",
        submit=submit,
        template=template,
        action=reverse(f"console:request_{deed}", args=[row.id]),
        back=Back("Requests", reverse("console:requests")),
        values=more,
        more={"row": row} | more,
    )


def _row(request: ConsoleRequest, request_id: UUID) -> RequestRow:
    row = access.request(request.actor, request_id)
    if row is None:
        raise RequestNotFound(request_id)
    return row


def _url(**asked: str) -> str:
    query = urlencode({name: value for name, value in asked.items() if value and (name, value) != ("state", "waiting")})
    return f"{reverse('console:requests')}{f'?{query}' if query else ''}"
