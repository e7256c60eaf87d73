"""The groups of the organisation, and who is in them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.delegation import may_run_group
from twofold.access.permissions import Permission
from twofold.access.queries import WhichMembers
from twofold.access.verbs import groups as verbs
from twofold.core.actor import PermissionMissing
from twofold.core.refusals import Conflict, Invalid
from twofold.portal import wording
from twofold.portal.asking import uuids
from twofold.portal.here import actor_of
from twofold.portal.organisation import undoing
from twofold.portal.organisation.answers import account_of, done, drawn, pressed
from twofold.portal.page import page

TO_ADD = 20


def groups(request: HttpRequest) -> HttpResponse:
    """Every group of the organisation."""
    return drawn(request, "groups", groups=access.groups(actor_of(request), account_of(request)))


def new(request: HttpRequest) -> HttpResponse:
    """Make a group."""
    account_id = account_of(request)
    if request.method != "POST":
        return drawn(request, "group_form", values={})
    try:
        group = verbs.make(actor_of(request), account_id, **_given(request))
    except (Conflict, Invalid) as refusal:
        return drawn(request, "group_form", status=422, values=request.POST.dict(), error=wording.refused(refusal))
    return done(request, reverse("portal:group", args=[group.id]), gettext("Now put people into it"))


def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Who is in a group, and whom one could put into it."""
    actor, account_id = actor_of(request), account_of(request)
    shown = access.group(actor, account_id, group_id)
    after = (request.GET.get("name", ""), uuids([request.GET["after"]])[0]) if request.GET.get("after") else None
    found = access.members(actor, account_id, WhichMembers(group_id=group_id), after=after)
    may_run = may_run_group(actor, access.owned_by(actor), group_id)
    asked = request.GET.get("q", "").strip()
    others = (
        access.members(actor, account_id, WhichMembers(search=asked), limit=TO_ADD).members if asked and may_run else ()
    )
    within = {one.id for one in found.members if any(each.id == group_id for each in one.groups)}
    return drawn(
        request,
        "group",
        group=shown,
        people=[(one, any(each.id == group_id and each.is_owner for each in one.groups)) for one in found.members],
        may_run=may_run,
        asked=asked,
        others=[one for one in others if one.id not in within],
        more=f"?{urlencode({'name': found.after[0], 'after': str(found.after[1])})}" if found.after else "",
    )


def edit(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Call or describe a group differently."""
    actor = actor_of(request)
    shown = access.group(actor, account_of(request), group_id)
    if request.method != "POST":
        return drawn(request, "group_form", group=shown, values={"name": shown.name, "description": shown.description})
    try:
        verbs.edit(actor, group_id, **_given(request))
    except (Conflict, Invalid) as refusal:
        return drawn(
            request, "group_form", status=422, group=shown, values=request.POST.dict(), error=wording.refused(refusal)
        )
    back = undoing.address(request, verbs.edit, group_id, name=shown.name, description=shown.description)
    return done(request, reverse("portal:group", args=[group_id]), gettext("Saved"), undo=back)


def remove(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Ask whether a group shall go, and remove it."""
    actor = actor_of(request)
    actor.require(Permission.MANAGE_GROUPS)
    shown = access.group(actor, account_of(request), group_id)
    if request.method == "POST":
        verbs.remove(actor, group_id)
        return done(request, reverse("portal:groups"), gettext("%(group)s removed") % {"group": shown.name})
    consequences = [
        ngettext(
            "One person is in it, and stays in the organisation.",
            "%(n)s people are in it, and stay in the organisation.",
            shown.people,
        )
        % {"n": shown.people},
        gettext("Applications that they use only by this group are no longer theirs."),
    ]
    question = gettext("Remove the group %(group)s?") % {"group": shown.name}
    back = reverse("portal:group", args=[group_id])
    return render(
        request,
        "portal/confirm.html",
        page(request, question=question, consequences=consequences, press=gettext("Remove"), back=back),
    )


@require_POST
def change(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Put people into a group, take them out, or make them its owners or not: as the button says."""
    actor, ids = actor_of(request), uuids(request.POST.getlist("member"))
    shown = access.group(actor, account_of(request), group_id)
    named = {"group": shown.name}

    def act() -> tuple[str, str]:
        match request.POST.get("do"):
            case "take_out":
                owned = any(is_owner for one, is_owner in _with_owners(request, group_id) if one in ids)
                told = verbs.take_out(actor, group_id, ids)
                back = undoing.address(request, verbs.put, group_id, told, is_owner=owned)
                return gettext("No longer in %(group)s") % named if told else "", back
            case "own" | "disown" as do:
                told = verbs.put(actor, group_id, ids, is_owner=do == "own")
                said = gettext("Owns %(group)s from now on") if do == "own" else gettext("Owns %(group)s no longer")
                back = undoing.address(request, verbs.put, group_id, told, is_owner=do != "own")
                return said % named if told else "", back
            case _:
                told = verbs.put(actor, group_id, ids)
                return gettext("In %(group)s from now on") % named if told else "", undoing.address(
                    request, verbs.take_out, group_id, told
                )

    if not may_run_group(actor, access.owned_by(actor), group_id):
        raise PermissionMissing(Permission.MANAGE_GROUPS)
    return pressed(request, reverse("portal:group", args=[group_id]), act)


def _with_owners(request: HttpRequest, group_id: UUID) -> list[tuple[UUID, bool]]:
    """Who is in a group, and whether they own it."""
    found = access.members(actor_of(request), account_of(request), WhichMembers(group_id=group_id))
    return [(one.id, any(each.id == group_id and each.is_owner for each in one.groups)) for one in found.members]


def _given(request: HttpRequest) -> dict[str, str]:
    return {"name": request.POST.get("name", ""), "description": request.POST.get("description", "")}
