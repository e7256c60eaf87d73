"""Keys by which programs act: who made them, what they may do, when they were used last."""

from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import queries
from twofold.access.permissions import Permission
from twofold.access.verbs import keys as verbs
from twofold.console import undo
from twofold.console.answers import moved
from twofold.console.page import ConsoleRequest, page
from twofold.core import registers, unit
from twofold.core.refusals import Refusal
from twofold.directory.permissions import Permission as Directory

ROOMS = {"directory": "People and accounts", "events": "Events", "core": "How Twofold runs", "access": "Ways in"}
NOT_FOR_PROGRAMS = {str(Directory.RESOLVE_IDENTITIES)}
READING = {str(Directory.SEE_PEOPLE), str(Directory.SEE_ACCOUNTS)}
LIFETIMES = (("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("", "Until it is revoked"))


def keys(request: ConsoleRequest) -> HttpResponse:
    """One's own keys, or everybody's."""
    context = {"keys": queries.api_keys(request.actor), "sees_all": request.actor.may(Permission.MANAGE_KEYS)}
    return page(request, "running/keys.html", context)


def create(request: ConsoleRequest) -> HttpResponse:
    """Make a key. The answer shows it, once; it is nowhere else."""
    if request.method != "POST":
        return _ask(request, READING)
    scopes = set(request.POST.getlist("scope"))
    days = request.POST.get("lifetime", "")
    try:
        made = verbs.create(
            request.actor,
            name=request.POST.get("name", ""),
            scopes=scopes,
            expires_at=unit.now() + timedelta(days=int(days)) if days in dict(LIFETIMES) and days else None,
            is_service=request.POST.get("acts_as") == "service",
        )
    except Refusal as refusal:
        return _ask(request, scopes, refusal)
    example = f"curl {settings.BASE_URL}/api/v1/key --header 'Authorization: Bearer {made.token}'"
    response = page(request, "running/key_made.html", {"made": made, "example": example})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke(request: ConsoleRequest, key_id: UUID) -> HttpResponse:
    """No longer let it in, from the next request on."""
    revoked = verbs.revoke(request.actor, key_id)
    back = undo.address(request, undo.Step("keys.restore", key_id))
    return moved(request, reverse("console:keys"), f"{revoked.name} lets nobody in any more.", undo=back)


@require_POST
def restore(request: ConsoleRequest, key_id: UUID) -> HttpResponse:
    """Let it in again."""
    restored = verbs.restore(request.actor, key_id)
    return moved(request, reverse("console:keys"), f"{restored.name} lets in again.")


def _ask(request: ConsoleRequest, chosen: set[str], refusal: Refusal | None = None) -> HttpResponse:
    about = str(refusal.data.get("field", "")) if refusal else ""
    allowed = sorted(name for name in request.actor.permissions if name not in NOT_FOR_PROGRAMS)
    by_room = groupby(sorted(allowed, key=_place), key=lambda name: name.partition(":")[0])
    context = {
        "values": {name: request.POST.get(name, "") for name in ("name", "acts_as")},
        "lifetime": request.POST.get("lifetime", "90"),
        "lifetimes": LIFETIMES,
        "rooms": [
            (ROOMS.get(room, room), [(name, registers.permissions[name], name in chosen) for name in names])
            for room, names in by_room
        ],
        "kinds": (("person", f"{request.actor.name}: no more than you may"), ("service", "A service: itself")),
        "may_manage": request.actor.may(Permission.MANAGE_KEYS),
        "errors": {about: refusal.message} if refusal and about else {},
        "refusal": refusal.message if refusal and not about else "",
    }
    return page(request, "running/key_new.html", context, status=422 if refusal else 200)


def _place(name: str) -> tuple[int, int]:
    """By room, and within a room as it declared them."""
    rooms, declared = list(ROOMS), list(registers.permissions)
    room = name.partition(":")[0]
    return rooms.index(room) if room in rooms else len(rooms), declared.index(name)
