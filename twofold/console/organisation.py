"""An account as it runs itself: who owns it, who has which role, which groups and applications it has. Staff do what its admins do."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.queries import WhichMembers
from twofold.access.verbs import applications as verbs
from twofold.access.verbs import grants, ownership
from twofold.console import picking, undo
from twofold.console.answers import moved
from twofold.console.asking import an_id
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest, page
from twofold.console.undo import Step
from twofold.core.refusals import Conflict, Invalid
from twofold.core.registers import BuiltIn

SHOWN = 50


def organisation(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Its people with their roles, its groups and its applications; for an account that nobody owns, how it gets an owner."""
    actor, search = request.actor, request.GET.get("q", "")
    found = access.members(actor, account_id, WhichMembers(search=search), limit=SHOWN)
    every = access.applications(actor) if actor.may("access:application:manage") else []
    owner = next(one for one in access.roles(actor, account_id) if one.key == BuiltIn.OWNER)
    give = reverse("console:account_role", args=[account_id])
    had = access.account_applications(actor, account_id)
    context = {
        "organisation": access.organisation(actor, account_id),
        "found": found,
        "search": search,
        "give_url": give if actor.may("access:role:grant") else "",
        "owner_url": f"{give}?role={owner.id}",
        "groups": access.groups(actor, account_id),
        "applications": had,
        "others": [one for one in every if one.id not in {one.id for one in had} and one.retired_at is None],
        "offered": {one.id for one in every if not one.is_for_all},
        "above": access.from_above(actor, account_id),
        "most_counted": access.MOST_COUNTED,
    }
    return page(request, "directory/organisation.html", context)


def organisation_role(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Ask who is to have which role, and give it. With `role` in the address it is that one; the first owner is made here."""
    form = _role_form(request, account_id)
    if request.method != "POST":
        return ask(request, form)
    try:
        membership = picking.picked(request, "member", name="picked", within=account_id)
        role = an_id(request.POST.get("role", ""))
        if membership is None or role is None:
            raise picking.NotChosen
        return _give(request, account_id, membership, role)
    except (Conflict, Invalid) as refusal:
        return ask(request, form.refused(refusal))


@require_POST
def organisation_role_take(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Take a role back from somebody."""
    url = _url(account_id)
    membership, role = an_id(request.POST.get("member", "")), an_id(request.POST.get("role", ""))
    if membership is None or role is None:
        return HttpResponseRedirect(url)
    try:
        grants.take(request.actor, [membership], role)
    except (Conflict, Invalid) as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(url)
    back = undo.address(request, Step("grants.give", [membership], {"role_id": str(role)}))
    return moved(request, url, "Role taken back", undo=back)


@require_POST
def organisation_application(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """Let the account have an application, or take it from it."""
    url = _url(account_id)
    application = an_id(request.POST.get("application", ""))
    if application is None:
        return HttpResponseRedirect(url)
    if "take" in request.POST:
        verbs.withdraw(request.actor, [application], account_id)
        return moved(request, url, "Application taken from the account, and so from its people")
    verbs.offer(request.actor, [application], account_id)
    return moved(request, url, "The account has the application; its admins say who uses it")


def applications(request: ConsoleRequest) -> HttpResponse:
    """Every application there is, and declaring one."""
    sent, error = request.POST, ""
    if request.method == "POST":
        try:
            verbs.declare(
                request.actor,
                name=sent.get("name", ""),
                address=sent.get("address", ""),
                icon=sent.get("icon", verbs.ICONS[0]),
                description=sent.get("description", ""),
                is_for_all="is_for_all" in sent,
            )
            return moved(request, reverse("console:applications"), "Application declared")
        except (Conflict, Invalid) as refusal:
            error = refusal.message
    context = {
        "applications": access.applications(request.actor),
        "icons": [(icon, icon.replace("-", " ")) for icon in verbs.ICONS],
        "sent": sent,
        "error": error,
    }
    return page(request, "directory/applications.html", context, status=422 if error else 200)


@require_POST
def application_retire(request: ConsoleRequest, application_id: UUID) -> HttpResponse:
    """Let nobody see an application any more, or bring it back."""
    if "restore" in request.POST:
        verbs.restore(request.actor, application_id)
        return moved(request, reverse("console:applications"), "Brought back, with all who used it")
    verbs.retire(request.actor, application_id)
    return moved(request, reverse("console:applications"), "Retired; it can be brought back")


def _role_form(request: ConsoleRequest, account_id: UUID) -> Form:
    roles = [one for one in access.roles(request.actor, account_id) if one.can_be_given]
    organisation = access.organisation(request.actor, account_id)
    asked = an_id(request.GET.get("role", ""))
    only = next((one for one in roles if one.id == asked), None)
    picker = picking.picker(request, "member", name="picked", within=account_id)
    action = reverse("console:account_role", args=[account_id])
    return Form(
        title=f"Make somebody {only.name.lower()}" if only else "Give somebody a role",
        submit="Give the role",
        template="_role_form.html",
        action=f"{action}?{urlencode({'role': str(only.id)})}" if only else action,
        back=Back(f"{organisation.name}: organisation", _url(account_id)),
        values={name: request.POST.get(name, "") for name in ("role", "reaches_below")},
        more={"picker": picker, "roles": [(str(one.id), one.name) for one in roles], "only": only},
    )


def _give(request: ConsoleRequest, account_id: UUID, membership: UUID, role: UUID) -> HttpResponse:
    url, reaches_below = _url(account_id), "reaches_below" in request.POST
    if access.role(request.actor, account_id, role).key == BuiltIn.OWNER:
        return _owner(request, url, membership, role, reaches_below=reaches_below)
    grants.give(request.actor, [membership], role, reaches_below=reaches_below)
    back = undo.address(request, Step("grants.take", [membership], {"role_id": str(role)}))
    return moved(request, url, "Role given", undo=back)


def _owner(request: ConsoleRequest, url: str, membership: UUID, role: UUID, *, reaches_below: bool) -> HttpResponse:
    """Make somebody an owner. That is taken back only while there is another one; what was sent, only as far as its link dies."""
    appointed = ownership.appoint(request.actor, membership, reaches_below=reaches_below)
    steps = [Step("grants.take", [membership], {"role_id": str(role)})]
    if appointed.invitation_id:
        steps.append(Step("invitations.revoke", appointed.invitation_id))
    said = "Owner from now on, and invited by letter" if appointed.invitation_id else "Owner from now on"
    return moved(request, url, said, undo=undo.address(request, *steps) if appointed.has_others else "")


def _url(account_id: UUID) -> str:
    return reverse("console:account_organisation", args=[account_id])
