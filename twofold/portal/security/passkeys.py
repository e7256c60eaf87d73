"""Passkeys and security keys: listed, made, named, removed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twofold.access import passkeys
from twofold.access.adapters import ceremonies
from twofold.access.adapters.ceremonies import Purpose
from twofold.access.adapters.circumstances import here_of
from twofold.access.adapters.step_up import in_person, needs_step_up
from twofold.access.errors.security import PasskeyNotFound, PasskeyNotTaken
from twofold.access.passkeys import Party
from twofold.access.verbs import passkeys as verbs
from twofold.portal.here import actor_of, site_of
from twofold.portal.page import page
from twofold.portal.security.overview import draw, seen
from twofold.portal.security.two_step import begun


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Those one has."""
    party = Party.of(site_of(request))
    return draw(request, "passkeys", security=seen(request), party=party)


@needs_step_up
def add(request: HttpRequest) -> HttpResponse:
    """Ask the browser for a passkey, or for a key as second step, and keep what it makes."""
    kind = "key" if request.GET.get("kind") == "key" else "passkey"
    if request.method == "POST":
        return _keep(request)
    name = page(request)["shell"].me.email or actor_of(request).name
    party = Party.of(site_of(request))
    asked = passkeys.ask_to_make(party, _me(request), name=name, may_sign_in=kind == "passkey")
    return draw(request, "passkey_add", kind=kind, party=party, options=ceremonies.keep(request, Purpose.MAKE, asked))


@require_POST
@in_person
def rename(request: HttpRequest, passkey_id: UUID) -> HttpResponse:
    """Call one otherwise."""
    verbs.rename(actor_of(request), passkey_id, request.POST.get("name", ""))
    return redirect("portal:passkeys")


@needs_step_up
def remove(request: HttpRequest, passkey_id: UUID) -> HttpResponse:
    """Ask, then remove one. The last way in stays."""
    key = next((one for one in seen(request).keys if one.id == passkey_id), None)
    if key is None:
        raise PasskeyNotFound(passkey_id)
    if request.method == "POST":
        name = verbs.remove(actor_of(request), passkey_id, here=here_of(request))
        messages.success(request, _("%(name)s was removed.") % {"name": name})
        return redirect("portal:passkeys" if key.may_sign_in else "portal:two_step")
    return draw(request, "passkey_remove", key=key)


def _keep(request: HttpRequest) -> HttpResponse:
    state = ceremonies.taken(request, Purpose.MAKE)
    made = passkeys.made(Party.of(site_of(request)), state, ceremonies.answer(request)) if state else None
    if made is None:
        raise PasskeyNotTaken
    verbs.add(actor_of(request), made, here=here_of(request))
    if made.may_sign_in:
        messages.success(request, _("Your passkey is ready. Next time, sign in with it."))
        return redirect("portal:passkeys")
    return begun(request, _("Your security key is ready."))


def _me(request: HttpRequest) -> UUID:
    person: UUID = actor_of(request).person_id  # type: ignore[assignment]  # whoever has signed in is one
    return person
