"""Invitations into an account: who is invited, inviting, sending again, taking back. For any account, as its own people do it."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.joining.inviting import Wording
from twofold.access.joining.places import Place
from twofold.access.verbs import invitations as verbs
from twofold.console.account_record import AccountRecord
from twofold.console.answers import moved
from twofold.console.asking import an_id
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest, page
from twofold.console.requests import ROLES
from twofold.core.refusals import Refusal

STANDINGS = (("member", "Member"), ("guest", "Guest, for a time"))


def invitations(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Who is invited, and what became of it."""
    record = AccountRecord(request, account_id)
    rows = [
        (one, [ROLES.get(name, name) for name in one.roles]) for one in access.invitations(request.actor, record.id)
    ]
    return page(request, "directory/invitations.html", {"record": record, "invitations": rows})


def invite(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Invite one person by letter."""
    record = AccountRecord(request, account_id)
    values = {name: request.POST.get(name, "") for name in ("address", "standing", "role", "message")}
    offered = access.offerable(request.actor, record.id).roles
    form = Form(
        title=f"Invite somebody to {record.name}",
        submit="Invite",
        template="_invitation_form.html",
        action=reverse("console:account_invite", args=[record.id]),
        back=Back(record.name, record.url),
        values=values,
        more={
            "standings": STANDINGS,
            "roles": [("", "None"), *((str(role), ROLES.get(name, name)) for role, name in offered)],
        },
    )
    if request.method != "POST":
        return ask(request, form)
    role = an_id(values["role"])
    place = Place(standing=values["standing"], roles=frozenset({role} if role else ()))
    try:
        made = verbs.invite(request.actor, record.id, values["address"], place, Wording(message=values["message"]))
    except Refusal as refusal:
        return ask(request, form.refused(refusal, ("address", "message")))
    return moved(request, _url(record.id), f"{made.address} is invited")


@require_POST
def resend(request: ConsoleRequest, account_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Send it again, with a new link."""
    sent = verbs.resend(request.actor, invitation_id)
    return moved(request, _url(account_id), f"Sent again to {sent.address}. The old link is dead.")


@require_POST
def revoke(request: ConsoleRequest, account_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Take it back."""
    verbs.revoke(request.actor, invitation_id)
    return moved(request, _url(account_id), "Taken back. The link is dead.")


def _url(account_id: UUID) -> str:
    return reverse("console:account_invitations", args=[account_id])
