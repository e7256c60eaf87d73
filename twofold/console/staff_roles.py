"""Roles of staff: what each allows, masks and shows, as a matrix to tick."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import queries
from twofold.access.permissions import Permission
from twofold.access.queries import StaffRoleRow
from twofold.access.verbs import staff_roles as verbs
from twofold.console.answers import moved
from twofold.console.page import ConsoleRequest, page
from twofold.console.staff import sentences, tabs
from twofold.core.refusals import Refusal
from twofold.directory import queries as directory

ROWS = (
    ("all", "Everything"),
    ("team", "What one’s teams own"),
    ("own", "What one owns, and what a team owns that one leads"),
    ("territory", "What is in the countries of one’s teams"),
)


def roles(request: ConsoleRequest) -> HttpResponse:
    """All of them, and how many have each."""
    context = {
        "tabs": tabs("console:staff_roles"),
        "roles": queries.staff_roles(request.actor),
        "may_manage": request.actor.might(Permission.MANAGE_STAFF_ROLES),
    }
    return page(request, "access/staff_roles.html", context)


def create(request: ConsoleRequest) -> HttpResponse:
    """Make one, from nothing or as a copy."""
    request.actor.require(Permission.MANAGE_STAFF_ROLES)
    source = request.GET.get("copy", "")
    copied = next((one for one in queries.staff_roles(request.actor) if str(one.id) == source), None)
    if request.method != "POST":
        return _ask(request, copied, title="New role", name=f"{copied.name} (copy)" if copied else "")
    try:
        role = verbs.define(request.actor, **_told(request))
    except Refusal as refusal:
        return _ask(request, None, title="New role", refusal=refusal)
    return moved(request, reverse("console:staff_roles"), f"{role.name} is there to be given.")


def edit(request: ConsoleRequest, role_id: UUID) -> HttpResponse:
    """Change one, for everybody who has it."""
    role = queries.staff_role(request.actor, role_id)
    if request.method != "POST":
        return _ask(request, role, title=role.name, name=role.name)
    try:
        verbs.change(request.actor, role_id, **_told(request))
    except Refusal as refusal:
        return _ask(request, role, title=role.name, refusal=refusal)
    return moved(request, reverse("console:staff_roles"), f"{role.name} is changed, for everybody who has it.")


@require_POST
def remove(request: ConsoleRequest, role_id: UUID) -> HttpResponse:
    """Do away with one that nobody has."""
    role = queries.staff_role(request.actor, role_id)
    verbs.remove(request.actor, role_id)
    return moved(request, reverse("console:staff_roles"), f"{role.name} is removed.")


def _told(request: ConsoleRequest) -> dict[str, Any]:
    return {
        "name": request.POST.get("name", ""),
        "description": request.POST.get("description", ""),
        "permissions": request.POST.getlist("permission"),
        "masked": request.POST.getlist("masked"),
        "rows": request.POST.get("rows", "all"),
    }


def _ask(
    request: ConsoleRequest, role: StaffRoleRow | None, *, title: str, name: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    sent = request.method == "POST"
    actor = request.actor
    is_new = not request.resolver_match or request.resolver_match.url_name == "staff_role_new"
    chosen = frozenset(request.POST.getlist("permission")) if sent else role.permissions if role else frozenset()
    masked = frozenset(request.POST.getlist("masked")) if sent else role.masked if role else frozenset()
    about = str(refusal.data.get("field", "")) if refusal else ""
    context = {
        "title": title,
        "role": None if is_new else role,
        "is_built_in": bool(role and role.key and not is_new),
        "is_fixed": bool(role and role.is_administrator and not is_new),
        "may_manage": actor.might(Permission.MANAGE_STAFF_ROLES),
        "values": {
            "name": request.POST.get("name", name),
            "description": request.POST.get("description", role.description if role else ""),
            "rows": request.POST.get("rows", role.rows if role else "all"),
        },
        "rooms": sentences(chosen, gives=actor.permissions | actor.in_admin_mode),
        "masks": [(one, one.key in masked) for one in directory.maskable(actor)],
        "row_choices": ROWS,
        "errors": {about: refusal.message} if refusal and about else {},
        "refusal": refusal.message if refusal and not about else "",
    }
    return page(request, "access/staff_role.html", context, status=422 if refusal else 200)
