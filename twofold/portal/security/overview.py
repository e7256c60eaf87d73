"""A person's security at a glance, and their sessions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from twofold.access.adapters.step_up import in_person
from twofold.access.passkeys import Party
from twofold.access.queries.logins import logins_offered
from twofold.access.queries.security import Security, my_security
from twofold.access.verbs import second_steps, sessions
from twofold.portal.here import actor_of, site_of
from twofold.portal.page import page
from twofold.portal.places import Place, declare_place

declare_place(Place("portal:security", gettext_lazy("Security"), "shield-check", 80, is_personal=True))


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How each way to sign in stands, with the best advice first."""
    security = seen(request)
    advice = _advice(security, can_have_passkeys=Party.of(site_of(request)).can_have_passkeys)
    offers_logins = bool(logins_offered(site_of(request)))
    return draw(request, "overview", security=security, advice=advice, offers_logins=offers_logins)


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    return draw(request, "devices", security=seen(request))


@require_POST
@in_person
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out of one browser."""
    sessions.end(actor_of(request), session_id)
    messages.success(request, _("Signed out there."))
    return redirect("portal:devices")


@require_POST
@in_person
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out of every browser but this one."""
    count = sessions.end_others(actor_of(request), session_key=request.session.session_key)
    said = ngettext("Signed out of %(count)s other browser.", "Signed out of %(count)s other browsers.", count)
    messages.success(request, said % {"count": count} if count else _("You were not signed in anywhere else."))
    return redirect("portal:devices")


@require_POST
@in_person
def end_all(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    sessions.end_others(actor_of(request), session_key=None)
    second_steps.distrust_all(actor_of(request))
    logout(request)
    return redirect("account_login")


def seen(request: HttpRequest) -> Security:
    """How the person of this request signs in."""
    return my_security(actor_of(request), session_key=request.session.session_key)


def draw(request: HttpRequest, name: str, **more: Any) -> HttpResponse:
    """A page about one's security."""
    return render(request, f"portal/security/{name}.html", page(request, **more))


def _advice(security: Security, *, can_have_passkeys: bool) -> str:
    """The one thing that would do most: its name; empty when all is well."""
    if any(key.copied_at for key in security.keys):
        return "copied"
    if can_have_passkeys and not security.passkeys:
        return "passkey"
    if security.has_password and not security.steps.is_on and not security.passkeys:
        return "second_step"
    if security.steps.is_on and security.steps.codes_left < 3:
        return "codes"
    return ""
