"""Who is in the organisation: finding them, what each of them is there, giving roles to many, and ending a place."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.permissions import Permission
from twofold.access.queries import WhichMembers
from twofold.access.verbs import assignments, grants, groups, members
from twofold.access.verbs.assignments import Whom
from twofold.core.actor import PermissionMissing
from twofold.core.refusals import Conflict
from twofold.portal import wording
from twofold.portal.asking import one_uuid, uuids
from twofold.portal.here import actor_of
from twofold.portal.organisation import undoing
from twofold.portal.organisation.answers import account_of, done, drawn, pressed
from twofold.portal.page import page

FROM = ("guests", "reviews")


def people(request: HttpRequest) -> HttpResponse:
    """Everybody in the organisation, or those who are asked for, a page at a time."""
    actor, account_id = actor_of(request), account_of(request)
    which = WhichMembers(
        search=request.GET.get("q", ""),
        standing=request.GET.get("standing", ""),
        role_id=_asked_id(request, "role"),
        group_id=_asked_id(request, "group"),
    )
    after_id = _asked_id(request, "after")
    after = (request.GET.get("name", ""), after_id) if after_id else None
    found = access.members(actor, account_id, which, after=after)
    asked = {key: request.GET[key] for key in ("q", "standing", "role", "group") if request.GET.get(key)}
    more = {"name": found.after[0], "after": str(found.after[1])} if found.after else {}
    return drawn(
        request,
        "people",
        found=found,
        asked=asked,
        roles=access.roles(actor, account_id),
        groups=access.groups(actor, account_id),
        above=[] if asked or after else access.from_above(actor, account_id),
        more=f"?{urlencode(asked | more)}" if more else "",
    )


@require_POST
def change_roles(request: HttpRequest) -> HttpResponse:
    """Give the role to everybody who is ticked, or take it from them."""
    actor, ids, role_id = actor_of(request), uuids(request.POST.getlist("member")), one_uuid(request, "role")
    back = reverse("portal:people")
    role = access.role(actor, account_of(request), role_id)
    called = {"role": wording.role(role.key or role.name)}

    def act() -> tuple[str, str]:
        if "take" in request.POST:
            taken = grants.take(actor, ids, role_id)
            said = ngettext("%(role)s taken from one person", "%(role)s taken from %(n)s people", len(taken))
            return _told(taken, said, called), undoing.address(request, grants.give, taken, role_id)
        given = grants.give(actor, ids, role_id)
        said = ngettext("One person is %(role)s now", "%(n)s people are %(role)s now", len(given))
        return _told(given, said, called), undoing.address(request, grants.take, given, role_id)

    return pressed(request, back, act)


def person(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """What somebody is in the organisation, and changing what they do there."""
    actor, account_id = actor_of(request), account_of(request)
    shown = access.member(actor, account_id, membership_id)
    if request.method == "POST":
        members.edit(
            actor, membership_id, title=request.POST.get("title", ""), department=request.POST.get("department", "")
        )
        back = undoing.address(request, members.edit, membership_id, title=shown.title, department=shown.department)
        return done(request, request.path, gettext("Saved"), undo=back)
    held, within = {one.id for one in shown.roles}, {one.id for one in shown.groups}
    mine = access.applications_of_member(actor, account_id, membership_id)
    return drawn(
        request,
        "person",
        member=shown,
        is_me=shown.person_id == actor.person_id,
        roles=[one for one in access.roles(actor, account_id) if one.id not in held and one.can_be_given],
        groups=[one for one in access.groups(actor, account_id) if one.id not in within],
        applications=mine,
        others=[one for one in access.account_applications(actor, account_id) if one.id not in {m.id for m in mine}],
        may_end=access.may_end(actor, membership_id, is_guest=shown.is_guest),
    )


@require_POST
def change_one(request: HttpRequest, membership_id: UUID, what: str) -> HttpResponse:
    """Give somebody a role, put them into a group, assign them an application, or take it back: as the button says."""
    act = {"role": _role, "group": _group, "application": _application}.get(what)
    if act is None:
        raise Http404
    url = reverse("portal:person", args=[membership_id])
    return pressed(request, url, lambda: act(request, membership_id, is_taken="take" in request.POST))


def end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Ask whether somebody's place shall end, and end it."""
    actor, account_id = actor_of(request), account_of(request)
    shown = access.member(actor, account_id, membership_id)
    if not access.may_end(actor, membership_id, is_guest=shown.is_guest):
        raise PermissionMissing(Permission.MANAGE_MEMBERS)
    name = {"name": shown.name}
    came_from = request.GET.get("from", "")
    onward = reverse(f"portal:{came_from}" if came_from in FROM else "portal:people")
    if request.method == "POST":
        try:
            members.end(actor, membership_id)
        except Conflict as refusal:
            return pressed(request, reverse("portal:person", args=[membership_id]), _refusing(refusal))
        return done(request, onward, gettext("%(name)s is no longer here") % name)
    consequences = [
        gettext("What %(name)s may do and use here ends at once, wherever they are signed in.") % name,
        gettext("Roles, groups and applications are gone. To come back they have to be invited again."),
        gettext("What they did here stays in the activity. Who they are elsewhere does not change."),
    ]
    question = gettext("End the place of %(name)s?") % name
    back = onward if came_from in FROM else reverse("portal:person", args=[membership_id])
    shown_page = page(
        request, question=question, consequences=consequences, press=gettext("End their place"), back=back
    )
    return render(request, "portal/confirm.html", shown_page)


