"""The roles of the organisation: the built-in ones, its own, and what each allows."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.verbs import roles as verbs
from twofold.core.actor import Actor
from twofold.core.refusals import Conflict, Invalid
from twofold.portal import wording
from twofold.portal.here import actor_of
from twofold.portal.organisation import undoing
from twofold.portal.organisation.answers import account_of, done, drawn, pressed


def roles(request: HttpRequest) -> HttpResponse:
    """Every role that people here may have."""
    found = access.roles(actor_of(request), account_of(request))
    return drawn(
        request, "roles", built_in=[one for one in found if not one.is_own], own=[one for one in found if one.is_own]
    )


def new(request: HttpRequest) -> HttpResponse:
    """Define a role of one's own."""
    actor, account_id = actor_of(request), account_of(request)
    if request.method != "POST":
        return _form(request, set(), {})
    try:
        role = verbs.define(actor, account_id, **_given(request))
    except (Conflict, Invalid) as refusal:
        return _form(request, set(request.POST.getlist("permission")), request.POST.dict(), error=refusal)
    return done(request, reverse("portal:roles"), gettext("%(role)s is there to be given") % {"role": role.name})


def role(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """What a role allows; of one's own, changing it."""
    actor = actor_of(request)
    shown = access.role(actor, account_of(request), role_id)
    if request.method != "POST":
        return _form(
            request, set(shown.permissions), {"name": shown.name, "description": shown.description}, role=shown
        )
    try:
        verbs.edit(actor, role_id, **_given(request))
    except (Conflict, Invalid) as refusal:
        asked = set(request.POST.getlist("permission"))
        return _form(request, asked, request.POST.dict(), role=shown, error=refusal)
    before = {"name": shown.name, "permissions": sorted(shown.permissions), "description": shown.description}
    back = undoing.address(request, verbs.edit, role_id, **before)
    return done(request, reverse("portal:roles"), gettext("%(role)s changed") % {"role": shown.name}, undo=back)


@require_POST
def remove(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """Remove a role of one's own that nobody has."""
    actor, account_id = actor_of(request), account_of(request)

    def act() -> tuple[str, str]:
        gone = verbs.remove(actor, role_id)
        told = {"name": gone.name, "permissions": gone.permissions, "description": gone.description}
        return gettext("%(role)s removed") % {"role": gone.name}, undoing.address(
            request, verbs.define, account_id, **told
        )

    return pressed(request, reverse("portal:roles"), act)


def _given(request: HttpRequest) -> dict[str, Any]:
    return {
        "name": request.POST.get("name", ""),
        "permissions": request.POST.getlist("permission"),
        "description": request.POST.get("description", ""),
    }


def _form(
    request: HttpRequest,
    allowed: set[str],
    values: dict[str, str],
    *,
    role: access.RoleSeen | None = None,
    error: Conflict | Invalid | None = None,
) -> HttpResponse:
    """Every permission with its sentence; what one lacks oneself cannot be ticked."""
    return drawn(
        request,
        "role",
        status=422 if error else 200,
        role=role,
        values=values,
        permissions=_permissions(actor_of(request), allowed),
        error=wording.refused(error) if error else "",
    )


def _permissions(actor: Actor, allowed: set[str]) -> list[tuple[str, str, bool, bool]]:
    """Name, sentence, whether it is allowed, and whether the reader may decide it."""
    sentences = access.permission_sentences()
    return [(name, gettext(sentence), name in allowed, actor.may(name)) for name, sentence in sentences.items()]
