"""The members of staff: who they are, what they may do and why, inviting and dismissing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import queries
from twofold.access.errors import StaffRoleNotAllowed
from twofold.access.permissions import Permission
from twofold.access.staff_rights import Reason
from twofold.access.verbs import staff as verbs
from twofold.access.verbs import staff_roles
from twofold.console import undo
from twofold.console.answers import moved
from twofold.console.asking import an_id
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest, Tab, page
from twofold.core import registers
from twofold.core.refusals import Refusal
from twofold.core.registers import Limit

ROOMS = {"directory": "People and accounts", "events": "Events", "core": "How Twofold runs", "access": "Ways in"}
LIMITS = {
    Limit.ADMIN_MODE: "in admin mode",
    Limit.EVERY_ROW: "only who sees everybody",
    Limit.EVERY_FIELD: "only who sees every field",
}
KEPT_BACK = {
    Limit.ADMIN_MODE: "in admin mode only",
    Limit.EVERY_ROW: "not while their roles show some people and accounts only",
    Limit.EVERY_FIELD: "not while a field is masked for them",
}


@dataclass(frozen=True, slots=True)
class Why:
    """A permission of somebody, with its reasons in words."""

    sentence: str
    holds: bool
    reason: str


def tabs(current: str) -> list[Tab]:
    """The three pages."""
    pages = (("Members", "console:staff"), ("Roles", "console:staff_roles"), ("Teams", "console:staff_teams"))
    return [Tab(label, reverse(name), name == current) for label, name in pages]


def staff(request: ConsoleRequest) -> HttpResponse:
    """Everybody who works here."""
    everybody = queries.colleagues(request.actor)
    context = {
        "tabs": tabs("console:staff"),
        "members": everybody,
        "may_invite": request.actor.might(Permission.ADMIT_STAFF),
    }
    return page(request, "access/staff.html", context)


def member(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """One of them: their roles, and what these come to."""
    found = queries.colleague(request.actor, person_id)
    held = queries.roles_held(request.actor, person_id)
    if request.method == "POST":
        return _give_and_take(request, person_id, held)
    context = {
        "member": found,
        "roles": [(role, role.id in held) for role in queries.staff_roles(request.actor)],
        "rooms": _by_room(queries.reasons_for(request.actor, person_id)),
        "may_arrange": request.actor.might(Permission.MANAGE_STAFF_ROLES),
        "may_dismiss": request.actor.might(Permission.ADMIT_STAFF),
        "is_oneself": person_id == request.actor.person_id,
    }
    return page(request, "access/member.html", context)


def invite(request: ConsoleRequest) -> HttpResponse:
    """Ask whom, and as what."""
    request.actor.require(Permission.ADMIT_STAFF)
    chosen = request.POST.getlist("role")
    form = Form(
        title="Invite a colleague",
        submit="Invite",
        template="_staff_invite_form.html",
        action=reverse("console:staff_invite"),
        back=Back("Staff", reverse("console:staff")),
        values={name: request.POST.get(name, "") for name in ("email", "name")},
        more={"roles": [(role, str(role.id) in chosen) for role in queries.staff_roles(request.actor)]},
    )
    if request.method != "POST":
        return ask(request, form)
    email = form.values["email"]
    try:
        person = verbs.invite(request.actor, email, name=form.values["name"].strip(), role_ids=_roles(chosen))
    except Refusal as refusal:
        return ask(request, form.refused(refusal, ("email", "name", "role")))
    return moved(request, reverse("console:staff_member", args=[person]), f"{email} was invited.")


@require_POST
def dismiss(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """Staff no longer, in all of their sessions."""
    found = queries.colleague(request.actor, person_id)
    verbs.dismiss(request.actor, person_id)
    back = undo.address(request, undo.Step("staff.readmit", person_id))
    return moved(request, reverse("console:staff"), f"{found.name} is staff no longer.", undo=back)


@require_POST
def readmit(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """Staff again, with the roles that they had."""
    verbs.readmit(request.actor, person_id)
    return moved(request, reverse("console:staff_member", args=[person_id]), "They are staff again.")


def sentences(
    chosen: frozenset[str], *, gives: frozenset[str]
) -> list[tuple[str, list[tuple[str, str, bool, bool, str]]]]:
    """Every permission by room: its name, its sentence, whether it is chosen and may be, and what limits it."""
    rooms: dict[str, list[tuple[str, str, bool, bool, str]]] = {room: [] for room in ROOMS}
    for name in (one for one in registers.permissions if one in registers.permissions_for_staff()):
        limits = ", ".join(LIMITS[limit] for limit in Limit if limit in registers.limits.get(name, ()))
        row = (name, registers.permissions[name], name in chosen, name in gives, limits)
        rooms.setdefault(name.partition(":")[0], []).append(row)
    return [(ROOMS.get(room, room.capitalize()), rows) for room, rows in rooms.items() if rows]


def _give_and_take(request: ConsoleRequest, person_id: UUID, held: frozenset[UUID]) -> HttpResponse:
    wanted = set(_roles(request.POST.getlist("role")))
    for role in sorted(wanted - held):
        staff_roles.give(request.actor, person_id, role)
    for role in sorted(held - wanted):
        staff_roles.take(request.actor, person_id, role)
    return moved(request, reverse("console:staff_member", args=[person_id]), "Their roles are changed.")


def _roles(chosen: Sequence[str]) -> list[UUID]:
    """The roles that were ticked. Refuses what is none."""
    found = [role for role in map(an_id, chosen) if role]
    if len(found) < len(chosen):
        raise StaffRoleNotAllowed("role", "There is no such role.")
    return found


def _by_room(reasons: Sequence[Reason]) -> list[tuple[str, list[Why]]]:
    rooms: dict[str, list[Why]] = {room: [] for room in ROOMS}
    for one in reasons:
        rooms.setdefault(one.permission.partition(":")[0], []).append(_why(one))
    return [(ROOMS.get(room, room.capitalize()), whys) for room, whys in rooms.items() if whys]


def _why(one: Reason) -> Why:
    said = f"as {' and '.join(one.from_roles)}" if one.from_roles else "no role of theirs allows it"
    return Why(
        registers.permissions[one.permission], one.holds, "; ".join([said, *(KEPT_BACK[it] for it in one.kept_back_by)])
    )