def _role(request: HttpRequest, membership_id: UUID, *, is_taken: bool) -> tuple[str, str]:
    actor, role_id = actor_of(request), one_uuid(request, "id")
    role = access.role(actor, account_of(request), role_id)
    called = {"role": wording.role(role.key or role.name)}
    if is_taken:
        held = next(
            (one for one in access.member(actor, account_of(request), membership_id).roles if one.id == role_id), None
        )
        reached = bool(held and held.reaches_below)
        taken = grants.take(actor, [membership_id], role_id)
        back = undoing.address(request, grants.give, [membership_id], role_id, reaches_below=reached)
        return gettext("%(role)s taken back") % called if taken else "", back
    given = grants.give(actor, [membership_id], role_id, reaches_below="reaches_below" in request.POST)
    back = undoing.address(request, grants.take, [membership_id], role_id)
    return gettext("%(role)s from now on") % called if given else "", back


def _group(request: HttpRequest, membership_id: UUID, *, is_taken: bool) -> tuple[str, str]:
    actor, group_id = actor_of(request), one_uuid(request, "id")
    named = {"group": access.group(actor, account_of(request), group_id).name}
    if is_taken:
        owner = any(
            one.id == group_id and one.is_owner
            for one in access.member(actor, account_of(request), membership_id).groups
        )
        left = groups.take_out(actor, group_id, [membership_id])
        back = undoing.address(request, groups.put, group_id, [membership_id], is_owner=owner)
        return gettext("No longer in %(group)s") % named if left else "", back
    joined = groups.put(actor, group_id, [membership_id])
    back = undoing.address(request, groups.take_out, group_id, [membership_id])
    return gettext("In %(group)s from now on") % named if joined else "", back


def _application(request: HttpRequest, membership_id: UUID, *, is_taken: bool) -> tuple[str, str]:
    actor, account_id, application_id = actor_of(request), account_of(request), one_uuid(request, "id")
    named = {"application": access.account_application(actor, account_id, application_id).name}
    whom = Whom(memberships=(membership_id,))
    if is_taken:
        told = assignments.unassign(actor, application_id, account_id, whom=whom)
        back = undoing.address(request, assignments.assign, application_id, account_id, whom=whom)
        return gettext("No longer uses %(application)s") % named if not told.is_everybody else "", back
    told = assignments.assign(actor, application_id, account_id, whom=whom)
    back = undoing.address(request, assignments.unassign, application_id, account_id, whom=whom)
    return gettext("Uses %(application)s from now on") % named if not told.is_everybody else "", back


def _told(changed: list[UUID], said: str, called: dict[str, Any]) -> str:
    return said % (called | {"n": len(changed)}) if changed else ""


def _refusing(refusal: Conflict) -> Any:
    def act() -> tuple[str, str]:
        raise refusal

    return act


def _asked_id(request: HttpRequest, name: str) -> UUID | None:
    value = request.GET.get(name, "")
    return uuids([value])[0] if value else None
